/** A statement or list that readers would reject: exit status 1; for unreadable input it is 2. */
export class AuditRefused extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message === '' ? code : `${code}: ${message}`);
    this.name = 'AuditRefused';
    this.code = code;
  }
}
