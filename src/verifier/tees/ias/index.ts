import { defineTee } from '../../tee.ts';
import { authenticate, type IasPolicy } from './authenticate.ts';
import { IAS_CHECKS } from './checks.ts';
import { readReport } from './report.ts';
import { readSignedReport } from './wire.ts';

const policy: IasPolicy = { certificateTime: 'report' };

/** Intel SGX enclaves as reported by Intel's attestation service (EPID) until it closed; never better than a warning. */
export const ias = defineTee({
  id: 'ias',
  title: 'Intel SGX (EPID)',
  accepts: ['ias-report'],
  recognises: () => true,
  checks: IAS_CHECKS,
  policy,
  codeRegisters: [['MRENCLAVE']],
  open(evidence) {
    const signed = readSignedReport(evidence);
    const report = readReport(signed.body);
    return {
      format: `IAS report${report.version === undefined ? '' : ` v${String(report.version)}`}`,
      needs: () => [],
      missing: () => [],
      authenticate: (appraisal) => authenticate(signed, report, appraisal),
    };
  },
  documents: {},
});
