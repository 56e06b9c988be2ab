import type { Ledger } from '../../ledger.ts';
import type { SnpCheckId } from './checks.ts';

/** Where a check may be answered: the ledger, or deferred answers. */
export type Answers = Pick<Ledger<SnpCheckId>, 'answer' | 'require'>;

/**
 * Deferred answers: what a report says is worked out while the platform still computes its signature, and recorded in the ledger
 * only if that holds. An unsigned report must produce no findings, good or bad.
 */
export function deferLedger(): Answers & { readonly tell: (ledger: Answers) => void } {
  const deferred: Parameters<Answers['answer']>[] = [];
  return {
    answer(...note) {
      deferred.push(note);
    },
    require(check, ok, facts) {
      deferred.push(ok ? [check, 'pass'] : [check, 'fail', facts]);
      return ok;
    },
    tell(ledger) {
      for (const note of deferred) ledger.answer(...note);
    },
  };
}
