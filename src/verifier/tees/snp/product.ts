import type { AmdProductLine } from '../../anchors/anchor.ts';
import { Unsupported } from '../../malformed.ts';
import type { Cpuid } from './report.ts';

type Processors = {
  readonly family: number;
  readonly models: readonly [first: number, last: number];
  readonly line: AmdProductLine;
};

/**
 * Which processors belong to which product line, by CPUID (AMD 57230, "VCEK Certificate and KDS Interface Specification", section
 * 3; AMD 56860, CPUID fields of ATTESTATION_REPORT). Bergamo and Siena have no roots of their own: they are endorsed as Genoa.
 * Lines without a pinned root are not listed, because nothing could be concluded about them.
 */
const PROCESSORS: readonly Processors[] = [
  { family: 0x19, models: [0x00, 0x0f], line: 'Milan' },
  { family: 0x19, models: [0x10, 0x1f], line: 'Genoa' },
  { family: 0x19, models: [0xa0, 0xaf], line: 'Genoa' },
  { family: 0x1a, models: [0x00, 0x11], line: 'Turin' },
];

/** CPUID → product line. @throws Unsupported for a processor of no known line: its evidence cannot be read here. */
export function lineOf({ family, model }: Cpuid): AmdProductLine {
  const found = PROCESSORS.find(
    ({ family: known, models: [first, last] }) => family === known && model >= first && model <= last,
  );
  if (found === undefined)
    throw new Unsupported(
      'report.CPUID',
      `processor ${family.toString(16)}/${model.toString(16)} is of no known product line`,
      0x188,
    );
  return found.line;
}

/** Product names in VEK certificates of each line (AMD 57230, productName), with or without a stepping: `Milan-B0`. */
const PRODUCT_NAMES: Readonly<Record<AmdProductLine, readonly string[]>> = {
  Milan: ['Milan'],
  Genoa: ['Genoa', 'Bergamo', 'Siena'],
  Turin: ['Turin'],
};

/** Does this `productName` of a VEK certificate belong to this line? */
export function isProductOf(line: AmdProductLine, productName: string): boolean {
  return PRODUCT_NAMES[line].some((name) => productName === name || productName.startsWith(`${name}-`));
}

/** `Milan`, `Genoa` or `Turin` in exactly this spelling; undefined for anything else. */
export function productLine(name: string): AmdProductLine | undefined {
  return name === 'Milan' || name === 'Genoa' || name === 'Turin' ? name : undefined;
}
