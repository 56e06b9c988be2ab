import type { ComponentChildren, JSX } from 'preact';
import type { Held } from '../use-answer.ts';
import { errorSentence } from '../../words/errors.ts';
import { ONE_MOMENT, TRY_AGAIN } from '../../words/pages/parts.ts';

/** Draws an answer once it is there; until then, that it is pending or why it failed. */
export function Answered<T>({ held, children }: { held: Held<T>; children: (value: T) => ComponentChildren }): JSX.Element {
  const { answer, again } = held;
  if (answer === null) return <p class="note">{ONE_MOMENT}</p>;
  if (answer.ok) return <>{children(answer.value)}</>;
  return (
    <div role="alert">
      <p>{errorSentence(answer.error)}</p>
      <button type="button" onClick={again}>
        {TRY_AGAIN}{' '}
      </button>
    </div>
  );
}
