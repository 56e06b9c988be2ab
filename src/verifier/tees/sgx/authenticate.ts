import type { Claims } from '../../claims.ts';
import { authenticateQuote, type Authentic } from '../../dcap/authenticate.ts';
import type { EnclaveReport } from '../../dcap/enclave-report.ts';
import type { OpenedQuote } from '../../dcap/opened.ts';
import type { DcapPolicy } from '../../dcap/policy.ts';
import { answerTcbStatus } from '../../dcap/answer-tcb-status.ts';
import { svnLevel, type TcbStatusAt } from '../../dcap/tcb-level.ts';
import { converge, joined, platformLevel } from '../../dcap/tcb-status.ts';
import type { Appraisal } from '../../tee.ts';
import { answerEnclaveAttributes, readEnclaveAttributes } from '../../dcap/enclave-attributes.ts';
import type { SgxCheckId } from './checks.ts';
import { claimsOf } from './claims.ts';

/** The steps of README.md: 1 to 9 are DCAP's, 10 the TCB status, 11 the attributes. */
export async function authenticate(
  opened: OpenedQuote,
  report: EnclaveReport,
  appraisal: Appraisal<SgxCheckId, DcapPolicy>,
): Promise<Claims | null> {
  const { ledger, policy } = appraisal;
  const authentic = await authenticateQuote('sgx', opened, appraisal);
  if (authentic === null) return null;
  const status = statusOf(authentic, opened.quote.signature.qeReport.isvSvn);
  const tcb = answerTcbStatus(ledger, policy.tcb, authentic, status);
  const attributes = readEnclaveAttributes(report.attributes);
  answerEnclaveAttributes(ledger, attributes);
  return claimsOf(report, attributes, authentic, tcb);
}

/** Step 10. Platform level and quoting enclave level, converged; undefined when either reaches no level. */
function statusOf({ tcbInfo, qeIdentity, platform }: Authentic, qeIsvSvn: number): TcbStatusAt | undefined {
  const level = tcbInfo && platformLevel(tcbInfo, platform, undefined);
  const qe = qeIdentity && svnLevel(qeIdentity.levels, qeIsvSvn, 'quoting-enclave');
  return level && qe && joined(converge(level.status, [qe.status]), [level, qe]);
}
