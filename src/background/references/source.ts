import type { ReferenceValue } from '../../verifier/index.ts';

/**
 * A source of reference values that is read as a whole: the user's own. Auditors' thousands of statements are looked up instead
 * (`lists/`).
 */
export type ReferenceSource = {
  readonly id: string;
  /** The entries that count for this origin. */
  valuesFor(origin: string): Promise<readonly ReferenceValue[]>;
};
