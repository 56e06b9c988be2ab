import { constructedTag, DerReader, Malformed, TAG, type Instant } from '../../verifier/index.ts';

/** When endorsements say that they expire. Only for the cache: the verifier reads them again, strictly, on every use. */

/** `nextUpdate` of a CRL (RFC 5280 section 5.1.2.5). @throws Malformed */
export function crlExpiry(bytes: Uint8Array): Instant {
  const list = new DerReader(bytes, 'crl').inside('CertificateList').inside('tbsCertList');
  if (list.next === TAG.integer) list.element('version');
  list.element('signature');
  list.element('issuer');
  list.time('thisUpdate');
  if (list.next === undefined || list.next === TAG.sequence || list.next === constructedTag(0))
    throw new Malformed('crl.nextUpdate', 'missing');
  return list.time('nextUpdate');
}

/** `notAfter` of a certificate (RFC 5280 section 4.1.2.5). @throws Malformed */
export function certificateExpiry(bytes: Uint8Array): Instant {
  const tbs = new DerReader(bytes, 'certificate').inside('Certificate').inside('tbsCertificate');
  if (tbs.next === constructedTag(0)) tbs.element('version');
  tbs.element('serialNumber');
  tbs.element('signature');
  tbs.element('issuer');
  const validity = tbs.inside('validity');
  validity.time('notBefore');
  return validity.time('notAfter');
}
