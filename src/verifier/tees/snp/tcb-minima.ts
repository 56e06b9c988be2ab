import type { AmdProductLine } from '../../anchors/anchor.ts';
import type { Cpuid } from './report.ts';
import type { Tcb } from './tcb.ts';

/** The lowest patch levels of one kind of processor at which a bulletin counts as addressed. */
export type TcbMinimum = {
  readonly line: AmdProductLine;
  /** Undefined: every processor of the line, even where a report does not say which one it is (version 2). */
  readonly processor:
    { readonly models: readonly [first: number, last: number]; readonly steppings: readonly number[] | undefined } | undefined;
  readonly least: Partial<Tcb>;
  /** AMD's bulletin, e.g. `AMD-SB-3019`. */
  readonly bulletin: string;
  /** When the value was read (RFC 3339 date), and where. */
  readonly read: string;
  readonly source: string;
};

/** What is known about a product line as a whole, which no patch level in a report can show. */
export type LineAdvisory =
  | { readonly outcome: 'accept' }
  | { readonly outcome: 'warn' | 'refuse'; readonly because: string; readonly source: string; readonly read: string };

const EVERY = undefined;
const stepping = (model: number, ...steppings: readonly number[]): TcbMinimum['processor'] => ({
  models: [model, model],
  steppings,
});
const ZEN4C: TcbMinimum['processor'] = { models: [0xa0, 0xaf], steppings: undefined };

const SB_3019 = {
  bulletin: 'AMD-SB-3019',
  read: '2026-11-25',
  source:
    'CCF issue 6812 (SNP levels); fwupd amd-gpu/cpu table of fixed microcode and aleph-vm TCB floors (microcode), quoting AMD',
} as const;
const SB_3020 = {
  bulletin: 'AMD-SB-3020',
  read: '2026-11-25',
  source: 'pi-tee review of 2026-10-08, which quotes the bulletin as fetched that day',
} as const;
const SB_3027 = {
  bulletin: 'AMD-SB-3027',
  read: '2026-11-25',
  source: 'pi-tee review of 2026-10-08, which quotes the bulletin’s column "TCB Value for Attestation"',
} as const;
const SB_3023 = {
  bulletin: 'AMD-SB-3023',
  read: '2026-11-25',
  source: 'public firmware policy of an AWS verifier, which names the bulletin; a second source was not found',
} as const;

/**
 * TCB minima. AMD signs no statement about which levels are good, so these are our own, dated data: **as of 2026-11-25**, read
 * second-hand (the bulletins themselves could not be reached). Microcode levels are the low byte of the microcode revision and
 * can be compared only between processors of one stepping.
 */
export const TCB_MINIMA: readonly TcbMinimum[] = [
  { line: 'Milan', processor: EVERY, least: { snp: 0x18 }, ...SB_3019 },
  { line: 'Milan', processor: stepping(0x01, 1), least: { microcode: 0xdb }, ...SB_3019 },
  { line: 'Milan', processor: stepping(0x01, 2), least: { microcode: 0x44 }, ...SB_3019 },
  { line: 'Milan', processor: EVERY, least: { snp: 0x1b }, ...SB_3023 },
  { line: 'Genoa', processor: EVERY, least: { snp: 0x17 }, ...SB_3019 },
  { line: 'Genoa', processor: stepping(0x11, 1), least: { microcode: 0x54 }, ...SB_3019 },
  { line: 'Genoa', processor: stepping(0x11, 2), least: { microcode: 0x4f }, ...SB_3019 },
  { line: 'Genoa', processor: ZEN4C, least: { microcode: 0x19 }, ...SB_3019 },
  { line: 'Genoa', processor: EVERY, least: { snp: 0x1b }, ...SB_3020 },
  { line: 'Genoa', processor: stepping(0x11, 1), least: { microcode: 0x56 }, ...SB_3027 },
  { line: 'Genoa', processor: stepping(0x11, 2), least: { microcode: 0x51 }, ...SB_3027 },
  { line: 'Turin', processor: EVERY, least: { snp: 0x04 }, ...SB_3020 },
  { line: 'Turin', processor: stepping(0x02, 1), least: { microcode: 0x51 }, ...SB_3027 },
];

/** Advisories for whole product lines, as of 2026-11-25. */
export const PRODUCT_LINES: Readonly<Record<AmdProductLine, LineAdvisory>> = {
  Milan: {
    outcome: 'warn',
    // Anyone who read the seed once, under old firmware, can sign reports with any level forever: no minimum helps.
    because: 'the root VCEK seed of Milan chips can be read out by software (MilanLaunchy and BadFuse; AMD-SB-3045)',
    source: 'arXiv 2605.12990',
    read: '2026-11-25',
  },
  Genoa: { outcome: 'accept' },
  Turin: { outcome: 'accept' },
};

/** The minima for this processor; in a report without CPUID, those for the whole line. */
export function minimaFor(minima: readonly TcbMinimum[], line: AmdProductLine, cpuid: Cpuid | undefined): readonly TcbMinimum[] {
  return minima.filter(({ line: of, processor }) => {
    if (of !== line) return false;
    if (processor === undefined) return true;
    if (cpuid === undefined) return false;
    const [first, last] = processor.models;
    return cpuid.model >= first && cpuid.model <= last && (processor.steppings?.includes(cpuid.stepping) ?? true);
  });
}
