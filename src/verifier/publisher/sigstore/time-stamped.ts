import { equalBytes } from '../../bytes/equal.ts';
import type { CryptoPort } from '../../crypto/port.ts';
import { unlessMalformed } from '../../malformed.ts';
import type { Instant } from '../../time.ts';
import { isSignedBy } from '../../x509/signature.ts';
import { algorithmUnder } from './algorithm.ts';
import { stamperAt } from './authority-chain.ts';
import { isNamedBy, readTimeStamp } from './rfc3161.ts';
import type { Authority } from './trust.ts';

/**
 * When did a pinned authority see this signature? RFC 3161 section 2.2: the imprint is a digest of what it was shown, the
 * attributes' digest covers what it says, and its signature covers the attributes. That the certificate is the pinned one, byte
 * for byte, proves more than the attribute `signingCertificate` would. @param stamped what the time stamp must cover @returns
 * undefined when no known authority says so
 */
export async function stampedAt(
  bytes: Uint8Array,
  stamped: Uint8Array,
  authorities: readonly Authority[],
  crypto: CryptoPort,
): Promise<Instant | undefined> {
  const stamp = unlessMalformed(() => readTimeStamp(bytes), undefined);
  if (stamp === undefined) return undefined;
  const { imprint, contentHash, content, contentDigest, at } = stamp;
  if (!equalBytes(imprint.digest, await crypto.digest(imprint.hash, stamped))) return undefined;
  if (!equalBytes(contentDigest, await crypto.digest(contentHash, content))) return undefined;
  for (const authority of authorities) {
    const stamper = await stamperAt(authority, at, crypto);
    if (stamper === undefined || !isNamedBy(stamp, stamper)) continue;
    const algorithm = algorithmUnder(stamp.signatureHash, stamper.spki);
    if (algorithm === undefined) continue;
    if (await isSignedBy(crypto, { signed: stamp.signed, algorithm, signature: stamp.signature }, stamper.spki)) return at;
  }
  return undefined;
}
