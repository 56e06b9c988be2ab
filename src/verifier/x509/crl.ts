import { equalBytes } from '../bytes/equal.ts';
import { toHex, type Hex } from '../bytes/hex.ts';
import type { CryptoPort, SignatureAlgorithm } from '../crypto/port.ts';
import { constructedTag, DerReader, TAG } from '../encoding/der.ts';
import { Malformed, unlessMalformed } from '../malformed.ts';
import type { Instant } from '../time.ts';
import { isWrittenAs, readSignatureAlgorithm, type Certificate } from './certificate.ts';
import { allowsUsage, authorityKeyIdentifier, OID, readExtensions, subjectKeyIdentifier, type Extensions } from './extensions.ts';
import { isSignedBy } from './signature.ts';

/** A certificate revocation list read strictly (RFC 5280 section 5.1), not yet verified. */
export type RevocationList = {
  readonly signed: Uint8Array;
  readonly algorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
  readonly issuer: Uint8Array;
  readonly thisUpdate: Instant;
  /** Absent in lists that never end; no vendor here may omit it. */
  readonly nextUpdate: Instant | undefined;
  /** Serial numbers (hex of the INTEGER's content). */
  readonly revoked: ReadonlySet<Hex>;
  readonly extensions: Extensions;
};

/** Entry extensions that a reader may ignore: reasonCode and invalidityDate (section 5.3.1, 5.3.2). */
const ENTRY_EXTENSIONS: readonly string[] = ['2.5.29.21', '2.5.29.24'];

/** certificateIssuer (section 5.3.3): the entry, and those that follow, belong to another issuer than the list. */
const INDIRECT_ENTRY = '2.5.29.29';

/** DER → list. Version 2 only, nothing after the end. @throws Malformed */
export function readRevocationList(bytes: Uint8Array, what: string): RevocationList {
  const outer = new DerReader(bytes, what);
  const list = outer.inside('CertificateList');
  outer.end();
  const signed = list.element('tbsCertList');
  const identifier = list.element('signatureAlgorithm');
  const signature = list.octets('signatureValue');
  list.end();

  const whole = new DerReader(signed, what);
  const tbs = whole.inside('tbsCertList');
  whole.end();
  if (tbs.small('version') !== 1) throw new Malformed(`${what}.version`, 'not version 2');
  if (!equalBytes(tbs.element('signature'), identifier)) throw new Malformed(`${what}.signature`, 'algorithms differ');
  const issuer = tbs.element('issuer');
  const thisUpdate = tbs.time('thisUpdate');
  const nextUpdate = tbs.next === TAG.utcTime || tbs.next === TAG.generalizedTime ? tbs.time('nextUpdate') : undefined;
  const revoked = tbs.next === TAG.sequence ? readEntries(tbs.inside('revokedCertificates'), what) : new Set<Hex>();
  const extensions = tbs.next === undefined ? new Map() : readExtensions(tbs.inside('crlExtensions', constructedTag(0)), what);
  tbs.end();
  const algorithm = readSignatureAlgorithm(identifier, `${what}.signatureAlgorithm`);
  return { signed, algorithm, signature, issuer, thisUpdate, nextUpdate, revoked, extensions };
}

function readEntries(entries: DerReader, what: string): ReadonlySet<Hex> {
  const revoked = new Set<Hex>();
  while (entries.next !== undefined) {
    const entry = entries.inside('entry');
    revoked.add(toHex(entry.integer('userCertificate')));
    entry.time('revocationDate');
    if (entry.next !== undefined) {
      for (const [oid, { critical }] of readExtensions(entry, what)) {
        if (oid === INDIRECT_ENTRY) throw new Malformed(`${what}.entry`, 'of another issuer');
        if (critical && !ENTRY_EXTENSIONS.includes(oid)) throw new Malformed(`${what}.entry`, 'unknown critical extension');
      }
    }
    entry.end();
  }
  return revoked;
}

/** Why a list may not be used. Stable words, for the facts of a finding. */
export type ListFault =
  | 'other-issuer'
  | 'key-identifiers-do-not-chain'
  | 'key-usage'
  | 'algorithm'
  | 'no-number'
  | 'no-authority-key-identifier'
  | 'partial'
  | 'unknown-critical-extension'
  | 'no-next-update'
  | 'not-yet-valid'
  | 'expired'
  | 'signature'
  | 'malformed';

