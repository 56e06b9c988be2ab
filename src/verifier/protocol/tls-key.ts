import { equalBytes } from '../bytes/equal.ts';
import type { CryptoPort } from '../crypto/port.ts';

/**
 * A TLS key as evidence names it. Each form says what is compared: the key itself, its SHA-256, or the SHA-256 of the certificate
 * that contains it, which takes a certificate that was seen.
 */
export type TlsKey =
  | { readonly form: 'spki'; readonly spki: Uint8Array }
  | { readonly form: 'spki-sha256'; readonly digest: Uint8Array }
  | { readonly form: 'certificate-sha256'; readonly digest: Uint8Array };

/** The end of a connection, as a browser showed it: DER, and null where the certificate itself was not kept. */
export type ConnectionEnd = { readonly spki: Uint8Array; readonly certificate: Uint8Array | null };

/** Does the connection end in this key? `unseen` where only the certificate could tell. */
export async function endsIn(key: TlsKey, { spki, certificate }: ConnectionEnd, crypto: CryptoPort): Promise<boolean | 'unseen'> {
  switch (key.form) {
    case 'spki':
      return equalBytes(key.spki, spki);
    case 'spki-sha256':
      return equalBytes(key.digest, await crypto.digest('sha-256', spki));
    case 'certificate-sha256':
      return certificate === null ? 'unseen' : equalBytes(key.digest, await crypto.digest('sha-256', certificate));
  }
}

/** The same for several: `true` when one of them is the connection's, `unseen` when none is and one could not be compared. */
export async function endsInAny(
  keys: readonly TlsKey[],
  connection: ConnectionEnd,
  crypto: CryptoPort,
): Promise<boolean | 'unseen'> {
  const answers = await Promise.all(keys.map((key) => endsIn(key, connection, crypto)));
  return answers.includes(true) || (answers.includes('unseen') && 'unseen');
}
