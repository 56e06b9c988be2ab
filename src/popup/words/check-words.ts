/**
 * What the popup says of one check: a question to which a pass answers yes, and a sentence for each answer, for somebody who never heard of an
 * enclave. A sentence may hold a finding's facts as `{name}`, `{name|duration}` (milliseconds) or `{name|day}` (RFC 3339).
 */
export type CheckWords = {
  readonly question: string;
  readonly pass: string;
  /** Null where the check never warns: a signature holds or does not. */
  readonly warn: string | null;
  readonly fail: string;
  readonly unknown: string;
  /** The sentence for an answer whose fact `because` has this value; it replaces the one of the outcome. */
  readonly because?: Readonly<Record<string, string>>;
};
