import type { CryptoPort } from '../crypto/port.ts';
import type { Giver } from '../endorsement.ts';
import type { Parsed } from '../parsed.ts';
import type { Instant } from '../time.ts';
import type { Certificate } from './certificate.ts';
import { isDateFault, isRevoked, verifyRevocationList, type ListFault, type ListProfile, type RevocationList } from './crl.ts';

/** A list as supplied. */
export type SuppliedList = { readonly list: Exclude<Parsed<RevocationList>, { at: 'missing' }>; readonly from: Giver };

/** What is wrong with a list, and who supplied it. */
export type BadList = { readonly from: Giver } & (
  | { readonly because: 'unreadable'; readonly field: string; readonly why: string }
  /** The list is present if its issuer signed it, even for another time. */
  | { readonly because: ListFault; readonly list: RevocationList | undefined }
);

/** What the lists of one issuer add up to, however many were supplied. */
export type Lists = {
  /** All that the issuer signed, whatever their dates: what any of them names is revoked. */
  readonly signed: readonly RevocationList[];
  /** When the last of the current ones ends; undefined when none is current, and nothing is known not to be revoked. */
  readonly until: Instant | undefined;
  /** Those that are not current, or not the issuer's. */
  readonly bad: readonly BadList[];
};

/**
 * The one rule for revocation lists, Intel's and AMD's: every list that the issuer signed counts, so that an older one cannot
 * hide what a newer one says, and a revocation lasts, whatever the dates of the list that announced it.
 */
export async function countLists(
  supplied: readonly SuppliedList[],
  issuer: Certificate,
  profile: ListProfile,
  now: Instant,
  crypto: CryptoPort,
): Promise<Lists> {
  const appraised = await Promise.all(supplied.map((one) => countList(one, issuer, profile, now, crypto)));
  const bad = appraised.flatMap((one) => ('bad' in one ? [one.bad] : []));
  const current = appraised.flatMap((one) => ('bad' in one ? [] : [one]));
  const outOfDate = bad.flatMap((one) => ('list' in one && one.list !== undefined ? [one.list] : []));
  const ends = current.map(({ until }) => until);
  return {
    signed: [...current.map(({ list }) => list), ...outOfDate],
    until: ends.length === 0 ? undefined : ends.reduce((a, b) => (a > b ? a : b)),
    bad,
  };
}

async function countList(
  { list, from }: SuppliedList,
  issuer: Certificate,
  profile: ListProfile,
  now: Instant,
  crypto: CryptoPort,
): Promise<{ readonly list: RevocationList; readonly until: Instant } | { readonly bad: BadList }> {
  if (list.at === 'unreadable') return { bad: { from, because: 'unreadable', field: list.field, why: list.why } };
  const verdict = await verifyRevocationList(list.value, issuer, profile, now, crypto);
  if (verdict.holds) return { list: list.value, until: verdict.until };
  const { fault } = verdict;
  return { bad: { from, because: fault, list: isDateFault(fault) ? list.value : undefined } };
}

/** Does any list that the issuer signed name this certificate? Ask only for certificates of that issuer. */
export const isRevokedBy = ({ signed }: Lists, certificate: Certificate): boolean =>
  signed.some((list) => isRevoked(list, certificate));
