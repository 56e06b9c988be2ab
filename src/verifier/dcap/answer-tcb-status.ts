import { OUTCOME_OF } from '../policy.ts';
import type { TcbStatusClaim } from '../claims.ts';
import type { Ledger } from '../ledger.ts';
import { toRfc3339 } from '../time.ts';
import type { Authentic } from './authenticate.ts';
import type { DcapCheckId } from './checks.ts';
import type { TcbPolicy } from './policy.ts';
import type { TcbStatusAt } from './tcb-level.ts';

/**
 * Step 10. Which level was reached, and what the policy says about it. Unknown where one of Intel's two tables cannot be relied
 * on, or where another check explains why there is no status. @param status undefined when the platform, the quoting enclave or
 * the module reaches no level @returns the status for the claims
 */
export function answerTcbStatus(
  ledger: Ledger<DcapCheckId>,
  policy: TcbPolicy,
  { tcbInfo, tcbInfoFrom, qeIdentity }: Authentic,
  at: TcbStatusAt | undefined,
  obstacle?: 'module-not-intels' | 'newer-module',
): TcbStatusClaim {
  if (tcbInfo === undefined || qeIdentity === undefined || obstacle !== undefined) {
    const because = obstacle ?? (tcbInfo === undefined ? 'no-usable-tcb-info' : 'no-usable-qe-identity');
    for (const check of ['dcap.tcb.level', 'dcap.tcb.status'] as const) ledger.answer(check, 'unknown', { because });
    return { advisories: [] };
  }
  const { evaluationDataNumber } = tcbInfo;
  const table = { evaluationDataNumber, ...(tcbInfoFrom === undefined ? {} : { tableFrom: tcbInfoFrom }) };
  if (!ledger.require('dcap.tcb.level', at !== undefined, { because: 'below-every-level' }) || at === undefined)
    return { advisories: [], ...table };
  const { status, date, advisories, behind } = at;
  const facts = {
    status,
    ...(behind === undefined ? {} : { behind: behind.join(', ') }),
    date: toRfc3339(date),
    advisories: advisories.join(' '),
    ...table,
  };
  ledger.answer('dcap.tcb.status', OUTCOME_OF[policy[status]], facts);
  return { status, ...(behind === undefined ? {} : { behind }), date: toRfc3339(date), advisories, ...table };
}
