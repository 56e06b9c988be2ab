import { isAnswered } from '../../devices/need.ts';
import { defineTee } from '../../tee.ts';
import { authenticate, KEYSTONE_POLICY, needOf } from './authenticate.ts';
import { KEYSTONE_CHECKS } from './checks.ts';
import { readReport } from './report.ts';
import { readReportJson } from './report-json.ts';

/** Keystone: enclaves on RISC-V, with a security monitor in place of a manufacturer's microcode. */
export const keystone = defineTee({
  id: 'keystone',
  title: 'Keystone (RISC-V)',
  accepts: ['keystone-report', 'keystone-report-json'],
  recognises: () => true,
  checks: KEYSTONE_CHECKS,
  policy: KEYSTONE_POLICY,
  codeRegisters: [['ENCLAVE_HASH', 'SM_HASH']],
  open({ type, bytes }) {
    const report = type === 'keystone-report-json' ? readReportJson(bytes) : readReport(bytes);
    return {
      format: type === 'keystone-report-json' ? 'Keystone report (JSON)' : 'Keystone report',
      needs: () => [needOf(report)],
      missing: (supplied) => [needOf(report)].filter((need) => !isAnswered(supplied, need)),
      authenticate: (appraisal) => authenticate(report, appraisal),
    };
  },
  // A register's answer is the root of trust: it is never taken from the site.
  documents: {},
});
