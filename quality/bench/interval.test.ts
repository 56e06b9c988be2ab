import { describe, expect, it } from 'vitest';
import { intervalOf, intervalOfGroups, trimmedMean, written } from './interval.ts';

describe('the interval of a measured figure', () => {
  it('leaves out what a busy moment distorted at either end', () => {
    expect(trimmedMean([1, 2, 3, 4, 1000])).toBe(3);
  });

  it('contains the figure and is narrower the more pairs agree', () => {
    const spread = Array.from({ length: 40 }, (_, pair) => (pair % 5) - 2);
    const { value, lower, upper } = intervalOf(spread);
    expect(value).toBeCloseTo(0, 6);
    expect(lower).toBeLessThan(0);
    expect(upper).toBeGreaterThan(0);
    const more = intervalOf(Array.from({ length: 10 }, () => spread).flat());
    expect(more.upper - more.lower).toBeLessThan(upper - lower);
  });

  it('holds the true mean in about 19 of 20 experiments', () => {
    let state = 1;
    const draw = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
    const experiments = 60;
    const held = Array.from({ length: experiments }, () => {
      const { lower, upper } = intervalOf(Array.from({ length: 30 }, () => draw() + draw() + draw() - 1.5));
      return lower <= 0 && upper >= 0;
    }).filter(Boolean).length;
    expect(held / experiments).toBeGreaterThan(0.85);
  }, 60_000);

  it('is as wide as the browser starts differ, however steady the pairs within each', () => {
    const steady = (about: number): number[] => Array.from({ length: 20 }, (_, pair) => about + (pair % 2) / 10);
    const starts = [0, 4, 8, 4].map(steady);
    const { lower, upper } = intervalOf(starts.flat());
    const grouped = intervalOfGroups(starts);
    expect(grouped.upper - grouped.lower).toBeGreaterThan(2 * (upper - lower));
  });

  it('is the same for the same figures', () => {
    expect(intervalOf([3, 1, 2, 5, 4])).toEqual(intervalOf([3, 1, 2, 5, 4]));
  });

  it('is written with its bounds', () => {
    expect(written({ value: 2.414, lower: 1.9, upper: 3 })).toBe('2.41 [1.90, 3.00]');
  });
});
