import { AttesterError } from '../attester-error.ts';

/** Temporary system errors: a signal interrupted, another writer is active, the quoting service was slow. */
const PASSING = new Set(['EINTR', 'EBUSY', 'EAGAIN', 'ETIMEDOUT', 'ECONNRESET', 'ECONNREFUSED', 'EPIPE']);

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** What helps where the device is here, and other users' only. */
const FORBIDDEN = 'Run this as a user who may open it, or give this user access to it (see its owner and group with ls -l).';

/**
 * A source's failure with the system's message, and whether a retry may help. @param remedy what helps @param forbidden what helps
 * where the system refused access
 */
export function sourceError(sentence: string, remedy: string, cause: unknown, forbidden = FORBIDDEN): AttesterError {
  if (cause instanceof AttesterError) return cause;
  const code = PASSING.has(codeOf(cause)) ? 'source-for-now' : 'source';
  return new AttesterError(code, sentence, isForbidden(cause) ? forbidden : remedy, cause);
}

/** The same for a file that is missing or not accessible. */
export const isAbsent = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(codeOf(error));

/** Did the system refuse because of access rights? */
const isForbidden = (error: unknown): boolean => ['EACCES', 'EPERM'].includes(codeOf(error));
