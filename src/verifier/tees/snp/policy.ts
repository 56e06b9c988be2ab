import type { AmdProductLine } from '../../anchors/anchor.ts';
import type { Severity } from '../../policy.ts';
import { PRODUCT_LINES, TCB_MINIMA, type LineAdvisory, type TcbMinimum } from './tcb-minima.ts';
import type { Tcb } from './tcb.ts';

/** The appraisal policy specific to SEV-SNP. No field is optional: an incomplete policy has gaps. */
export type SnpPolicy = {
  /** POLICY allows an agent to move the guest, including its memory, to another machine. */
  readonly migrationAgent: Severity;
  /** POLICY allows two threads to share a core: side channels between the guest and the other thread. */
  readonly smt: Severity;
  /** `require`: the guest may run on one socket only, so that nothing of it crosses between processors. */
  readonly singleSocket: 'accept' | 'require';
  /** The lowest firmware ABI that POLICY must require of its host; below it is refused. */
  readonly minimumPolicyAbi: { readonly major: number; readonly minor: number };
  /**
   * The privilege level for which the report was requested. `warn-above-0`: 0 passes, the others warn, because less privileged
   * software of the guest may have chosen the report data. A number: exactly that level.
   */
  readonly vmpl: 'any' | 'warn-above-0' | 0 | 1 | 2 | 3;
  /** The firmware did not see the memory alias check complete (AMD-SB-3015, "BadRAM"). */
  readonly aliasCheck: Severity;
  /** The running firmware is newer than the committed one, so it may be rolled back without a restart. */
  readonly provisionalTcb: Severity;
  /**
   * Something that AMD signed with a future time. Only a clock that is behind can show this, so it is `unknown`; and so is a
   * certificate that has expired under a report made for this very visit, which only a clock that is ahead can show. `refuse` is
   * for a caller that vouches for the time it names.
   */
  readonly timeAhead: 'unknown' | 'refuse';
  /**
   * The only available list has expired. That proves nothing against the platform: AMD may be late, or this clock fast, so it is
   * `unknown`; `refuse` is for a caller that vouches for the list as well as for the time.
   */
  readonly staleList: 'unknown' | 'refuse';
  /** The host hides which chip it is, so the certificate can be tied to the report only by its key. */
  readonly maskedChip: Severity;
  /** The caller's own minimum TCB; below it, reported or at launch, is refused. */
  readonly minimumTcb: Tcb;
  /** Known minimum TCBs by processor, with their bulletins, and the consequence of being below one. */
  readonly minima: readonly TcbMinimum[];
  readonly belowMinima: Severity;
  /** What is known about whole product lines. */
  readonly productLines: Readonly<Record<AmdProductLine, LineAdvisory>>;
};

/** The shipped policy. `minima`: the TCB that AMD’s bulletins ask for, by product line and stepping (tcb-minima.ts). */
export const SNP_POLICY: SnpPolicy = {
  migrationAgent: 'refuse',
  smt: 'accept',
  singleSocket: 'accept',
  minimumPolicyAbi: { major: 0, minor: 0 },
  vmpl: 'warn-above-0',
  aliasCheck: 'warn',
  provisionalTcb: 'accept',
  timeAhead: 'unknown',
  staleList: 'unknown',
  maskedChip: 'warn',
  minimumTcb: { fmc: undefined, bootloader: 0, tee: 0, snp: 0, microcode: 0 },
  minima: TCB_MINIMA,
  belowMinima: 'warn',
  productLines: PRODUCT_LINES,
};
