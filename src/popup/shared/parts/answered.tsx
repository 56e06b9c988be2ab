import type { ComponentChildren, JSX } from 'preact';
import type { Held } from '../use-answer.ts';
import { errorSentence } from '../../words/errors.ts';

/** Draws an answer when it is there; until then that it is coming, or why it is not. */
export function Answered<T>({ held, children }: { held: Held<T>; children: (value: T) => ComponentChildren }): JSX.Element {
  const { answer, again } = held;
  if (answer === null) return <p class="note">One moment…</p>;
  if (answer.ok) return <>{children(answer.value)}</>;
  return (
    <div role="alert">
      <p>{errorSentence(answer.error)}</p>
      <button type="button" onClick={again}>
        Try again
      </button>
    </div>
  );
}
