/**
 * What the popup says of one check: a question to which a pass answers yes, and a sentence for each answer, for somebody who never heard of an
 * enclave. A sentence may hold a finding's facts as `{name}`, `{name|duration}` (milliseconds), `{name|day}` or `{name|moment}` (RFC 3339). What stands
 * in code words (`because`, a status) is put in words here, and stays as it is in the facts below.
 */
export type CheckWords = {
  readonly question: string;
  readonly pass: string;
  /** Null where the check never warns: a signature holds or does not. */
  readonly warn: string | null;
  readonly fail: string;
  readonly unknown: string;
  /** The sentence for an answer whose fact `because` (or the one that `picks` names) has this value; it replaces the one of the outcome. */
  readonly because?: Readonly<Record<string, string>>;
  /** A further sentence where this fact is there. */
  readonly also?: Readonly<Record<string, string>>;
  /** What code words in this fact (several with commas) are called. */
  readonly codes?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The fact that picks a sentence of `because`, where it is not the one of that name. */
  readonly picks?: string;
};
