import { unlessMalformed } from '../../malformed.ts';
import type { SignatureAlgorithm } from '../../crypto/port.ts';
import { readSpki } from '../../crypto/spki.ts';
import { isWrittenAs, type Certificate } from '../../x509/certificate.ts';

/** A hash as X.509 and Rekor name it apart from the key. */
export type NamedHash = 'sha-256' | 'sha-384';

const ECDSA = {
  p256: { 'sha-256': 'ecdsa-p256-sha256', 'sha-384': 'ecdsa-p256-sha384' },
  p384: { 'sha-256': 'ecdsa-p384-sha256', 'sha-384': 'ecdsa-p384-sha384' },
} as const satisfies Record<string, Record<NamedHash, SignatureAlgorithm>>;

/** The only algorithm in which a key of this kind signs over this hash; undefined where none is in use. */
export function algorithmUnder(hash: NamedHash, spki: Uint8Array): SignatureAlgorithm | undefined {
  const kind = unlessMalformed(() => readSpki(spki).kind, undefined);
  if (kind === 'p256' || kind === 'p384') return ECDSA[kind][hash];
  if (kind === 'rsa') return hash === 'sha-256' ? 'rsa-pkcs1-sha256' : undefined;
  return kind;
}

/**
 * The certificate, with its signature algorithm resolved for the issuer's key: X.509 names a hash, and leaves the curve to the
 * key (RFC 5758 section 3.2).
 */
export function underIssuer(certificate: Certificate, issuerSpki: Uint8Array): Certificate {
  const meant = (['sha-256', 'sha-384'] as const)
    .map((hash) => algorithmUnder(hash, issuerSpki))
    .find((one) => one !== undefined && isWrittenAs(certificate.algorithm, one));
  return meant === undefined ? certificate : { ...certificate, algorithm: meant };
}
