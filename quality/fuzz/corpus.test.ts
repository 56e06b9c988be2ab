import { describe, expect, it } from 'vitest';
import { BOMBS } from './bombs.ts';
import { readCorpus } from './corpus.ts';
import { mutated, randomFrom } from './mutate.ts';
import { TARGETS, totally } from './targets.ts';

/** The fuzzer's own inputs in every test run, without its coverage and its hours. */
const CHANGES = 300;

/**
 * For a quarter of a megabyte, of this process's own time: forty times what the slowest parser takes, so that a slow machine passes,
 * and less than quadratic work takes. How busy the machine is with others does not count.
 */
const MAX_CPU_MS = 10_000;

/** How long the processor works for this, in milliseconds. */
function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

describe.each(Object.entries(TARGETS))('the parser of %s', (name, target) => {
  const corpus = readCorpus(name);

  it('reads a seed, so that its fuzzing begins behind the first check', () => {
    const outcomes = corpus.map((bytes) => totally(target, bytes));
    expect(outcomes).toContain('read');
  });

  it('reads or refuses its seeds truncated and changed, and throws nothing else', () => {
    const random = randomFrom(1);
    for (const seed of corpus) {
      for (let round = 0; round < CHANGES; round += 1) totally(target, mutated(seed, random, corpus, seed.length + 64));
      for (let length = 0; length < seed.length; length += 1 + (seed.length >> 7)) totally(target, seed.slice(0, length));
    }
  });

  it('comes back from every bomb, and quickly', () => {
    const slow = BOMBS.flatMap(([what, bytes]) => {
      const took = cpuMs(() => totally(target, bytes));
      return took < MAX_CPU_MS ? [] : [`${what}: ${String(Math.round(took))} ms`];
    });
    expect(slow).toEqual([]);
  });
});
