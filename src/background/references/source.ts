import type { ReferenceValue } from '../../verifier/index.ts';

/** Somebody who names code: the user, later auditors whom the user follows. */
export type ReferenceSource = {
  readonly id: string;
  /** What counts for this origin. */
  valuesFor(origin: string): Promise<readonly ReferenceValue[]>;
};
