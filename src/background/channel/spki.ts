import { constructedTag, DerReader, Malformed, TAG } from '../../verifier/index.ts';

/**
 * The SubjectPublicKeyInfo (DER, header included) of a TLS certificate, as a slice of the input.
 *
 * A walk of its own, because the verifier's reader knows the few algorithms and extensions of attestation chains, and a
 * site's certificate may have any: the browser has judged it, only its key is wanted here (RFC 5280 section 4.1).
 * @throws Malformed when the bytes are not one DER certificate.
 */
export function spkiOf(der: Uint8Array): Uint8Array {
  const outer = new DerReader(der, 'certificate');
  const certificate = outer.inside('Certificate');
  outer.end();
  const tbs = certificate.inside('tbsCertificate');
  if (tbs.next === constructedTag(0)) tbs.element('version');
  for (const field of ['serialNumber', 'signature', 'issuer', 'validity', 'subject']) tbs.element(field);
  if (tbs.next !== TAG.sequence) throw new Malformed('certificate.subjectPublicKeyInfo', 'not a SEQUENCE');
  return tbs.element('subjectPublicKeyInfo');
}
