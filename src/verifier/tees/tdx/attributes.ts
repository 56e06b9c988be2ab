import { Reader } from '../../bytes/reader.ts';

/**
 * TD ATTRIBUTES ("Intel TDX Module Base Architecture Specification", section "ATTRIBUTES"; ABI reference, table 3.22; Linux,
 * arch/x86/include/asm/shared/tdx.h). As known on 2026-11-29.
 */
export type TdAttributes = {
  /**
   * Any bit of the TUD group (0 to 7): the TD is under debug or profiling, and in Intel's words untrusted. Bit 0, DEBUG,
   * is the only one in use on today's modules.
   */
  readonly underDebug: boolean;
  /** A migration TD may move it to another host. */
  readonly migratable: boolean;
  /** Injected virtualisation exceptions on pending pages are off, as needed by guests that do not expect them. */
  readonly septVeDisable: boolean;
  /** Instruction-count based single-step defence: the module keeps the host from stepping through the TD. */
  readonly icssd: boolean;
  readonly perfmon: boolean;
  /** Bits to which no specification we read gives a meaning. */
  readonly reservedSet: boolean;
};

/** Bits 0 to 7 (TUD), ICSSD, LASS, SEPT_VE_DISABLE, MIGRATABLE, PKS, KL, TPA, PERFMON. */
const KNOWN = [16n, 27n, 28n, 29n, 30n, 31n, 62n, 63n].reduce((mask, bit) => mask | (1n << bit), 0xffn);

/** 8 bytes, little-endian → flags. @throws Malformed for another length */
export function readTdAttributes(bytes: Uint8Array): TdAttributes {
  const reader = new Reader(bytes, 'TDATTRIBUTES');
  const flags = reader.u64le('flags');
  reader.end();
  const bit = (number: bigint): boolean => ((flags >> number) & 1n) === 1n;
  return {
    underDebug: (flags & 0xffn) !== 0n,
    icssd: bit(16n),
    septVeDisable: bit(28n),
    migratable: bit(29n),
    perfmon: bit(63n),
    reservedSet: (flags & ~KNOWN) !== 0n,
  };
}
