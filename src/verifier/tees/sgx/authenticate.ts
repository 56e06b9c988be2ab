import type { Claims } from '../../claims.ts';
import { authenticateQuote, type Authentic } from '../../dcap/authenticate.ts';
import type { EnclaveReport } from '../../dcap/enclave-report.ts';
import type { OpenedQuote } from '../../dcap/opened.ts';
import type { DcapPolicy } from '../../dcap/policy.ts';
import { answerStanding } from '../../dcap/standing.ts';
import { svnLevel, type Standing } from '../../dcap/tcb-level.ts';
import { converge, joined, platformLevel } from '../../dcap/tcb-standing.ts';
import type { Appraisal } from '../../tee.ts';
import { readEnclaveAttributes, type EnclaveAttributes } from '../../dcap/enclave-attributes.ts';
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
  const standing = standingOf(authentic, opened.quote.signature.qeReport.isvSvn);
  const tcb = answerStanding(ledger, policy.tcb, authentic, standing);
  const attributes = readEnclaveAttributes(report.attributes);
  answerAttributes(appraisal, attributes);
  return claimsOf(report, attributes, authentic.platform, tcb);
}

/** Step 10. Platform level and quoting enclave level, converged; undefined when either is reached by nobody. */
function standingOf({ tcbInfo, qeIdentity, platform }: Authentic, qeIsvSvn: number): Standing | undefined {
  const level = tcbInfo && platformLevel(tcbInfo, platform, undefined);
  const qe = qeIdentity && svnLevel(qeIdentity.levels, qeIsvSvn);
  return level && qe && joined(converge(level.status, [qe.status]), [level, qe]);
}

/**
 * Step 11. Hardware never reports an enclave that is not initialised, and an application has no use for provisioning or
 * launch keys. Neither proves anything bad, so both warn; DEBUG is answered by the common check.
 */
function answerAttributes({ ledger }: Appraisal<SgxCheckId, DcapPolicy>, attributes: EnclaveAttributes): void {
  ledger.answer('sgx.attributes.initialised', attributes.initialised ? 'pass' : 'warn');
  const keys = [...(attributes.provisionKey ? ['PROVISION_KEY'] : []), ...(attributes.einitTokenKey ? ['EINITTOKEN_KEY'] : [])];
  if (keys.length === 0) ledger.answer('sgx.attributes.privileged-keys', 'pass');
  else ledger.answer('sgx.attributes.privileged-keys', 'warn', { attributes: keys.join(', ') });
}
