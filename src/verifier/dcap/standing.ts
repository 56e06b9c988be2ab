import type { TcbStanding } from '../claims.ts';
import type { Ledger } from '../ledger.ts';
import { toRfc3339 } from '../time.ts';
import type { DcapCheckId } from './checks.ts';
import type { TcbPolicy } from './policy.ts';
import type { TcbInfo } from './tcb-info.ts';
import type { Standing } from './tcb-level.ts';

/** Step 10. Which level was reached, and what the policy says of it. @returns the standing for the claims */
export function answerStanding(
  ledger: Ledger<DcapCheckId>,
  policy: TcbPolicy,
  info: TcbInfo | undefined,
  standing: Standing | undefined,
): TcbStanding {
  if (info === undefined) {
    for (const check of ['dcap.tcb.level', 'dcap.tcb.status'] as const)
      ledger.answer(check, 'unknown', { because: 'no-usable-tcb-info' });
    return { advisories: [] };
  }
  if (!ledger.require('dcap.tcb.level', standing !== undefined, { because: 'below-every-level' }) || standing === undefined)
    return { advisories: [], evaluationDataNumber: info.evaluationDataNumber };
  const { status, date, advisories } = standing;
  const facts = {
    status,
    date: toRfc3339(date),
    advisories: advisories.join(' '),
    evaluationDataNumber: info.evaluationDataNumber,
  };
  const outcome = { accept: 'pass', warn: 'warn', refuse: 'fail' } as const;
  ledger.answer('dcap.tcb.status', outcome[policy[status]], facts);
  return { status, date: toRfc3339(date), advisories, evaluationDataNumber: info.evaluationDataNumber };
}
