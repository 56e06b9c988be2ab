/** The codes of errors at the terminal: permanent words for programs. The message with them is for people. */
export type RefusalCode =
  /** The line is not a JSON object, or has a duplicate member. */
  | 'bad-json'
  /** An unknown field, or an invalid value. */
  | 'bad-request'
  | 'line-too-long'
  /** Missing, not permitted, or not a regular file: named pipes and devices are not read. */
  | 'file-unreadable'
  | 'file-too-large'
  | 'evidence-not-supported'
  /** A fault of ours. */
  | 'internal';

/** A request that cannot be answered: it becomes `{"error":{"code","message"}}` on its own line, and the run continues. */
export class RequestError extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.name = 'RequestError';
    this.code = code;
  }
}