/** Whether a list holds, and until when; or the first fault. */
export type ListVerdict =
  { readonly holds: true; readonly until: Instant } | { readonly holds: false; readonly fault: ListFault };

/** The form in which one vendor signs its lists; nothing else is accepted. */
export type ListProfile = {
  readonly algorithm: SignatureAlgorithm;
  /**
   * Whether the issuer's key usage must include cRLSign (RFC 5280 section 6.3.3 (f)); false only where a vendor's root does not.
   */
  readonly issuerNeedsCrlSign: boolean;
  /** Whether the list must name its issuer's key (RFC 5280 section 5.2.1). */
  readonly namesIssuerKey: boolean;
};

/**
 * What makes a list partial: a delta (deltaCRLIndicator), or a limited scope (issuingDistributionPoint). RFC 5280, sections 5.2.4
 * and 5.2.5, marks both critical; a list without the mark is still partial.
 */
const PARTIAL: readonly string[] = [OID.deltaCrlIndicator, OID.issuingDistributionPoint];

/** Faults of a list that its issuer did sign, but for another time: what it revokes stays revoked. */
export const DATE_FAULTS = ['no-next-update', 'not-yet-valid', 'expired'] as const satisfies readonly ListFault[];

/** Is the list or a certificate merely out of its dates? That proves nothing against the site. */
export const isDateFault = (fault: string): fault is (typeof DATE_FAULTS)[number] => DATE_FAULTS.some((one) => one === fault);

/**
 * May this list be used as that of `issuer` at `now`? (RFC 5280 section 6.3.3, complete lists only: partial ones are refused,
 * marked critical or not.) Dates last: a list whose only fault is its dates is known to be the issuer's.
 */
export async function verifyRevocationList(
  list: RevocationList,
  issuer: Certificate,
  profile: ListProfile,
  now: Instant,
  crypto: CryptoPort,
): Promise<ListVerdict> {
  const fault = listFault(list, issuer, profile);
  if (fault !== undefined) return { holds: false, fault };
  if (!(await isSignedBy(crypto, { ...list, algorithm: profile.algorithm }, issuer.spki)))
    return { holds: false, fault: 'signature' };
  const { thisUpdate, nextUpdate } = list;
  if (nextUpdate === undefined) return { holds: false, fault: 'no-next-update' };
  if (now < thisUpdate) return { holds: false, fault: 'not-yet-valid' };
  return now > nextUpdate ? { holds: false, fault: 'expired' } : { holds: true, until: nextUpdate };
}

function listFault(list: RevocationList, issuer: Certificate, profile: ListProfile): ListFault | undefined {
  if (!equalBytes(list.issuer, issuer.subject)) return 'other-issuer';
  if (!isWrittenAs(list.algorithm, profile.algorithm)) return 'algorithm';
  if (PARTIAL.some((oid) => list.extensions.has(oid))) return 'partial';
  if (profile.namesIssuerKey && !list.extensions.has(OID.authorityKeyIdentifier)) return 'no-authority-key-identifier';
  if ([...list.extensions.values()].some(({ critical }) => critical)) return 'unknown-critical-extension';
  return unlessMalformed(() => {
    if (profile.issuerNeedsCrlSign && !allowsUsage(issuer.extensions, 'cRLSign', 'CRL issuer')) return 'key-usage';
    const wanted = authorityKeyIdentifier(list.extensions, 'CRL');
    const found = subjectKeyIdentifier(issuer.extensions, 'CRL issuer');
    if (wanted !== undefined && found !== undefined && wanted !== found) return 'key-identifiers-do-not-chain';
    return list.extensions.has(OID.crlNumber) ? undefined : 'no-number';
  }, 'malformed');
}

/** Is this certificate on the list? Ask only for certificates whose issuer is the list's issuer. */
export function isRevoked(list: RevocationList, certificate: Certificate): boolean {
  return list.revoked.has(toHex(certificate.serial));
}
