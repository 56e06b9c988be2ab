import { describe, expect, it } from 'vitest';
import { Malformed } from '../../src/verifier/index.ts';
import { explore, type Limits } from './explore.ts';

const LIMITS: Limits = { milliseconds: 20_000, seed: 3, most: 64 };

/** A parser with a flaw behind three branches, each opened only by the right byte; it counts them as instrumented code does. */
function flawed(counters: Uint8Array): (bytes: Uint8Array) => void {
  return (bytes) => {
    for (const [index, wanted] of [0x53, 0x45, 0x41].entries()) {
      if (bytes[index] !== wanted) throw new Malformed('magic', 'other bytes');
      counters[index] = (counters[index] ?? 0) + 1;
    }
    throw new TypeError('the flaw');
  };
}

describe('exploring', () => {
  it('finds a flaw step by step, where chance alone needs sixteen million tries', () => {
    const counters = new Uint8Array(4);
    let last = new Uint8Array();
    const run = (): unknown =>
      explore(flawed(counters), [Uint8Array.of(0, 0, 0, 0)], counters, LIMITS, (bytes) => {
        last = Uint8Array.from(bytes);
      });
    expect(run).toThrow('the flaw');
    expect([...last].slice(0, 3)).toEqual([0x53, 0x45, 0x41]);
  });

  it('keeps what takes a new branch, and counts what it did', () => {
    const counters = new Uint8Array(1);
    const target = (bytes: Uint8Array): void => {
      if ((bytes[0] ?? 0) >= 0x80) counters[0] = 1;
    };
    const { runs, reached, found } = explore(
      target,
      [Uint8Array.of(0)],
      counters,
      { ...LIMITS, milliseconds: 200 },
      () => undefined,
    );
    expect(runs).toBeGreaterThan(100);
    expect(reached).toBe(1);
    expect(found).toHaveLength(1);
  });
});
