import { toHex } from '../bytes/hex.ts';
import type { Claims } from '../claims.ts';
import type { PckPlatform } from './pck.ts';

/** A 16-bit number as a register value: four hex digits, most significant first. */
export const u16Hex = (value: number): string => value.toString(16).padStart(4, '0');

/** What the PCK certificate says of the platform, for people. */
export function platformDetails(platform: PckPlatform): Claims['details'] {
  return {
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

/** Registers whose bytes are not all zero, as `Claims.hostChosen` wants them. */
export function chosen(registers: Readonly<Record<string, Uint8Array>>): Claims['hostChosen'] {
  return Object.entries(registers)
    .filter(([, bytes]) => bytes.some((byte) => byte !== 0))
    .map(([register, bytes]) => ({ register, value: toHex(bytes) }));
}
