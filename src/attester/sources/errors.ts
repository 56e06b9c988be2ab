import { AttesterError } from '../attester-error.ts';

/** System errors that pass: a signal came in between, another writer is in the middle, the quoting service was slow. */
const PASSING = new Set(['EINTR', 'EBUSY', 'EAGAIN', 'ETIMEDOUT', 'ECONNRESET', 'ECONNREFUSED', 'EPIPE']);

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** A source's failure with what the system said, and whether it is worth asking again. */
export function sourceError(sentence: string, remedy: string, cause: unknown): AttesterError {
  if (cause instanceof AttesterError) return cause;
  return new AttesterError(PASSING.has(codeOf(cause)) ? 'source-for-now' : 'source', sentence, remedy, cause);
}

/** The same for a file that is not there, or is not ours to use. */
export const isAbsent = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(codeOf(error));
export const isForbidden = (error: unknown): boolean => ['EACCES', 'EPERM'].includes(codeOf(error));
