/** What keeps a service from attesting: permanent codes for programs. The sentences with them are for people. */
export type AttesterErrorCode =
  /** An option that makes no sense. */
  | 'option'
  /** Pages with more scripts than evidence names. */
  | 'too-many-sources'
  /** The TLS certificate cannot be read. */
  | 'certificate'
  /** The private key is not protected as a key must be, or does not match. */
  | 'private-key'
  /** Nothing here can make evidence. */
  | 'no-source'
  /** Making evidence failed, and would fail again. */
  | 'source'
  /** Making evidence failed temporarily: interrupted, busy, raced. It is retried. */
  | 'source-for-now'
  /** The evidence was made over report data that is not ours. */
  | 'report-data'
  /** The evidence does not verify. */
  | 'evidence'
  /** The host set registers of the evidence. */
  | 'host-chosen'
  /** The manufacturer's certificates and lists were unavailable. */
  | 'endorsements';

/** Why a service cannot attest, in one sentence, and what helps, in another: both for the operator. */
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

/**
 * Too many requests at once; a refused visitor may come back after this many seconds. This is nobody's fault, and is not logged
 * each time.
 */
export class Busy extends Error {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super('too many ask for evidence at once');
    this.name = 'Busy';
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Any error as one line of a log: its sentence, its remedy, and the system's message. */
export function lineOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  const line = error instanceof AttesterError ? `${error.message}${cause} ${error.remedy}` : `${error.message}${cause}`;
  return line.replaceAll(/[\r\n]+/g, ' ');
}
