import type { Facts } from './check.ts';
import type { Ledger } from './ledger.ts';
import type { CommonPolicy } from './policy.ts';

/** The part of an appraisal that answers for endorsements. */
type Answering<Id extends string> = {
  readonly ledger: Pick<Ledger<Id>, 'answer'>;
  readonly common: Pick<CommonPolicy, 'unusableEndorsement'>;
};

/**
 * An endorsement does not hold: the same answer for every TEE. It proves nothing against the evidence; the policy decides what it
 * means (`CommonPolicy.unusableEndorsement`). @param facts say whose it was, in `from`
 */
export function answerUnusable<Id extends string>({ ledger, common }: Answering<Id>, check: Id, facts: Facts): void {
  ledger.answer(check, common.unusableEndorsement === 'refuse' ? 'fail' : 'unknown', facts);
}
