import { equalBytes, fromBase64, unlessMalformed } from '../../verifier/index.ts';

/** A chain of four, its revocation lists' issuers, and room to spare; a flood of certificates stops here. */
const MAX_CERTIFICATES = 32;

const PEM = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+?)-----END CERTIFICATE-----/g;

/** Every X.509 certificate inside these bytes, as PEM text or as DER, each once, in order of appearance. */
export function findCertificates(...sources: readonly Uint8Array[]): readonly Uint8Array[] {
  const found: Uint8Array[] = [];
  for (const source of sources)
    for (const der of [...inDer(source), ...inPem(source)])
      if (found.length < MAX_CERTIFICATES && !found.some((other) => equalBytes(other, der))) found.push(der);
  return found;
}

/** PEM, also with its line ends escaped by JSON or a header. */
function inPem(source: Uint8Array): readonly Uint8Array[] {
  const text = new TextDecoder('latin1').decode(source);
  if (!text.includes('BEGIN')) return [];
  const plain = text
    .replaceAll('\\n', '\n')
    .replace(/%([0-9A-Fa-f]{2})/g, (_all, pair: string) => String.fromCharCode(Number(`0x${pair}`)));
  return [...plain.matchAll(PEM)].flatMap(([, body = '']) => {
    return unlessMalformed(() => [fromBase64(body.replace(/\s/g, ''), 'certificate')], []);
  });
}

/** What every version 3 certificate of this size begins with: SEQUENCE, SEQUENCE, `[0]` INTEGER 2 (RFC 5280, section 4.1). */
function inDer(source: Uint8Array): readonly Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let at = 0; at + 13 < source.length; at += 1) {
    if (!beginsCertificate(source, at)) continue;
    const length = 4 + (source[at + 2] ?? 0) * 256 + (source[at + 3] ?? 0);
    if (at + length > source.length) continue;
    found.push(source.slice(at, at + length));
    at += length - 1;
  }
  return found;
}

function beginsCertificate(source: Uint8Array, at: number): boolean {
  const wanted = [0x30, 0x82, undefined, undefined, 0x30, 0x82, undefined, undefined, 0xa0, 0x03, 0x02, 0x01, 0x02];
  return wanted.every((byte, i) => byte === undefined || source[at + i] === byte);
}
