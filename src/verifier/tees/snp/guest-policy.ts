import type { SnpCheckId } from './checks.ts';
import { hasBit, PLATFORM_BIT, POLICY_BIT, POLICY_FIRST_UNDEFINED } from './layout.ts';
import type { Answers } from './deferred-ledger.ts';
import { OUTCOME_OF, type Severity } from '../../policy.ts';
import type { SnpPolicy } from './policy.ts';
import type { Report } from './report.ts';

const HIGHEST_VMPL = 3;

/** The guest policy that the report names, against what the user accepts (AMD 56860, section 4.3). */
export function answerGuestPolicy(report: Report, wanted: SnpPolicy, ledger: Answers): void {
  const { policy } = report;
  // An unknown bit may loosen the guest; firmware refuses it at launch, and so does this verifier.
  const known = hasBit(policy, POLICY_BIT.reservedOne) && policy >> BigInt(POLICY_FIRST_UNDEFINED) === 0n;
  ledger.require('snp.policy.reserved', known, { policy: `0x${policy.toString(16)}` });

  const unwished = (check: SnpCheckId, is: boolean, severity: Severity): void => {
    if (is) ledger.answer(check, OUTCOME_OF[severity], severity === 'accept' ? { because: 'accepted' } : undefined);
    else ledger.answer(check, 'pass');
  };
  unwished('snp.policy.migration-agent', hasBit(policy, POLICY_BIT.migrationAgentAllowed), wanted.migrationAgent);
  unwished('snp.policy.smt', hasBit(policy, POLICY_BIT.smtAllowed), wanted.smt);
  const single = hasBit(policy, POLICY_BIT.singleSocketRequired) || wanted.singleSocket === 'accept';
  ledger.require('snp.policy.single-socket', single);
  answerAbi(policy, wanted, ledger);
  answerVmpl(report.vmpl, wanted.vmpl, ledger);
  unwished('snp.platform.alias-check', !hasBit(report.platformInfo, PLATFORM_BIT.aliasCheckComplete), wanted.aliasCheck);
}

function answerAbi(policy: bigint, { minimumPolicyAbi }: SnpPolicy, ledger: Answers): void {
  const minor = Number(policy & 0xffn);
  const major = Number((policy >> 8n) & 0xffn);
  const enough = major > minimumPolicyAbi.major || (major === minimumPolicyAbi.major && minor >= minimumPolicyAbi.minor);
  ledger.require('snp.policy.abi', enough, {
    expected: `${String(minimumPolicyAbi.major)}.${String(minimumPolicyAbi.minor)}`,
    actual: `${String(major)}.${String(minor)}`,
  });
}

/** Above 3 the host asked (SNP_HV_REPORT_REQ), whose report data firmware zeroes: such a report speaks for no guest. */
function answerVmpl(vmpl: number, wanted: SnpPolicy['vmpl'], ledger: Answers): void {
  const facts = { actual: vmpl };
  if (vmpl > HIGHEST_VMPL) ledger.answer('snp.report.vmpl', 'fail', { because: 'requested-by-host', ...facts });
  else if (typeof wanted === 'number') ledger.require('snp.report.vmpl', vmpl === wanted, { expected: wanted, ...facts });
  else if (wanted === 'warn-above-0' && vmpl > 0) ledger.answer('snp.report.vmpl', 'warn', facts);
  else ledger.answer('snp.report.vmpl', 'pass');
}
