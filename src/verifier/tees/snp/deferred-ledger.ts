import type { Ledger } from '../../ledger.ts';
import type { SnpCheckId } from './checks.ts';

/** Where a check may be answered: the ledger, or notes. */
export type Answers = Pick<Ledger<SnpCheckId>, 'answer' | 'require'>;

/**
 * Answers that are not given yet: what a report says is worked out while the platform still computes its signature, and
 * told to the ledger only if that holds. Of a report that nobody signed nothing may be said, good or bad.
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
