import { toHex } from '../../bytes/hex.ts';
import type { Claims, TcbStatusClaim } from '../../claims.ts';
import { enclaveRegisters, platformDetails } from '../../dcap/claims.ts';
import type { EnclaveReport } from '../../dcap/enclave-report.ts';
import type { Authentic } from '../../dcap/authenticate.ts';
import type { EnclaveAttributes } from '../../dcap/enclave-attributes.ts';

/** An authenticated enclave report, normalised. */
export function claimsOf(
  report: EnclaveReport,
  attributes: EnclaveAttributes,
  { platform, quote }: Authentic,
  tcb: TcbStatusClaim,
): Claims {
  return {
    ...enclaveRegisters(report),
    reportData: toHex(report.reportData),
    nonce: null,
    debug: attributes.debug,
    tcb,
    madeAt: null,
    details: {
      ISVPRODID: report.isvProdId,
      ISVSVN: report.isvSvn,
      ISVEXTPRODID: toHex(report.isvExtProdId),
      ISVFAMILYID: toHex(report.isvFamilyId),
      KSS: attributes.kss,
      MODE64BIT: attributes.mode64,
      ATTRIBUTES: toHex(report.attributes),
      MISCSELECT: toHex(report.miscSelect),
      'report CPUSVN': toHex(report.cpuSvn),
      ...platformDetails(platform, quote),
    },
  };
}
