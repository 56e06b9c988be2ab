/** The result of a suite of foreign vectors. Every case is in exactly one of the three. */
export type Tally = {
  readonly agreed: number;
  /** Cases whose answer differs from the vector's, without a reason: each is a failure. */
  readonly disagreed: readonly string[];
  /** Cases that say nothing about this verifier, counted by reason. The counts are exact: see expected.ts. */
  readonly notApplicable: Readonly<Record<string, number>>;
};

/** Counts while a suite runs. */
export class Counter {
  #agreed = 0;
  readonly #disagreed: string[] = [];
  readonly #notApplicable = new Map<string, number>();

  agree(): void {
    this.#agreed += 1;
  }

  disagree(id: string): void {
    this.#disagreed.push(id);
  }

  /** Counts a case as agreeing when `same`, otherwise as a failure under its id. */
  compare(id: string, same: boolean): void {
    if (same) this.agree();
    else this.disagree(id);
  }

  notApplicable(reason: string): void {
    this.#notApplicable.set(reason, (this.#notApplicable.get(reason) ?? 0) + 1);
  }

  tally(): Tally {
    const sorted = [...this.#notApplicable].sort(([a], [b]) => (a < b ? -1 : 1));
    return { agreed: this.#agreed, disagreed: this.#disagreed, notApplicable: Object.fromEntries(sorted) };
  }
}
