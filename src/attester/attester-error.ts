/** What keeps a service from attesting itself: permanent words, for whoever acts on them. The sentences beside them are for people. */
export type AttesterErrorCode =
  /** An option that cannot be meant. */
  | 'option'
  /** The TLS certificate cannot be read. */
  | 'certificate'
  /** The private key is not kept as a key must be, or is another one's. */
  | 'private-key'
  /** Nothing here makes evidence. */
  | 'no-source'
  /** What makes evidence failed, and would fail again. */
  | 'source'
  /** What makes evidence failed for a moment: interrupted, busy, raced. It is asked again. */
  | 'source-for-now'
  /** The evidence was made over other report data than ours. */
  | 'report-data'
  /** The evidence does not verify. */
  | 'evidence'
  /** The host chose registers of the evidence. */
  | 'host-chosen'
  /** The manufacturer's certificates and lists could not be had. */
  | 'endorsements';

/** Why a service cannot attest itself, in a sentence, and what helps, in another: both for whoever runs it. */
export class AttesterError extends Error {
  readonly code: AttesterErrorCode;
  /** What to do about it: a whole sentence. */
  readonly remedy: string;

  constructor(code: AttesterErrorCode, sentence: string, remedy: string, cause?: unknown) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.name = 'AttesterError';
    this.code = code;
    this.remedy = remedy;
  }
}

/** Too many ask at once; whoever was turned away may come back after so many seconds. Nobody's fault, and no line in the log each. */
export class Busy extends Error {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super('too many ask for evidence at once');
    this.name = 'Busy';
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Any error as one line of a log: its sentence, its remedy, and what the system said. */
export function lineOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  const line = error instanceof AttesterError ? `${error.message}${cause} ${error.remedy}` : `${error.message}${cause}`;
  return line.replaceAll(/[\r\n]+/g, ' ');
}
