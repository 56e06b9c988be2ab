import { webcrypto } from 'node:crypto';
import type { CryptoPort } from '../crypto/port.ts';
import { webCrypto } from '../crypto/webcrypto.ts';
import { parseRfc3339, type Instant } from '../time.ts';
import { readCertificate } from '../x509/certificate.ts';
import { verifyChain, type ChainProfile, type ChainVerdict } from '../x509/chain.ts';
import { issue, selfSigned, type CertificateRequest, type Issued } from './authority.ts';
import { p256Key } from './keys.ts';

/** A root, a CA and a leaf, and the profile that they fit; each test breaks one thing. */

export const port = webCrypto(webcrypto.subtle);

/** A time at which all three certificates are valid. */
export const now = parseRfc3339('2026-01-01T00:00:00Z', 'now');

/** The shape that the good chain has. */
export const PROFILE: ChainProfile = {
  algorithms: ['ecdsa-p256-sha256', 'ecdsa-p256-sha256'],
  leafUsage: 'digitalSignature',
  understood: ['1.2.3.4'],
};

/** The one thing that is wrong, in any of the three. */
export type ChainRequest = {
  readonly root?: Partial<CertificateRequest>;
  readonly ca?: Partial<CertificateRequest>;
  readonly leaf?: Partial<CertificateRequest>;
  /** Signs the leaf, or the CA, in place of its issuer. */
  readonly leafSigner?: Issued;
  readonly caSigner?: Issued;
};

/** The three certificates with that change, signed by each other unless it says otherwise. */
export function make(ask: ChainRequest): { readonly root: Issued; readonly ca: Issued; readonly leaf: Issued } {
  const root = selfSigned({ subject: 'Root', key: p256Key('root'), pathLength: 1, ...ask.root });
  const ca = issue(root, { subject: 'CA', key: p256Key('ca'), ca: true, pathLength: 0, ...ask.ca }, ask.caSigner?.key);
  const leaf = issue(ca, { subject: 'Leaf', key: p256Key('leaf'), ...ask.leaf }, ask.leafSigner?.key);
  return { root, ca, leaf };
}

/** An issued certificate, read. */
export const cert = (issued: Issued): ReturnType<typeof readCertificate> => readCertificate(issued.certificate, 'certificate');

/** The verdict on the requested chain. */
export function verify(
  ask: ChainRequest,
  at: Instant = now,
  profile = PROFILE,
  crypto: CryptoPort = port,
): Promise<ChainVerdict> {
  const { root, ca, leaf } = make(ask);
  return verifyChain([cert(leaf), cert(ca)], cert(root), profile, at, crypto);
}
