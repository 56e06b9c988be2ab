/** A request that cannot be answered: it becomes `{"error":{"code","message"}}` on its own line, and the run goes on. */
export class Refusal extends Error {
  /** Stable word: `bad-json`, `bad-request`, `line-too-long`, `file-unreadable`, `file-too-large`, `evidence-not-supported`, `internal`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
  }
}
