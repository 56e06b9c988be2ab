/** Decides every open choice in a run: numbers that the property supplies, then zeros. */
export type Choices = {
  /** A whole number below `most`. */
  readonly below: (most: number) => number;
  /** Is this call of the extension refused? */
  readonly refuse: () => boolean;
  /** For how many events is the answer to this call held back? Mostly none. */
  readonly hold: () => number;
  /** No choices are left: from here on everything goes well. */
  readonly over: () => boolean;
};

/** One call in this many is refused, in runs in which calls are refused at all. */
const ONE_IN = 12;

/** One answer in this many is slow, by up to so many events: a whole navigation, and the next one. */
const ONE_SLOW_IN = 16;
const MAX_HELD_VISITS = 24;

/** The choices of one run. @param refusing whether the browser may refuse calls at all */
export function choicesOf(numbers: readonly number[], refusing: boolean): Choices {
  let at = 0;
  const next = (): number => {
    const number = numbers[at] ?? 0;
    at += 1;
    return number;
  };
  const over = (): boolean => at >= numbers.length;
  return {
    below: (most) => (over() ? 0 : next() % most),
    refuse: () => refusing && !over() && next() % ONE_IN === 1,
    hold: () => {
      const number = over() ? 0 : next();
      return number % ONE_SLOW_IN === 1 ? Math.floor(number / ONE_SLOW_IN) % MAX_HELD_VISITS : 0;
    },
    over,
  };
}
