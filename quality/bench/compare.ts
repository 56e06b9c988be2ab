/** Something that is done once per call. */
export type Contestant = { readonly name: string; readonly run: () => unknown };

/** How long one of the compared took. */
export type Score = {
  readonly name: string;
  /** Milliseconds for one run: median over the rounds. */
  readonly milliseconds: number;
  /** The median over the rounds of this one's time relative to the first one's in the same round. */
  readonly ratio: number;
  /** That ratio in each round. */
  readonly ratios: readonly number[];
};

/** Clocks in browsers tick in steps of up to a millisecond; a measurement is long enough to make that irrelevant. */
const MIN_MEASURED_MS = 50;
const WARM_UP = 400;

/**
 * Times candidates against each other, interleaved: a machine runs many things at once, so only times measured at the same moment
 * can be compared. The order rotates from round to round.
 */
export async function compare(contestants: readonly Contestant[], rounds: number): Promise<readonly Score[]> {
  const repeats = new Map<Contestant, number>();
  for (const contestant of contestants) repeats.set(contestant, await warmUp(contestant));
  const times = new Map<Contestant, number[]>(contestants.map((contestant) => [contestant, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (let position = 0; position < contestants.length; position += 1) {
      const contestant = contestants[(position + round) % contestants.length];
      if (contestant !== undefined) times.get(contestant)?.push(await measure(contestant, repeats.get(contestant) ?? 1));
    }
  }
  const [first = []] = times.values();
  return [...times].map(([{ name }, mine]) => {
    const ratios = mine.map((time, round) => time / (first[round] ?? Number.NaN));
    return { name, milliseconds: median(mine), ratio: median(ratios), ratios };
  });
}

async function measure({ run }: Contestant, repeats: number): Promise<number> {
  const started = performance.now();
  for (let done = 0; done < repeats; done += 1) await run();
  return (performance.now() - started) / repeats;
}

/** Runs until the compiler has seen enough; @returns how many runs one measurement takes. */
async function warmUp({ run }: Contestant): Promise<number> {
  const started = performance.now();
  let runs = 0;
  while (performance.now() - started < WARM_UP || runs < 2) {
    await run();
    runs += 1;
  }
  return Math.max(1, Math.ceil((MIN_MEASURED_MS * runs) / (performance.now() - started)));
}

/** Of an even number of values the mean of the two in the middle; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle) - 1] ?? Number.NaN)) / 2;
}
