import type { AmdAnchors, AmdProductLine } from '../../anchors/anchor.ts';
import { equalBytes } from '../../bytes/equal.ts';
import { isZero } from '../../bytes/reader.ts';
import type { Facts } from '../../check.ts';
import type { CryptoPort } from '../../crypto/port.ts';
import type { Giver } from '../../endorsement.ts';
import { Malformed } from '../../malformed.ts';
import type { SnpCheckId } from './checks.ts';
import { verifyVek, type Endorsers } from './vek/chain.ts';
import { chipIdentity } from './needs.ts';
import { isProductOf, lineOf } from './product.ts';
import type { Report } from './report.ts';
import { differing, readTcb } from './tcb.ts';
import { readVek, type Vek, type VekKind } from './vek/certificate.ts';
import type { VekCandidate } from './vek/choose.ts';

/** Steps 2 to 5, in this order; each needs the ones before. */
const STEPS = [
  'snp.vek.well-formed',
  'snp.vek.kind',
  'snp.vek.product',
  'snp.vek.chain',
] as const satisfies readonly SnpCheckId[];

/** How one certificate fared: found to be AMD's, or the step at which it failed. */
export type VekTrial =
  | {
      readonly at: 'amds';
      readonly from: Giver;
      readonly vek: Vek;
      readonly line: AmdProductLine;
      readonly endorsers: Endorsers;
      /** Whether its key signed the report; still being computed. */
      readonly signed: Promise<boolean>;
    }
  | {
      readonly at: 'not-amds';
      readonly from: Giver;
      readonly passed: readonly SnpCheckId[];
      readonly failed: SnpCheckId;
      readonly facts: Facts;
    };

/** What all trials for one report share. */
export type TrialOf = {
  readonly report: Report;
  readonly kind: VekKind;
  readonly anchors: Readonly<Record<AmdProductLine, readonly AmdAnchors[]>>;
  readonly crypto: CryptoPort;
};

/**
 * Tries certificates until one is AMD's and for this chip and TCB; otherwise returns the first that is AMD's, otherwise the
 * first. Undefined when there is none.
 */
export async function findVek(candidates: readonly VekCandidate[], of: TrialOf): Promise<VekTrial | undefined> {
  const trials: VekTrial[] = [];
  for (const candidate of candidates) {
    const trial = await tryVek(candidate, of);
    if (trial.at === 'amds' && belongs(trial.vek, of.report, of.kind, trial.line)) return trial;
    trials.push(trial);
  }
  return trials.find(({ at }) => at === 'amds') ?? trials[0];
}

async function tryVek({ bytes, from }: VekCandidate, { report, kind, anchors, crypto }: TrialOf): Promise<VekTrial> {
  const failure = (failed: (typeof STEPS)[number], facts: Facts): VekTrial => {
    return { at: 'not-amds', from, passed: STEPS.slice(0, STEPS.indexOf(failed)), failed, facts };
  };
  const vek = readable(bytes);
  if (vek instanceof Malformed) return failure('snp.vek.well-formed', { field: vek.field, why: vek.why });
  const { named, productName } = vek;
  if (named?.kind !== kind) return failure('snp.vek.kind', { expected: kind, actual: named?.kind ?? 'neither' });
  // The line decides which anchors count, so nothing can be verified when report and certificate disagree about it.
  const line = report.cpuid === undefined ? named.line : lineOf(report.cpuid);
  if (line !== named.line || !isProductOf(line, productName))
    return failure('snp.vek.product', { expected: line, actual: `${named.line}, ${productName}` });
  // The report's signature takes longer than everything else together, so it is started before the chain is known to hold.
  const signed = crypto.verifySignature('ecdsa-p384-sha384', vek.certificate.spki, report.signature, report.signed);
  const verdict = await verifyVek(vek, kind, line, anchors[line], crypto);
  if (verdict.holds) return { at: 'amds', from, vek, line, endorsers: verdict.endorsers, signed };
  await signed;
  return failure('snp.vek.chain', { because: verdict.fault });
}

function readable(bytes: Uint8Array): Vek | Malformed {
  try {
    return readVek(bytes);
  } catch (error) {
    if (error instanceof Malformed) return error;
    throw error;
  }
}

const belongs = (vek: Vek, report: Report, kind: VekKind, line: AmdProductLine): boolean =>
  isOfTcb(vek, report, line) && (kind === 'vlek' || isZero(report.chipId) || isOfChip(vek, report, line));

/** Was the key derived for the TCB that the report names? */
export const isOfTcb = (vek: Vek, report: Report, line: AmdProductLine): boolean =>
  differing(readTcb(report.reportedTcb, line).tcb, vek.tcb).length === 0;

/** Is the VCEK that of the chip named in the report? */
export function isOfChip(vek: Vek, report: Report, line: AmdProductLine): boolean {
  const { id, restZero } = chipIdentity(report.chipId, line);
  return vek.hardwareId !== undefined && equalBytes(id, vek.hardwareId) && restZero;
}
