import { equalBytes } from '../../bytes/equal.ts';
import type { CryptoPort } from '../../crypto/port.ts';
import type { Instant } from '../../time.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { isDateFault, type ListProfile } from '../../x509/crl.ts';
import type { OcspResponse } from '../../x509/ocsp.ts';
import { revocationStatus, type OcspVerdict } from '../../x509/ocsp-status.ts';
import { isRevokedBy, countLists, type BadList, type SuppliedList } from '../../x509/revocation.ts';

/** NVIDIA's answers (OCSP) and lists (CRL), read but not yet verified. */
export type Withdrawals = { readonly responses: readonly OcspResponse[]; readonly lists: readonly SuppliedList[] };

/** How NVIDIA signs them at crl.ndis.nvidia.com: a P-384 key and SHA-256, the issuer's key named, a number. */
const PROFILE: ListProfile = { algorithm: 'ecdsa-p384-sha256', issuerNeedsCrlSign: true, namesIssuerKey: true };

/** What is known about one certificate, and the lists in its issuer's name that the issuer did not sign. */
export type CertificateStatus = { readonly verdict: OcspVerdict; readonly forged: readonly BadList[] };

/**
 * Answers and lists about one certificate. A certificate revoked by either is revoked. A list counts as much as an answer where
 * there is no usable answer; it does not outweigh an answer of "suspended" or "unknown", because lists last for months and
 * answers for a day.
 */
export async function certificateStatus(
  certificate: Certificate,
  issuer: Certificate,
  { responses, lists }: Withdrawals,
  now: Instant,
  crypto: CryptoPort,
): Promise<CertificateStatus> {
  const own = lists.filter(({ list }) => list.at === 'read' && equalBytes(list.value.issuer, issuer.subject));
  const [verdict, counted] = await Promise.all([
    revocationStatus(certificate, issuer, responses, now, crypto),
    countLists(own, issuer, PROFILE, now, crypto),
  ]);
  const forged = counted.bad.filter(({ because }) => !isDateFault(because));
  if (isRevokedBy(counted, certificate)) return { verdict: { status: 'revoked' }, forged };
  const isOpen = verdict.status === 'unknown' && verdict.because !== 'unknown';
  if (isOpen && counted.until !== undefined) return { verdict: { status: 'good', until: counted.until }, forged };
  return { verdict, forged };
}
