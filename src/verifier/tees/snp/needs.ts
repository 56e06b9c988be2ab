import type { AmdProductLine } from '../../anchors/anchor.ts';
import { toHex } from '../../bytes/hex.ts';
import { isZero, Reader } from '../../bytes/reader.ts';
import { allAnswering, needKey, type SuppliedEndorsement, type Need } from '../../endorsement.ts';
import type { Report } from './report.ts';
import { readTcb, type Tcb } from './tcb.ts';
import type { Vek, VekKind } from './vek/certificate.ts';

/** Patch levels in decimal, under the names that AMD's key distribution service uses (AMD 57230, section 4). */
type Levels = {
  readonly blSPL: string;
  readonly teeSPL: string;
  readonly snpSPL: string;
  readonly ucodeSPL: string;
  /** Turin only. */
  readonly fmcSPL?: string;
};

/**
 * What is asked of AMD.
 *
 * - `snp.vek`: the certificate of one chip at one TCB. `chipId` is hex as the service takes it (128 digits, on Turin
 *   16); `masked` where the host hides it, and then nobody can be asked.
 * - `snp.vlek`: the certificate of a cloud provider's key; only the provider can fetch it, so it comes with the evidence.
 * - `snp.crl`: the list that the root of a product line signs.
 */
export type SnpNeed =
  | ({ readonly kind: 'snp.vek'; readonly line: AmdProductLine; readonly chipId: string } & Levels)
  | ({ readonly kind: 'snp.vlek'; readonly line: AmdProductLine } & Levels)
  | { readonly kind: 'snp.crl'; readonly line: AmdProductLine };

/** The needs that a certificate answers. */
export type VekNeed = Exclude<SnpNeed, { readonly kind: 'snp.crl' }>;

/** What CHIP_ID becomes where the host hides it (MASK_CHIP_ID): AMD can then be asked for no certificate. */
export const MASKED = 'masked';

function levels({ fmc, bootloader, tee, snp, microcode }: Tcb): Levels {
  const four = { blSPL: String(bootloader), teeSPL: String(tee), snpSPL: String(snp), ucodeSPL: String(microcode) };
  return fmc === undefined ? four : { ...four, fmcSPL: String(fmc) };
}

/** How much of CHIP_ID is the chip's identity: all 64 bytes, or on Turin the first 8 (the others are zero). */
export function chipIdentity(chipId: Uint8Array, line: AmdProductLine): { readonly id: Uint8Array; readonly restZero: boolean } {
  const reader = new Reader(chipId, 'CHIP_ID');
  const id = reader.bytes('identity', line === 'Turin' ? 8 : 64);
  return { id, restZero: isZero(reader.rest('rest')) };
}

/** The certificate for this report: the key is derived from the chip and from REPORTED_TCB. */
export function needOfReport(report: Report, kind: VekKind, line: AmdProductLine): VekNeed {
  const { tcb } = readTcb(report.reportedTcb, line);
  if (kind === 'vlek') return { kind: 'snp.vlek', line, ...levels(tcb) };
  const chipId = isZero(report.chipId) ? MASKED : toHex(chipIdentity(report.chipId, line).id);
  return { kind: 'snp.vek', line, chipId, ...levels(tcb) };
}

/** The need that this certificate answers, according to its own names and extensions; undefined when it is not AMD's. */
export function needOfVek({ named, tcb, hardwareId }: Vek): VekNeed | undefined {
  if (named === null) return undefined;
  if (named.kind === 'vlek') return { kind: 'snp.vlek', line: named.line, ...levels(tcb) };
  return { kind: 'snp.vek', line: named.line, chipId: hardwareId === undefined ? '' : toHex(hardwareId), ...levels(tcb) };
}

/** Does `offered` answer `wanted`? For a masked chip, any chip's certificate with that TCB may be the right one. */
export function answers(offered: Need, wanted: VekNeed): boolean {
  const { chipId, ...others } = { chipId: MASKED, ...wanted };
  const { chipId: offeredChip, ...offeredOthers } = offered;
  return needKey(offeredOthers) === needKey(others) && (chipId === MASKED || chipId === offeredChip);
}

/** Every list of this product line, whoever supplied it. */
export const listsOf = (supplied: readonly SuppliedEndorsement[], line: AmdProductLine): readonly SuppliedEndorsement[] =>
  allAnswering(supplied, { kind: 'snp.crl', line });
