import type { JSX } from 'preact';
import type { Failed } from '../use-call.ts';
import { errorSentence } from '../../words/errors.ts';

/** Why something failed, announced at once by screen readers; nothing where nothing failed. */
export function Failure({ of }: { of: Failed | null }): JSX.Element | null {
  return of === null ? null : <p role="alert">{typeof of === 'string' ? of : errorSentence(of)}</p>;
}
