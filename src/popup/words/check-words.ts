/**
 * What the popup says about one check: a question to which a pass answers yes, and a sentence for each answer, for readers who
 * have never heard of an enclave. A sentence may contain a finding's facts as `{name}`, `{name|duration}` (milliseconds),
 * `{name|day}` or `{name|moment}` (RFC 3339). Code words (`because`, a status) are replaced by plain ones here, and stay
 * unchanged in the facts below.
 */
export type CheckWords = {
  readonly question: string;
  readonly pass: string;
  /** Null where the check never warns: a signature holds or does not. */
  readonly warn: string | null;
  readonly fail: string;
  readonly unknown: string;
  /**
   * The sentence for an answer whose fact `because` (or the one that `picks` names) has this value; it replaces the outcome's
   * sentence.
   */
  readonly because?: Readonly<Record<string, string>>;
  /** A further sentence where this fact is present. */
  readonly also?: Readonly<Record<string, string>>;
  /** Plain words for the code words in this fact (several are separated by commas). */
  readonly codes?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The fact that selects a sentence of `because`, if it is not the one of that name. */
  readonly picks?: string;
};
