import type { Ledger } from '../ledger.ts';
import { toRfc3339, type Instant } from '../time.ts';
import { isRevoked, type RevocationList } from '../x509/crl.ts';
import type { DcapCheckId } from './checks.ts';
import type { Given, SignedDocument, SigningVerdict } from './endorsements.ts';
import type { PckChain } from './pck.ts';
import type { SignedJson } from './signed-json.ts';
import type { verifyIntelCrl } from './revocation.ts';

/** Turns verdicts about endorsements into answers. Given back is what may be relied on, undefined for the rest. */
export type Answering = { readonly ledger: Ledger<DcapCheckId>; readonly now: Instant };

type CrlVerdict = Awaited<ReturnType<typeof verifyIntelCrl>>;

/** Steps 2 and 3. */
export function answerCrl(
  { ledger }: Answering,
  kind: 'dcap.root-crl' | 'dcap.pck-crl',
  list: Given<RevocationList>,
  verdict: CrlVerdict | undefined,
): RevocationList | undefined {
  if (list.at !== 'read' || verdict === undefined) {
    answerAbsent(ledger, list, `${kind}.signature`, `${kind}.current`);
    return undefined;
  }
  if (verdict.holds) {
    ledger.answer(`${kind}.signature`, 'pass');
    ledger.answer(`${kind}.current`, 'pass');
    ledger.relyUntil(verdict.until);
    return list.value;
  }
  const { fault } = verdict;
  const dated = fault === 'expired' || fault === 'not-yet-valid' || fault === 'no-next-update';
  const { thisUpdate, nextUpdate } = list.value;
  const dates = { issued: toRfc3339(thisUpdate), ...(nextUpdate === undefined ? {} : { nextUpdate: toRfc3339(nextUpdate) }) };
  if (dated) ledger.answer(`${kind}.current`, 'fail', { because: fault, ...dates });
  else ledger.answer(`${kind}.signature`, 'fail', { because: fault });
  return undefined;
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
  lists: { readonly root: RevocationList | undefined; readonly pck: RevocationList | undefined },
  { leaf, certificates }: PckChain,
): void {
  const [, ca] = certificates;
  const revoked = [
    ...(lists.pck !== undefined && isRevoked(lists.pck, leaf) ? ['PCK certificate'] : []),
    ...(lists.root !== undefined && ca !== undefined && isRevoked(lists.root, ca) ? ['PCK CA'] : []),
  ];
  if (revoked.length > 0) ledger.answer('dcap.pck-chain.revocation', 'fail', { revoked: revoked.join(', ') });
  else if (lists.root === undefined || lists.pck === undefined)
    ledger.answer('dcap.pck-chain.revocation', 'unknown', { because: 'no-usable-list' });
  else ledger.answer('dcap.pck-chain.revocation', 'pass');
}

/** Steps 8 and 9, as far as the document itself goes: chain, its revocation, signature, dates. */
export function answerDocument<T extends SignedJson & { readonly issued: Instant; readonly nextUpdate: Instant }>(
  { ledger, now }: Answering,
  kind: 'dcap.qe-identity' | 'dcap.tcb-info',
  { document, chain }: SignedDocument<T>,
  verdict: SigningVerdict | undefined,
  rootCrl: RevocationList | undefined,
): T | undefined {
  if (document.at !== 'read' || chain.at !== 'read' || verdict === undefined) {
    answerAbsent(ledger, chain, `${kind}.signing-chain`);
    answerAbsent(ledger, document, `${kind}.signature`, `${kind}.match`, `${kind}.current`);
    return undefined;
  }
  const [signer] = chain.value;
  const revoked = rootCrl !== undefined && signer !== undefined && isRevoked(rootCrl, signer);
  const chainHolds = ledger.require(`${kind}.signing-chain`, verdict.chain.holds && !revoked, {
    because: verdict.chain.holds ? 'revoked' : verdict.chain.fault,
    at: verdict.chain.holds ? 0 : verdict.chain.at,
  });
  const signed = ledger.require(`${kind}.signature`, verdict.signature, { because: 'signature' });
  if (!chainHolds || !signed || !verdict.chain.holds) return undefined;
  ledger.relyUntil(verdict.chain.until);
  return answerDates(ledger, now, kind, document.value) ? document.value : undefined;
}

/** `nextUpdate` itself still counts (Intel's library agrees); a document from the future does not (it does not look). */
function answerDates(
  ledger: Ledger<DcapCheckId>,
  now: Instant,
  kind: 'dcap.qe-identity' | 'dcap.tcb-info',
  { issued, nextUpdate }: { readonly issued: Instant; readonly nextUpdate: Instant },
): boolean {
  const fault = now < issued ? 'not-yet-valid' : now > nextUpdate ? 'expired' : undefined;
  ledger.relyUntil(nextUpdate);
  return ledger.require(`${kind}.current`, fault === undefined, {
    because: fault ?? '',
    issued: toRfc3339(issued),
    nextUpdate: toRfc3339(nextUpdate),
  });
}
