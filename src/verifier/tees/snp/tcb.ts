import type { AmdProductLine } from '../../anchors/anchor.ts';
import { isZero, Reader } from '../../bytes/reader.ts';

/** Security patch levels of a platform, 0 to 255 each; `fmc` is undefined where the product line has no such part. */
export type Tcb = {
  readonly fmc: number | undefined;
  readonly bootloader: number;
  readonly tee: number;
  readonly snp: number;
  readonly microcode: number;
};

/** Name of one component. */
export type TcbComponent = keyof Tcb;

/** The components in the order of AMD's tables; `fmc` exists on Turin only. */
export const TCB_COMPONENTS = ['fmc', 'bootloader', 'tee', 'snp', 'microcode'] as const satisfies readonly TcbComponent[];

/**
 * TCB_VERSION (AMD 56860, section 2.2), eight bytes whose order depends on the product line.
 * @returns the levels, and whether the bytes without a meaning are zero.
 */
export function readTcb(bytes: Uint8Array, line: AmdProductLine): { readonly tcb: Tcb; readonly reservedZero: boolean } {
  const reader = new Reader(bytes, 'TCB_VERSION');
  const fmc = line === 'Turin' ? reader.u8('FMC') : undefined;
  const bootloader = reader.u8('BOOT_LOADER');
  const tee = reader.u8('TEE');
  const early = line === 'Turin' ? reader.u8('SNP') : undefined;
  const reservedZero = isZero(reader.bytes('reserved', line === 'Turin' ? 3 : 4));
  const snp = early ?? reader.u8('SNP');
  const microcode = reader.u8('MICROCODE');
  reader.end();
  return { tcb: { fmc, bootloader, tee, snp, microcode }, reservedZero };
}

/** A missing component counts as the lowest level, so that it never satisfies a minimum above zero. */
const level = (tcb: Partial<Tcb>, component: TcbComponent): number => tcb[component] ?? 0;

/** The components of `tcb` that are below `least`, compared one by one, never as a single number (AMD 56860, section 2.2). */
export function below(tcb: Tcb, least: Partial<Tcb>): readonly TcbComponent[] {
  return TCB_COMPONENTS.filter((component) => level(tcb, component) < level(least, component));
}

/** The components in which the two differ; one that only one of them has counts as different. */
export function differing(a: Tcb, b: Tcb): readonly TcbComponent[] {
  return TCB_COMPONENTS.filter((component) => a[component] !== b[component]);
}

/** `bootloader 4, tee 0, snp 24, microcode 219`, for facts and details. */
export function describeTcb(tcb: Partial<Tcb>): string {
  return TCB_COMPONENTS.flatMap((component) => {
    const value = tcb[component];
    return value === undefined ? [] : [`${component} ${String(value)}`];
  }).join(', ');
}
