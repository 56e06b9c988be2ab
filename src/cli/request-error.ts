/** What an error at the terminal is called: permanent words, for whoever acts on them. The message beside them is for people. */
export type RefusalCode =
  /** The line is no JSON object, or names a member twice. */
  | 'bad-json'
  /** A word that is not understood, or a value that it cannot have. */
  | 'bad-request'
  | 'line-too-long'
  /** Not there, not allowed, or no regular file: named pipes and devices are not read. */
  | 'file-unreadable'
  | 'file-too-large'
  | 'evidence-not-supported'
  /** A mistake of ours. */
  | 'internal';

/** A request that cannot be answered: it becomes `{"error":{"code","message"}}` on its own line, and the run goes on. */
export class RequestError extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.name = 'RequestError';
    this.code = code;
  }
}
