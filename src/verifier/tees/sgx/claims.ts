import { fromHex, toHex } from '../../bytes/hex.ts';
import type { Claims, TcbStanding } from '../../claims.ts';
import { chosen, platformDetails, u16Hex } from '../../dcap/claims.ts';
import type { EnclaveReport } from '../../dcap/enclave-report.ts';
import type { PckPlatform } from '../../dcap/pck.ts';
import type { EnclaveAttributes } from '../../dcap/enclave-attributes.ts';

/** An authenticated enclave report, normalised. */
export function claimsOf(report: EnclaveReport, attributes: EnclaveAttributes, platform: PckPlatform, tcb: TcbStanding): Claims {
  return {
    measurements: [
      { register: 'MRENCLAVE', value: toHex(report.mrEnclave) },
      { register: 'MRSIGNER', value: toHex(report.mrSigner) },
    ],
    // Set by whoever starts the enclave (EINIT's CONFIGID and CONFIGSVN), not by its code or its signer.
    hostChosen: chosen({ CONFIGID: report.configId, CONFIGSVN: fromHex(u16Hex(report.configSvn), 'CONFIGSVN') }),
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
      ...platformDetails(platform),
    },
  };
}
