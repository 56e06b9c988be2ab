import { OUTCOME_OF } from '../policy.ts';
import type { Facts } from '../check.ts';
import type { Giver } from '../endorsement.ts';
import type { Ledger } from '../ledger.ts';
import type { CommonPolicy } from '../policy.ts';
import { RELEASE } from '../release.ts';
import { instant, toRfc3339, type Instant } from '../time.ts';
import { answerUnusable } from '../unusable.ts';
import { isRevokedBy, type Lists } from '../x509/revocation.ts';
import type { DcapCheckId } from './checks.ts';
import { minimumEvaluationNumber } from './evaluation-number.ts';
import type { PckChain } from './pck.ts';
import type { DcapPolicy } from './policy.ts';
import type { DocumentKind, Documents, VerifiedCopy } from './signed-document.ts';

/** Turns verdicts about endorsements into answers. Returns what can be relied on; undefined for the rest. */
export type Answering = {
  readonly ledger: Ledger<DcapCheckId>;
  readonly now: Instant;
  readonly policy: Pick<DcapPolicy, 'stale' | 'evaluation'>;
  readonly common: Pick<CommonPolicy, 'unusableEndorsement'>;
};

/** Something is outside its dates; the policy decides what that means. */
export function answerStale({ ledger, policy }: Pick<Answering, 'ledger' | 'policy'>, check: DcapCheckId, facts: Facts): void {
  ledger.answer(check, policy.stale === 'refuse' ? 'fail' : 'unknown', facts);
}

/** Nobody supplied it, so the question is open. */
function answerMissing({ ledger }: Answering, ...checks: readonly DcapCheckId[]): void {
  for (const check of checks) ledger.answer(check, 'unknown', { because: 'missing' });
}

/** Steps 2 and 3. */
export function answerLists(answering: Answering, kind: 'dcap.root-crl' | 'dcap.pck-crl', { bad, until }: Lists): void {
  const { ledger } = answering;
  if (until !== undefined) {
    ledger.answer(`${kind}.signature`, 'pass');
    ledger.answer(`${kind}.current`, 'pass');
    ledger.relyUntil(until);
    return;
  }
  // A copy that Intel did sign is reported before one that nobody signed.
  const worst = bad.find((one) => 'list' in one && one.list !== undefined) ?? bad[0];
  if (worst === undefined) answerMissing(answering, `${kind}.signature`, `${kind}.current`);
  else if ('list' in worst && worst.list !== undefined) {
    const { thisUpdate, nextUpdate } = worst.list;
    const dates = { issued: toRfc3339(thisUpdate), ...(nextUpdate === undefined ? {} : { nextUpdate: toRfc3339(nextUpdate) }) };
    ledger.answer(`${kind}.signature`, 'pass');
    answerStale(answering, `${kind}.current`, { because: worst.because, from: worst.from, ...dates });
  } else {
    const { because, from } = worst;
    const facts = 'field' in worst ? { because, from, field: worst.field, why: worst.why } : { because, from };
    answerUnusable(answering, `${kind}.signature`, facts);
  }
}

/** Step 4. A serial number counts only in the lists of that certificate's own issuer: another CA may use the same number. */
export function answerRevocation(
  { ledger }: Answering,
  { root, pck }: { readonly root: Lists; readonly pck: Lists },
  { leaf, certificates }: PckChain,
): void {
  const [, ca] = certificates;
  const revoked = [
    ...(isRevokedBy(pck, leaf) ? ['PCK certificate'] : []),
    ...(ca !== undefined && isRevokedBy(root, ca) ? ['PCK CA'] : []),
  ];
  if (revoked.length > 0) ledger.answer('dcap.pck-chain.revocation', 'fail', { revoked: revoked.join(', ') });
  else if (root.until === undefined || pck.until === undefined)
    ledger.answer('dcap.pck-chain.revocation', 'unknown', { because: 'no-usable-list' });
  else ledger.answer('dcap.pck-chain.revocation', 'pass');
}

/** A document that can be relied on, and who supplied it. */
export type Relied<T> = { readonly document: T; readonly from: Giver };

