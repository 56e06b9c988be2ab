/** One line of the table: a current figure and the bar of DESIGN §6 for it. */
export type Row = {
  /** Dotted, permanent; `--only` takes a name or the beginning of one. */
  readonly name: string;
  readonly value: number;
  readonly bar: number;
  readonly better: 'lower' | 'higher';
  readonly holds: boolean;
  /** What was measured, for people. */
  readonly note: string;
};

/** A figure whose bar says how large it may be. */
export function atMost(name: string, value: number, bar: number, note: string): Row {
  return { name, value, bar, better: 'lower', holds: value <= bar, note };
}

/** A figure whose bar says how large it must be. */
export function atLeast(name: string, value: number, bar: number, note: string): Row {
  return { name, value, bar, better: 'higher', holds: value >= bar, note };
}

/** Measures some rows, all of them named with this beginning. */
export type Measurement = {
  /** Every row's name begins with one of these; only requested rows are measured. */
  readonly names: readonly string[];
  measure(wanted: (name: string) => boolean): AsyncGenerator<Row>;
};
