import type { SuppliedEndorsement, Giver } from '../../endorsement.ts';
import { once } from '../../parsed.ts';
import type { Appraisal } from '../../tee.ts';
import { answerUnusable } from '../../unusable.ts';
import { isDateFault, readRevocationList, type ListFault, type ListProfile } from '../../x509/crl.ts';
import { isRevokedBy, countLists } from '../../x509/revocation.ts';
import type { SnpCheckId } from './checks.ts';
import type { Endorsers } from './vek/chain.ts';
import type { SnpPolicy } from './policy.ts';

/** AMD signs its lists with the ARK, whose key usage includes cRLSign; none of them names the key. */
const PROFILE: ListProfile = { algorithm: 'rsa-pss-sha384', issuerNeedsCrlSign: true, namesIssuerKey: false };

const STALE: readonly (ListFault | 'unreadable')[] = ['expired', 'no-next-update'];

/** The caller did not request these: one that does not hold counts as missing, and is not reported. */
const OFFERED: readonly Giver[] = ['site', 'evidence'];

/** More lists than there are suppliers; each costs a signature. */
const MAX_LISTS = 8;

/** AMD's list, read once; not verified. */
export const listIn = once((bytes) => readRevocationList(bytes, 'CRL'));

type RevocationAppraisal = Pick<
  Appraisal<SnpCheckId, Pick<SnpPolicy, 'timeAhead' | 'staleList'>>,
  'now' | 'crypto' | 'ledger' | 'policy' | 'common'
>;

/**
 * Has AMD revoked the certificate that signed the VEK? (VCEKs all have serial number 0, so a single chip cannot be
 * revoked this way; the lists of the VCEK and VLEK paths are the same root's.)
 *
 * Several lists may come, from the evidence, the site, the cache and AMD; every one that AMD signed counts (x509/
 * revocation.ts). One that does not hold is told of only when none does, and only when somebody was asked for it.
 */
export async function revocation(
  { signer, root }: Endorsers,
  supplied: readonly Pick<SuppliedEndorsement, 'bytes' | 'from'>[],
  { now, crypto, ledger, policy, common }: RevocationAppraisal,
): Promise<void> {
  const inOrder = supplied.toSorted((a, b) => Number(OFFERED.includes(a.from)) - Number(OFFERED.includes(b.from)));
  const lists = inOrder.slice(0, MAX_LISTS).flatMap(({ bytes, from }) => {
    const list = listIn(bytes);
    return list.at === 'missing' ? [] : [{ list, from }];
  });
  const appraised = await countLists(lists, root, PROFILE, now, crypto);
  const asked = appraised.bad.filter(({ from }) => !OFFERED.includes(from));
  const bad = asked.find(({ because }) => isDateFault(because)) ?? asked[0];

  if (bad !== undefined && isDateFault(bad.because)) ledger.answer('snp.crl.signature', 'pass');
  if (isRevokedBy(appraised, signer)) ledger.answer('snp.vek.revocation', 'fail', { because: 'revoked' });

  if (appraised.until !== undefined) {
    ledger.answer('snp.crl.signature', 'pass');
    ledger.answer('snp.crl.fresh', 'pass');
    ledger.relyUntil(appraised.until);
    ledger.answer('snp.vek.revocation', 'pass');
    return;
  }
  if (bad === undefined) {
    ledger.answer('snp.crl.signature', 'not-applicable');
    ledger.answer('snp.crl.fresh', 'not-applicable');
    ledger.answer('snp.vek.revocation', 'unknown', { because: 'no-crl' });
    return;
  }
  ledger.answer('snp.vek.revocation', 'unknown', { because: 'crl-not-usable' });
  const { because, from } = bad;
  if (because === 'not-yet-valid' && policy.timeAhead === 'unknown')
    ledger.answer('snp.crl.fresh', 'unknown', { because: 'clock-behind', from });
  else if (STALE.includes(because) && policy.staleList === 'unknown')
    ledger.answer('snp.crl.fresh', 'unknown', { because, from });
  else if (isDateFault(because)) ledger.answer('snp.crl.fresh', 'fail', { because, from });
  else answerUnusable({ ledger, common }, 'snp.crl.signature', { because, from });
}
