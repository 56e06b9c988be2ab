import { createHash, sign } from 'node:crypto';
import { concat } from '../../src/verifier/bytes/equal.ts';
import { bytes, map, text } from '../../src/verifier/testing/cbor-writer.ts';
import type { ServerCredential, WebAuthority } from '../certificates.ts';
import type { SiteResponse } from './answer.ts';

/**
 * Signed exchanges as Chromium reads them (“Signed HTTP Exchanges Implementation Snapshots”, version b3): an answer of one site that
 * another one sends.
 */

const RECORD_BYTES = 16_384;
const LIFE_SECONDS = 3600;
/** A clock that is a little behind must not take it for one from the future. */
const BEFORE_NOW_SECONDS = 60;

const ascii = (value: string): Uint8Array => Buffer.from(value, 'latin1');
const sha256 = (value: Uint8Array): Uint8Array => Uint8Array.from(createHash('sha256').update(value).digest());
const base64 = (value: Uint8Array): string => Buffer.from(value).toString('base64');

/** A big-endian number of this many bytes. */
function big(value: number, size: number): Uint8Array {
  const octets = Buffer.alloc(size);
  octets.writeUIntBE(value, Math.max(0, size - 6), Math.min(6, size));
  return Uint8Array.from(octets);
}

/** A certificate that may sign exchanges for a host: it says so (CanSignHttpExchanges), for at most 90 days. */
export const exchangeCredential = (authority: WebAuthority, host: string): ServerCredential =>
  authority.credentialHolding(() => ({ oid: '1.3.6.1.4.1.11129.2.1.22', value: Uint8Array.of(5, 0) }), host);

/** What Chromium must be told to accept such a certificate, which no log and no authority that it knows vouches for. */
export const exchangeKey = ({ spki }: ServerCredential): string => base64(sha256(spki));

/** The chain of the certificate, as an exchange names it. Its OCSP response is none, as Chromium was told to accept the key. */
export const exchangeCertificates = ({ certificate }: ServerCredential): SiteResponse => ({
  headers: { 'content-type': 'application/cert-chain+cbor' },
  body: concat(
    Uint8Array.of(0x82),
    text('📜⛓'),
    map([
      [text('cert'), bytes(certificate)],
      [text('ocsp'), bytes(ascii('none'))],
    ]),
  ),
});

/** An HTML page of `url`, signed. @param certificates where `exchangeCertificates` is served @param now milliseconds since 1970 */
export function signedExchange(
  url: string,
  html: string,
  {
    credential,
    certificates,
    now,
  }: { readonly credential: ServerCredential; readonly certificates: string; readonly now: number },
): SiteResponse {
  // One record: its Merkle proof is the digest of itself (MICE, draft-thomson-http-mice).
  const record = Buffer.from(html);
  if (record.length > RECORD_BYTES) throw new RangeError('a page of more than one record');
  const digest = base64(sha256(concat(record, Uint8Array.of(0))));
  const headers = [
    ['digest', `mi-sha256-03=${digest}`],
    [':status', '200'],
    ['content-type', 'text/html; charset=utf-8'],
    ['content-encoding', 'mi-sha256-03'],
  ] as const;
  // Canonical CBOR: shorter keys first.
  const head = map(headers.map(([name, value]) => [bytes(ascii(name)), bytes(ascii(value))] as const));
  const date = Math.floor(now / 1000) - BEFORE_NOW_SECONDS;
  const expires = date + LIFE_SECONDS;
  const validity = new URL('/validity', url).href;
  const named = sha256(credential.certificate);
  const message = concat(
    ascii(' '.repeat(64)),
    ascii('HTTP Exchange 1 b3\0'),
    Uint8Array.of(32),
    named,
    ...[ascii(validity)].flatMap((one) => [big(one.length, 8), one]),
    big(date, 8),
    big(expires, 8),
    ...[ascii(url), head].flatMap((one) => [big(one.length, 8), one]),
  );
  const signature = [
    `sealmark;sig=*${base64(sign('sha256', message, credential.key))}*`,
    'integrity="digest/mi-sha256-03"',
    `cert-url="${certificates}"`,
    `cert-sha256=*${base64(named)}*`,
    `validity-url="${validity}"`,
    `date=${String(date)}`,
    `expires=${String(expires)}`,
  ].join(';');
  return {
    headers: { 'content-type': 'application/signed-exchange;v=b3', 'x-content-type-options': 'nosniff' },
    body: concat(
      ascii('sxg1-b3\0'),
      ...[big(url.length, 2), ascii(url)],
      ...[big(signature.length, 3), big(head.length, 3), ascii(signature), head],
      ...[big(RECORD_BYTES, 8), record],
    ),
  };
}
