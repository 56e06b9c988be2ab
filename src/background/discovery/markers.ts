import type { AdapterId } from '../api/adapters.ts';

/** Response fields by which a service says that it attests, in lower case, and the form in which it does. */
const FIELDS: ReadonlyMap<string, AdapterId> = new Map([
  // Tinfoil's shim sets it on every answer of an enclave (research of 2026-11, seen in all captures).
  ['tinfoil-pt', 'tinfoil'],
]);

/** Bytes of a certificate in which a marker is looked for: Evervault's names have ten thousand. */
const MAX_CERTIFICATE_BYTES = 64 * 1024;

/** An object identifier as it stands in a certificate (X.690 section 8.19), from its numbers in hex. */
const oid = (hex: string): string => fromHexPairs(`06${(hex.length / 2).toString(16).padStart(2, '0')}${hex}`);

/**
 * What a certificate holds that was made for an attested key: text of its names, or the identifier of an extension.
 * A hint and nothing more, so it is looked for and not parsed: the adapter reads the certificate.
 */
const IN_CERTIFICATE: readonly (readonly [marker: string, adapter: AdapterId])[] = [
  // A key of the enclave, in base32, in names below this one.
  ['.hpke.tinfoil.sh', 'tinfoil'],
  // A Nitro document in hex as the first label of a name: COSE_Sign1 with ES384.
  ['8444a1013822', 'evervault'],
  // 1.3.6.1.4.1.62397.1.1 and .1.8: dstack's quote, and its versioned attestation.
  [oid('2b0601040183e73d0101'), 'ra-tls'],
  [oid('2b0601040183e73d0108'), 'ra-tls'],
  // 2.23.133.5.4.9: TCG DICE conceptual message wrapper, as interoperable RA-TLS writes it.
  [oid('678105050409'), 'ra-tls'],
  // 1.2.840.113741.1337.6: a quote, as Gramine and others write it.
  [oid('2a864886f84d8a3906'), 'ra-tls'],
  // 1.3.6.1.5.5.7.1.35: id-pe-cmw.
  [oid('2b06010505070123'), 'ra-tls'],
];

/** The form that one of these response fields (names, lower case) speaks of; null when none does. */
export function adapterOfFields(fields: readonly string[]): AdapterId | null {
  for (const field of fields) {
    const adapter = FIELDS.get(field);
    if (adapter !== undefined) return adapter;
  }
  return null;
}

/** The form of the evidence that this certificate (DER) holds or speaks of; null for most certificates. */
export function adapterOfCertificate(leaf: Uint8Array): AdapterId | null {
  if (leaf.length > MAX_CERTIFICATE_BYTES) return null;
  const text = asLatin1(leaf);
  return IN_CERTIFICATE.find(([marker]) => text.includes(marker))?.[1] ?? null;
}

/** One character a byte. */
function asLatin1(bytes: Uint8Array): string {
  let text = '';
  const CHUNK = 4096;
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return text;
}

function fromHexPairs(hex: string): string {
  return hex.replaceAll(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
}
