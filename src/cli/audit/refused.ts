/** A statement or list that a reader would not take: exit status 1, where what could not be read at all is 2. */
export class AuditRefused extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message === '' ? code : `${code}: ${message}`);
    this.name = 'AuditRefused';
    this.code = code;
  }
}
