import { toHex } from '../../bytes/hex.ts';
import { isZero } from '../../bytes/reader.ts';
import type { OpaqueData } from './opaque-data.ts';
import type { Rim } from './rim.ts';
import type { SpdmReport } from './spdm.ts';

/** SPDM numbers measurements from 1, the reference files from 0 (attestation-sdk, `get_measurements`). */
export const spdmIndex = (rimIndex: number): number => rimIndex + 1;

/** The index of NVDEC 0's firmware in the reference files; a device whose NVDEC 0 is off has nothing to measure there. */
const NVDEC0_INDEX = 35;

/** Which indices of a reference file match a report, and which do not. */
export type Comparison = { readonly matching: readonly number[]; readonly differing: readonly number[] };

/** Index by index, over the file's active ones. An index missing from the report counts as different. */
export function compare({ blocks }: SpdmReport, { nvdec0Status }: OpaqueData, { measurements }: Rim): Comparison {
  const compared = [...measurements.values()].filter(({ index }) => index !== NVDEC0_INDEX || nvdec0Status !== 'disabled');
  const agrees = ({ index, values }: (typeof compared)[number]): boolean => {
    const block = blocks.get(spdmIndex(index));
    return block !== undefined && values.includes(toHex(block.value));
  };
  return {
    matching: compared.filter(agrees).map(({ index }) => index),
    differing: compared.filter((one) => !agrees(one)).map(({ index }) => index),
  };
}

/** Indices (of the reference files) that were measured but that none of these files lists: nobody says what is right there. */
export function unlisted({ blocks }: SpdmReport, rims: readonly Rim[]): readonly number[] {
  return [...blocks.values()]
    .filter(({ value }) => !isZero(value))
    .map(({ index }) => index - 1)
    .filter((index) => !rims.some(({ measurements }) => measurements.has(index)));
}
