import { AttesterError } from '../../attester/index.ts';
import { RequestError } from '../request-error.ts';

/** An error of the kit as two sentences for a person. @throws the error itself when it is about the command line */
export function told(error: unknown): string {
  if (error instanceof RequestError) throw error;
  if (!(error instanceof AttesterError)) return error instanceof Error ? error.message : String(error);
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return `${error.message}${cause}\n${error.remedy}`;
}
