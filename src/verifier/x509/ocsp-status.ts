import { equalBytes } from '../bytes/equal.ts';
import type { CryptoPort } from '../crypto/port.ts';
import { DerReader } from '../encoding/der.ts';
import { unlessMalformed } from '../malformed.ts';
import type { Instant } from '../time.ts';
import type { Certificate } from './certificate.ts';
import { allowsUsage, OID } from './extensions.ts';
import type { OcspResponse, SingleResponse } from './ocsp.ts';
import { isSignedBy } from './signature.ts';

const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';
const EXTENDED_KEY_USAGE = '2.5.29.37';

/** What is known about a certificate from the supplied responses. Stable words, for the facts of a finding. */
export type OcspVerdict =
  | { readonly status: 'good'; readonly until: Instant }
  | { readonly status: 'revoked' | 'hold' }
  /** Nothing usable: no answer about it, none by the issuer, or none for this time. */
  | { readonly status: 'unknown'; readonly because: 'none' | 'unknown' | 'signature' | 'stale' | 'not-yet-valid' };

/** How far (milliseconds) an answer's time may lie ahead of ours, because clocks differ. */
const CLOCK_SKEW_MS = 5 * 60 * 1000;

/**
 * Has the issuer revoked this certificate? Only answers signed by the issuer count, or by a responder to which the issuer gave a
 * certificate for exactly this (RFC 6960 sections 3.2 and 4.2.2.2). A revocation counts whatever its dates. Of the others only
 * current ones count, and of those the newest: a suspension can be lifted, and an older answer must not hide a newer one,
 * whatever their order.
 */
export async function revocationStatus(
  certificate: Certificate,
  issuer: Certificate,
  responses: readonly OcspResponse[],
  now: Instant,
  crypto: CryptoPort,
): Promise<OcspVerdict> {
  let newest: SingleResponse | undefined;
  let because: 'none' | 'signature' | 'stale' | 'not-yet-valid' = 'none';
  for (const response of responses)
    for (const single of response.responses) {
      if (!(await isAbout(single, certificate, issuer, crypto))) continue;
      if (!(await isIssuers(response, issuer, now, crypto))) because = 'signature';
      else if (single.status === 'revoked') return { status: 'revoked' };
      else if (now + CLOCK_SKEW_MS < single.thisUpdate) because = 'not-yet-valid';
      else if (single.nextUpdate === undefined || now > single.nextUpdate) because = 'stale';
      else if (newest === undefined || isNewer(single, newest)) newest = single;
    }
  if (newest?.nextUpdate === undefined) return { status: 'unknown', because };
  if (newest.status === 'good') return { status: 'good', until: newest.nextUpdate };
  return newest.status === 'hold' ? { status: 'hold' } : { status: 'unknown', because: 'unknown' };
}

/** The later one; of two made at the same time, the one that is not good. */
const isNewer = (a: SingleResponse, b: SingleResponse): boolean =>
  a.thisUpdate > b.thisUpdate || (a.thisUpdate === b.thisUpdate && a.status !== 'good');

/** The content of an SPKI's BIT STRING without the count of unused bits: what issuerKeyHash covers (RFC 6960 section 4.1.1). */
function publicKeyBits({ spki }: Certificate): Uint8Array {
  const outer = new DerReader(spki, 'issuer.spki');
  const info = outer.inside('subjectPublicKeyInfo');
  info.element('algorithm');
  return info.octets('subjectPublicKey');
}

async function isAbout(
  single: SingleResponse,
  { serial }: Certificate,
  issuer: Certificate,
  crypto: CryptoPort,
): Promise<boolean> {
  if (!equalBytes(single.serial, serial)) return false;
  const [name, key] = await Promise.all([
    crypto.digest(single.hash, issuer.subject),
    crypto.digest(single.hash, publicKeyBits(issuer)),
  ]);
  return equalBytes(single.issuerNameHash, name) && equalBytes(single.issuerKeyHash, key);
}

async function isIssuers(response: OcspResponse, issuer: Certificate, now: Instant, crypto: CryptoPort): Promise<boolean> {
  if (await isSignedBy(crypto, response, issuer.spki)) return true;
  for (const responder of response.certificates)
    if ((await isDelegated(responder, issuer, now, crypto)) && (await isSignedBy(crypto, response, responder.spki))) return true;
  return false;
}

/** Issued directly by the issuer, for OCSP signing, valid now, and without unknown critical extensions. */
async function isDelegated(responder: Certificate, issuer: Certificate, now: Instant, crypto: CryptoPort): Promise<boolean> {
  const { extensions, notBefore, notAfter } = responder;
  const isResponder = unlessMalformed(() => {
    const known: readonly string[] = [OID.keyUsage, OID.basicConstraints, EXTENDED_KEY_USAGE];
    if ([...extensions].some(([oid, { critical }]) => critical && !known.includes(oid))) return false;
    if (!equalBytes(responder.issuer, issuer.subject) || now < notBefore || now > notAfter) return false;
    if (extensions.has(OID.keyUsage) && !allowsUsage(extensions, 'digitalSignature', 'OCSP responder')) return false;
    return purposes(responder).includes(OCSP_SIGNING);
  }, false);
  return isResponder && (await isSignedBy(crypto, responder, issuer.spki));
}

/** ExtKeyUsageSyntax (RFC 5280 section 4.2.1.12); anyExtendedKeyUsage is not enough for a responder. @throws Malformed */
function purposes({ extensions }: Certificate): readonly string[] {
  const extension = extensions.get(EXTENDED_KEY_USAGE);
  if (extension === undefined) return [];
  const outer = new DerReader(extension.value, 'OCSP responder.extKeyUsage');
  const list = outer.inside('ExtKeyUsageSyntax');
  outer.end();
  const found: string[] = [];
  while (list.next !== undefined) found.push(list.oid('KeyPurposeId'));
  return found;
}
