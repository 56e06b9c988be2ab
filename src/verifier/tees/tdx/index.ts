import { readCollateralDocument } from '../../dcap/collateral-document.ts';
import { needsLeft, needsOf } from '../../dcap/needs.ts';
import { openQuote } from '../../dcap/opened.ts';
import { ORDINARY_DCAP } from '../../dcap/policy.ts';
import { claimsTee } from '../../dcap/quote.ts';
import { defineTee } from '../../tee.ts';
import { authenticate, type TdxPolicy } from './authenticate.ts';
import { TDX_CHECKS } from './checks.ts';
import { ENDORSEMENT_MEDIA_TYPE } from '../../protocol/media-types.ts';
import { readEventLogDocument } from './event-log.ts';
import { readTdReport } from './td-report.ts';

const policy: TdxPolicy = { ...ORDINARY_DCAP, serviceTd: 'warn' };

const BODY: Readonly<Record<string, string>> = {
  'td-report-1.0': 'TD report 1.0',
  'td-report-1.5': 'TD report 1.5',
  'td-report-1.5-ex': 'TD report 1.5, extended',
};

/** Intel TDX virtual machines, attested by DCAP quotes of version 4 or 5. */
export const tdx = defineTee({
  id: 'tdx',
  title: 'Intel TDX',
  accepts: ['dcap-quote'],
  recognises: ({ bytes }) => claimsTee(bytes, 'tdx'),
  checks: TDX_CHECKS,
  policy,
  // MRTD is the firmware, RTMR1 the kernel and what boots it, RTMR2 its command line and initial file system.
  codeRegisters: [['MRTD', 'RTMR1', 'RTMR2']],
  open({ bytes }) {
    const opened = openQuote(bytes);
    const { version, body } = opened.quote;
    const report = readTdReport(body);
    return {
      format: `TDX quote v${String(version)}, ${BODY[body.kind] ?? body.kind}`,
      needs: (supplied) => needsOf('tdx', opened, supplied),
      missing: (supplied, now) => needsLeft('tdx', opened, supplied, now),
      authenticate: (appraisal) => authenticate(opened, report, appraisal),
    };
  },
  documents: {
    [ENDORSEMENT_MEDIA_TYPE.dcapCollateral]: readCollateralDocument,
    [ENDORSEMENT_MEDIA_TYPE.tdxEventLog]: readEventLogDocument,
  },
});
