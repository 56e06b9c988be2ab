import { mutated, randomFrom } from './mutate.ts';
import { totally, type Target } from './targets.ts';

/** What one run of the fuzzer came to. */
export type Exploration = {
  readonly runs: number;
  /** How many branches, each at its counts, were taken. */
  readonly reached: number;
  /** Inputs that took something new, not counting the seeds. */
  readonly found: readonly Uint8Array[];
};

/** How long a run lasts (milliseconds), from which seed, and over which lengths. */
export type Limits = {
  readonly milliseconds: number;
  readonly seed: number;
  /** The longest input, in bytes. */
  readonly most: number;
};

/** Once, twice, a few, many times: AFL's buckets, one bit each. */
const BUCKET = Uint8Array.from({ length: 256 }, (_, hits) =>
  hits === 0
    ? 0
    : hits === 1
      ? 1
      : hits === 2
        ? 2
        : hits === 3
          ? 4
          : hits < 8
            ? 8
            : hits < 16
              ? 16
              : hits < 32
                ? 32
                : hits < 128
                  ? 64
                  : 128,
);

/**
 * Changes the seeds again and again, keeps what takes a new branch, and changes that in turn. @param running told of each input
 * before it runs, so that an observer can name the one that never came back @throws whatever the target throws that is not
 * `Malformed`
 */
export function explore(
  target: Target,
  seeds: readonly Uint8Array[],
  counters: Uint8Array,
  limits: Limits,
  running: (bytes: Uint8Array) => void,
): Exploration {
  const random = randomFrom(limits.seed);
  const seen = new Uint8Array(counters.length);
  const inputs: Uint8Array[] = [];
  const found: Uint8Array[] = [];
  let runs = 0;

  /** Runs one input. @returns whether it took something new */
  const tries = (bytes: Uint8Array): boolean => {
    counters.fill(0);
    running(bytes);
    runs += 1;
    totally(target, bytes);
    let news = false;
    for (let index = 0; index < counters.length; index += 1) {
      const bit = BUCKET[counters[index] ?? 0] ?? 0;
      if (((seen[index] ?? 0) & bit) === bit) continue;
      seen[index] = (seen[index] ?? 0) | bit;
      news = true;
    }
    return news;
  };

  for (const seed of seeds.length > 0 ? seeds : [new Uint8Array()]) {
    tries(seed);
    inputs.push(seed);
  }
  const until = performance.now() + limits.milliseconds;
  while (performance.now() < until) {
    // Half of the time a recent one, at the edge of what is known.
    const recent = Math.min(inputs.length, 16);
    const index = random(2) === 0 ? random(inputs.length) : inputs.length - 1 - random(recent);
    const input = mutated(inputs[index] ?? new Uint8Array(), random, inputs, limits.most);
    if (!tries(input)) continue;
    inputs.push(input);
    found.push(input);
  }
  const reached = seen.reduce((sum, bits) => sum + bits.toString(2).replaceAll('0', '').length, 0);
  return { runs, reached, found };
}
