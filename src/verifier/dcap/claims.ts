import { isSet, registersOf, type Claims } from '../claims.ts';
import type { EnclaveReport } from './enclave-report.ts';
import type { PckPlatform } from './pck.ts';
import type { Quote } from './quote.ts';

/** A 16-bit number as a register's bytes, most significant first. */
const u16Bytes = (value: number): Uint8Array => Uint8Array.of(value >>> 8, value);

/** The registers of an enclave. CONFIGID and CONFIGSVN are set by whoever starts it (EINIT), not by its code or its signer. */
export function enclaveRegisters({
  mrEnclave,
  mrSigner,
  configId,
  configSvn,
}: EnclaveReport): Pick<Claims, 'measurements' | 'hostChosen' | 'runTime' | 'explained'> {
  const chosen = registersOf({ CONFIGID: configId, CONFIGSVN: u16Bytes(configSvn) });
  return {
    measurements: [...registersOf({ MRENCLAVE: mrEnclave, MRSIGNER: mrSigner }), ...chosen],
    hostChosen: chosen.filter(isSet),
    runTime: [],
    explained: [],
  };
}

/** What the PCK certificate says about the platform, for people, and the unbound data after the quote. */
export function platformDetails(platform: PckPlatform, { unboundBytes }: Pick<Quote, 'unboundBytes'>): Claims['details'] {
  return {
    ...(unboundBytes === 0 ? {} : { 'bytes behind the quote, bound by nothing': unboundBytes }),
    FMSPC: platform.fmspc,
    PCEID: platform.pceId,
    PCESVN: platform.pceSvn,
    CPUSVN: platform.cpuSvn,
    'TCB components': platform.components.join(' '),
    'SGX type': ['standard', 'scalable', 'scalable with integrity'][platform.sgxType] ?? platform.sgxType,
    ...(platform.platformInstanceId === undefined ? {} : { 'platform instance': platform.platformInstanceId }),
    ...platform.configuration,
  };
}
