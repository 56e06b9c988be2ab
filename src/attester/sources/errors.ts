import { AttesterError } from '../attester-error.ts';

/** Temporary system errors: a signal interrupted, another writer is active, the quoting service was slow. */
const PASSING = new Set(['EINTR', 'EBUSY', 'EAGAIN', 'ETIMEDOUT', 'ECONNRESET', 'ECONNREFUSED', 'EPIPE']);

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** A source's failure with the system's message, and whether a retry may help. */
export function sourceError(sentence: string, remedy: string, cause: unknown): AttesterError {
  if (cause instanceof AttesterError) return cause;
  return new AttesterError(PASSING.has(codeOf(cause)) ? 'source-for-now' : 'source', sentence, remedy, cause);
}

/** The same for a file that is missing or not accessible. */
export const isAbsent = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(codeOf(error));

/** Did the system refuse because of access rights? */
export const isForbidden = (error: unknown): boolean => ['EACCES', 'EPERM'].includes(codeOf(error));
