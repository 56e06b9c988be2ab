import type { Ledger } from '../ledger.ts';
import { toRfc3339, type Instant } from '../time.ts';
import { isDateFault, isRevoked, type RevocationList } from '../x509/crl.ts';
import type { Facts } from '../check.ts';
import type { DcapCheckId } from './checks.ts';
import type { Given, SignedDocument, SigningVerdict } from './endorsements.ts';
import type { IntelChainVerdict } from './intel-chain.ts';
import type { PckChain } from './pck.ts';
import type { DcapPolicy } from './policy.ts';
import type { SignedJson } from './signed-json.ts';
import type { verifyIntelCrl } from './revocation.ts';

/** Turns verdicts about endorsements into answers. Given back is what may be relied on, undefined for the rest. */
export type Answering = {
  readonly ledger: Ledger<DcapCheckId>;
  readonly now: Instant;
  readonly policy: Pick<DcapPolicy, 'stale'>;
};

/** Something is outside its dates: what that means is the policy's. */
export function answerStale({ ledger, policy }: Pick<Answering, 'ledger' | 'policy'>, check: DcapCheckId, facts: Facts): void {
  ledger.answer(check, policy.stale === 'refuse' ? 'fail' : 'unknown', facts);
}

type CrlVerdict = Awaited<ReturnType<typeof verifyIntelCrl>>;

/** A list that Intel signed. One that is not current still says who is revoked, and no longer who is not. */
export type SignedList = { readonly list: RevocationList; readonly current: boolean };

/** Steps 2 and 3. */
export function answerCrl(
  answering: Answering,
  kind: 'dcap.root-crl' | 'dcap.pck-crl',
  list: Given<RevocationList>,
  verdict: CrlVerdict | undefined,
): SignedList | undefined {
  const { ledger } = answering;
  if (list.at !== 'read' || verdict === undefined) {
    answerAbsent(ledger, list, `${kind}.signature`, `${kind}.current`);
    return undefined;
  }
  if (verdict.holds) {
    ledger.answer(`${kind}.signature`, 'pass');
    ledger.answer(`${kind}.current`, 'pass');
    ledger.relyUntil(verdict.until);
    return { list: list.value, current: true };
  }
  const { fault } = verdict;
  if (!isDateFault(fault)) {
    ledger.answer(`${kind}.signature`, 'fail', { because: fault });
    return undefined;
  }
  ledger.answer(`${kind}.signature`, 'pass');
  const { thisUpdate, nextUpdate } = list.value;
  const dates = { issued: toRfc3339(thisUpdate), ...(nextUpdate === undefined ? {} : { nextUpdate: toRfc3339(nextUpdate) }) };
  answerStale(answering, `${kind}.current`, { because: fault, ...dates });
  return { list: list.value, current: false };
}

/** Missing: nobody could tell (grey). Unreadable: whoever gave it gave something that is not Intel's. */
function answerAbsent(ledger: Ledger<DcapCheckId>, given: Given<unknown>, check: DcapCheckId, ...others: DcapCheckId[]): void {
  if (given.at === 'unreadable') ledger.answer(check, 'fail', { because: 'unreadable', field: given.field, why: given.why });
  else for (const one of [check, ...others]) ledger.answer(one, 'unknown', { because: 'missing' });
}

/**
 * Step 4. A serial counts only in the list of that certificate's own issuer: another CA may use the same number.
 */
export function answerRevocation(
  { ledger }: Answering,
  lists: { readonly root: SignedList | undefined; readonly pck: SignedList | undefined },
  { leaf, certificates }: PckChain,
): void {
  const [, ca] = certificates;
  const revoked = [
    ...(lists.pck !== undefined && isRevoked(lists.pck.list, leaf) ? ['PCK certificate'] : []),
    ...(lists.root !== undefined && ca !== undefined && isRevoked(lists.root.list, ca) ? ['PCK CA'] : []),
  ];
  if (revoked.length > 0) ledger.answer('dcap.pck-chain.revocation', 'fail', { revoked: revoked.join(', ') });
  else if (lists.root?.current !== true || lists.pck?.current !== true)
    ledger.answer('dcap.pck-chain.revocation', 'unknown', { because: 'no-usable-list' });
  else ledger.answer('dcap.pck-chain.revocation', 'pass');
}

/** Steps 8 and 9, as far as the document itself goes: chain, its revocation, signature, dates. */
export function answerDocument<T extends SignedJson & { readonly issued: Instant; readonly nextUpdate: Instant }>(
  answering: Answering,
  kind: 'dcap.qe-identity' | 'dcap.tcb-info',
  { document, chain }: SignedDocument<T>,
  verdict: SigningVerdict | undefined,
  rootCrl: SignedList | undefined,
): T | undefined {
  const { ledger } = answering;
  if (document.at !== 'read' || chain.at !== 'read' || verdict === undefined) {
    answerAbsent(ledger, chain, `${kind}.signing-chain`);
    answerAbsent(ledger, document, `${kind}.signature`, `${kind}.match`, `${kind}.current`);
    return undefined;
  }
  const [signer] = chain.value;
  const revoked = rootCrl !== undefined && signer !== undefined && isRevoked(rootCrl.list, signer);
  const chainHolds = answerSigningChain(answering, `${kind}.signing-chain`, verdict.chain, revoked);
  const signed = ledger.require(`${kind}.signature`, verdict.signature, { because: 'signature' });
  if (!chainHolds || !signed) return undefined;
  return answerDates(answering, kind, document.value) ? document.value : undefined;
}

function answerSigningChain(
  answering: Answering,
  check: 'dcap.qe-identity.signing-chain' | 'dcap.tcb-info.signing-chain',
  verdict: IntelChainVerdict,
  revoked: boolean,
): boolean {
  if (!verdict.holds && (verdict.fault === 'expired' || verdict.fault === 'not-yet-valid')) {
    answerStale(answering, check, { because: verdict.fault, at: verdict.at });
    return false;
  }
  if (!verdict.holds) answering.ledger.answer(check, 'fail', { because: verdict.fault, at: verdict.at });
  else if (revoked) answering.ledger.answer(check, 'fail', { because: 'revoked', at: 0 });
  else answering.ledger.answerUnder(verdict.believed, check, 'pass');
  return verdict.holds && !revoked;
}

/** `nextUpdate` itself still counts (Intel's library agrees); a document from the future does not (it does not look). */
function answerDates(
  answering: Answering,
  kind: 'dcap.qe-identity' | 'dcap.tcb-info',
  { issued, nextUpdate }: { readonly issued: Instant; readonly nextUpdate: Instant },
): boolean {
  const { ledger, now } = answering;
  const fault = now < issued ? 'not-yet-valid' : now > nextUpdate ? 'expired' : undefined;
  ledger.relyUntil(nextUpdate);
  if (fault === undefined) ledger.answer(`${kind}.current`, 'pass');
  else {
    const dates = { issued: toRfc3339(issued), nextUpdate: toRfc3339(nextUpdate) };
    answerStale(answering, `${kind}.current`, { because: fault, ...dates });
  }
  return fault === undefined;
}
