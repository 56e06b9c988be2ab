import type { Check } from '../check.ts';
import { consult } from '../devices/consult.ts';
import type { KeyNeed } from '../devices/need.ts';
import type { Endorsement } from '../endorsement.ts';
import { openLedger } from '../ledger.ts';
import type { Instant } from '../time.ts';

const check: Check = { aspect: 'hardware', whenFail: 'contraindicated', whenUnknown: 'none', spec: 'test' };

/** The outcome of a registry answer: `active`, or why not, and whether it is a test network's. */
export function registered(
  endorsements: readonly Endorsement[],
  need: KeyNeed,
  now: Instant,
): { readonly status: string; readonly simulated: readonly string[] } {
  const ledger = openLedger({ 'test.standing': check, 'test.age': check });
  const checks = { status: 'test.standing', age: 'test.age' };
  const stated = consult({ endorsements, need, checks, notTold: 'nobody-vouches', time: 'vouched-for', now, ledger });
  return { status: 'because' in stated ? stated.because : stated.at, simulated: ledger.close().simulated };
}
