import type { ReferenceValue } from '../../verifier/index.ts';

/** Somebody who names code: the user. Auditors whom the user follows name thousands, which are looked up (`lists/`). */
export type ReferenceSource = {
  readonly id: string;
  /** What counts for this origin. */
  valuesFor(origin: string): Promise<readonly ReferenceValue[]>;
};
