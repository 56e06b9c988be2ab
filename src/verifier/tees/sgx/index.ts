import { readEnclaveReport } from '../../dcap/enclave-report.ts';
import { readCollateralDocument } from '../../dcap/collateral-document.ts';
import { ENDORSEMENT_MEDIA_TYPE } from '../../protocol/media-types.ts';
import { needsLeft, needsOf } from '../../dcap/needs.ts';
import { openQuote } from '../../dcap/opened.ts';
import { ORDINARY_DCAP } from '../../dcap/policy.ts';
import { claimsTee } from '../../dcap/quote.ts';
import { defineTee } from '../../tee.ts';
import { authenticate } from './authenticate.ts';
import { SGX_CHECKS } from './checks.ts';

/** Intel SGX enclaves, attested by DCAP quotes of version 3, 4 or 5. */
export const sgx = defineTee({
  id: 'sgx',
  title: 'Intel SGX',
  accepts: ['dcap-quote'],
  recognises: ({ bytes }) => claimsTee(bytes, 'sgx'),
  checks: SGX_CHECKS,
  policy: ORDINARY_DCAP,
  codeRegisters: [['MRENCLAVE']],
  open({ bytes }) {
    const opened = openQuote(bytes);
    const report = readEnclaveReport(opened.quote.body.bytes, 'enclave report');
    return {
      format: `SGX quote v${String(opened.quote.version)}`,
      needs: (supplied) => needsOf('sgx', opened, supplied),
      missing: (supplied, now) => needsLeft('sgx', opened, supplied, now),
      authenticate: (appraisal) => authenticate(opened, report, appraisal),
    };
  },
  documents: { [ENDORSEMENT_MEDIA_TYPE.dcapCollateral]: readCollateralDocument },
});
