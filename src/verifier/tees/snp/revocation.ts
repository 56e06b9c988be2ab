import { Malformed } from '../../malformed.ts';
import type { Appraisal } from '../../tee.ts';
import type { Instant } from '../../time.ts';
import {
  isDateFault,
  isRevoked,
  readRevocationList,
  verifyRevocationList,
  type ListFault,
  type RevocationList,
} from '../../x509/crl.ts';
import type { SnpCheckId } from './checks.ts';
import type { Endorsers } from './endorsing-key.ts';
import type { SnpPolicy } from './policy.ts';

/** AMD signs its lists with the ARK, whose key usage says cRLSign. */
const PROFILE = { algorithm: 'rsa-pss-sha384', issuerNeedsCrlSign: true } as const;

const STALE: readonly ListFault[] = ['expired', 'no-next-update'];

type Judged =
  | { readonly holds: true; readonly list: RevocationList; readonly until: Instant }
  /** The list is there where AMD signed it, though for another time. */
  | { readonly holds: false; readonly fault: ListFault; readonly list: RevocationList | undefined };

/**
 * Has AMD revoked the certificate that signed the VEK? (VCEKs all have serial number 0, so a single chip cannot be
 * revoked this way; the lists of the VCEK and VLEK paths are the same root's.)
 *
 * Several lists may come, from the evidence, the site, the cache and AMD. Every one that holds is believed, so that an
 * older one cannot hide what a newer one says; one that does not hold is a failure only when none does. A list inside
 * the evidence, or sent along by the site, counts only when it holds: a stale one there is as good as none. Whom AMD once
 * revoked stays revoked, whatever the dates of the list that says so.
 */
export async function revocation(
  { signer, root }: Endorsers,
  lists: { readonly asked: readonly Uint8Array[]; readonly offered: readonly Uint8Array[] },
  {
    now,
    crypto,
    ledger,
    policy,
  }: Pick<Appraisal<SnpCheckId, Pick<SnpPolicy, 'timeAhead' | 'staleList'>>, 'now' | 'crypto' | 'ledger' | 'policy'>,
): Promise<void> {
  const judge = async (bytes: Uint8Array): Promise<Judged> => {
    const list = readList(bytes);
    if (list === undefined) return { holds: false, fault: 'malformed', list };
    const verdict = await verifyRevocationList(list, root, PROFILE, now, crypto);
    return verdict.holds ? { ...verdict, list } : { ...verdict, list: isDateFault(verdict.fault) ? list : undefined };
  };
  const asked = await Promise.all(lists.asked.map(judge));
  const offered = await Promise.all(lists.offered.map(judge));
  const good = [...asked, ...offered].filter((one) => one.holds);
  const revoked = [...asked, ...offered].some(({ list }) => list !== undefined && isRevoked(list, signer));
  const [fault] = asked.flatMap((one) => (one.holds ? [] : [one.fault]));

  if (fault !== undefined && isDateFault(fault)) ledger.answer('snp.crl.signature', 'pass');
  if (revoked) ledger.answer('snp.vek.revocation', 'fail', { because: 'revoked' });

  if (good.length > 0) {
    ledger.answer('snp.crl.signature', 'pass');
    ledger.answer('snp.crl.fresh', 'pass');
    for (const { until } of good) ledger.relyUntil(until);
    ledger.answer('snp.vek.revocation', 'pass');
  } else if (fault === undefined) {
    ledger.answer('snp.crl.signature', 'not-applicable');
    ledger.answer('snp.crl.fresh', 'not-applicable');
    ledger.answer('snp.vek.revocation', 'unknown', { because: 'no-crl' });
  } else if (fault === 'not-yet-valid' && policy.timeAhead === 'unknown') {
    ledger.answer('snp.crl.fresh', 'unknown', { because: 'clock-behind' });
    ledger.answer('snp.vek.revocation', 'unknown', { because: 'crl-not-usable' });
  } else if (STALE.includes(fault) && policy.staleList === 'unknown') {
    ledger.answer('snp.crl.fresh', 'unknown', { because: fault });
    ledger.answer('snp.vek.revocation', 'unknown', { because: 'crl-not-usable' });
  } else {
    ledger.answer(isDateFault(fault) ? 'snp.crl.fresh' : 'snp.crl.signature', 'fail', { because: fault });
    ledger.answer('snp.vek.revocation', 'unknown', { because: 'crl-not-usable' });
  }
}

function readList(bytes: Uint8Array): RevocationList | undefined {
  try {
    return readRevocationList(bytes, 'CRL');
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}