/** Steps 8 and 9, as far as the document itself is concerned: chain, its revocation, signature, form, dates, number. */
export function answerDocument<K extends DocumentKind>(
  answering: Answering,
  kind: K,
  copy: VerifiedCopy<K> | undefined,
  rootLists: Lists,
): Relied<Documents[K]> | undefined {
  if (copy === undefined) {
    answerMissing(answering, `${kind}.signing-chain`, `${kind}.signature`, `${kind}.match`, `${kind}.current`);
    return undefined;
  }
  const chained = answerSigningChain(answering, kind, copy, rootLists);
  const signed = answerSignature(answering, kind, copy);
  if (!chained || !signed) return undefined;
  const { document, from } = copy;
  if (document.at !== 'read') {
    const reason = document.newer ? { because: 'newer-than-this-release', release: RELEASE } : { because: 'unreadable' };
    answerUnusable(answering, `${kind}.match`, { ...reason, from, field: document.field, why: document.why });
    return undefined;
  }
  if (!answerDates(answering, kind, document.value, copy)) return undefined;
  answerEvaluationNumber(answering, kind, document.value, from);
  return { document: document.value, from };
}

function answerSigningChain<K extends DocumentKind>(
  answering: Answering,
  kind: K,
  { chain, verdict, from }: VerifiedCopy<K>,
  rootLists: Lists,
): boolean {
  const check = `${kind}.signing-chain` as const;
  if (chain.at === 'missing') answering.ledger.answer(check, 'unknown', { because: 'missing', from });
  else if (chain.at === 'unreadable')
    answerUnusable(answering, check, { because: 'unreadable', from, field: chain.field, why: chain.why });
  else if (verdict === undefined) answering.ledger.answer(check, 'unknown', { because: 'unreadable', from });
  else if (!verdict.chain.holds) {
    const { fault, at } = verdict.chain;
    const stale = fault === 'expired' || fault === 'not-yet-valid';
    (stale ? answerStale : answerUnusable)(answering, check, { because: fault, from, at });
  } else if (chain.value[0] !== undefined && isRevokedBy(rootLists, chain.value[0]))
    answerUnusable(answering, check, { because: 'revoked', from, at: 0 });
  else {
    answering.ledger.answerUnder(verdict.chain.believed, check, 'pass');
    return true;
  }
  return false;
}

function answerSignature<K extends DocumentKind>(
  answering: Answering,
  kind: K,
  { document, chain, signed, verdict, from }: VerifiedCopy<K>,
): boolean {
  const check = `${kind}.signature` as const;
  if (verdict?.signature === true) {
    answering.ledger.answer(check, 'pass');
    return true;
  }
  if (document.at === 'unreadable' && (signed === undefined || verdict !== undefined))
    answerUnusable(answering, check, { because: 'unreadable', from, field: document.field, why: document.why });
  else if (verdict === undefined)
    answering.ledger.answer(check, 'unknown', { because: chain.at === 'missing' ? 'no-signing-chain' : 'no-usable-chain', from });
  else answerUnusable(answering, check, { because: 'signature', from });
  return false;
}

/**
 * `nextUpdate` itself still counts (Intel's library agrees); a document from the future does not (that library does not check).
 */
function answerDates<K extends DocumentKind>(
  answering: Answering,
  kind: K,
  { issued, nextUpdate }: { readonly issued: Instant; readonly nextUpdate: Instant },
  { from }: VerifiedCopy<K>,
): boolean {
  const { ledger, now } = answering;
  const fault = now < issued ? 'not-yet-valid' : now > nextUpdate ? 'expired' : undefined;
  ledger.relyUntil(nextUpdate);
  if (fault === undefined) ledger.answer(`${kind}.current`, 'pass');
  else {
    const dates = { issued: toRfc3339(issued), nextUpdate: toRfc3339(nextUpdate) };
    answerStale(answering, `${kind}.current`, { because: fault, from, ...dates });
  }
  return fault === undefined;
}

/** A table that Intel has superseded may call patched what the newer one calls out of date. */
function answerEvaluationNumber(
  { ledger, policy, now }: Answering,
  kind: DocumentKind,
  { evaluationDataNumber: number }: { readonly evaluationDataNumber: number },
  from: Giver,
): void {
  const { least, below } = policy.evaluation;
  const lowest = minimumEvaluationNumber(least, kind, now);
  const tooLowFrom = least[kind].filter((one) => one.since > now && one.number > number).map(({ since }) => since);
  if (tooLowFrom.length > 0) ledger.relyUntil(instant(Math.min(...tooLowFrom) - 1));
  if (lowest === undefined || number >= lowest.number) ledger.answer(`${kind}.evaluation-number`, 'pass', { number, from });
  else {
    const facts = { because: 'superseded', number, least: lowest.number, since: toRfc3339(lowest.since), from };
    ledger.answer(`${kind}.evaluation-number`, OUTCOME_OF[below], facts);
  }
}
