/** A figure and its 95 % interval, in the unit of the measurement. */
export type Interval = { readonly value: number; readonly lower: number; readonly upper: number };

/** The share of values at either end that is dropped, because a busy moment of the machine may have distorted them. */
const TRIMMED_PART = 0.2;
const RESAMPLES = 4000;

/** Mean of the middle three fifths. */
export function trimmedMean(values: readonly number[]): number {
  const cut = Math.floor(values.length * TRIMMED_PART);
  const middle = values.toSorted((a, b) => a - b).slice(cut, values.length - cut);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

/**
 * The trimmed mean of paired differences (or ratios) and its 95 % interval, by resampling the pairs (Efron's percentile
 * bootstrap). The resampling is deterministic, so a figure depends only on the measurements.
 */
export function intervalOf(pairs: readonly number[]): Interval {
  return intervalOfGroups([pairs]);
}

/**
 * The same for pairs in groups that share an effect (one start of the browsers): groups are resampled first, then pairs inside
 * each, or a peculiarity of one start would pass for a property of the measured code.
 */
export function intervalOfGroups(groups: readonly (readonly number[])[]): Interval {
  const draw = drawing();
  const anyOf = <T>(values: readonly T[]): T | undefined => values[Math.floor(draw() * values.length)];
  const means = Array.from({ length: RESAMPLES }, () =>
    trimmedMean(
      groups.flatMap(() => {
        const group = anyOf(groups) ?? [];
        return group.map(() => anyOf(group) ?? Number.NaN);
      }),
    ),
  ).toSorted((a, b) => a - b);
  const at = (part: number): number => means[Math.round(part * (RESAMPLES - 1))] ?? Number.NaN;
  return { value: trimmedMean(groups.flat()), lower: at(0.025), upper: at(0.975) };
}

/** Deterministic numbers from 0 up to 1 (mulberry32). */
function drawing(): () => number {
  let state = 0x5ea1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `2.41 [1.90, 2.95]` */
export function written({ value, lower, upper }: Interval): string {
  return `${value.toFixed(2)} [${lower.toFixed(2)}, ${upper.toFixed(2)}]`;
}
