import type { JSX } from 'preact';
import { fill, plain } from '../words/fill.ts';
import { INSPECT_WORDS } from '../words/pages/inspect.ts';
import type { Choice, Recognised } from './recognise.ts';

type Props = {
  readonly choices: readonly Choice[];
  /** The one that is inspected now, if any. */
  readonly chosen: Recognised | null;
  readonly choose: (recognised: Recognised) => void;
};

/** Several pieces of evidence of one input, such as a service's machines: a person chooses, because nothing says which is meant. */
export function Choices({ choices, chosen, choose }: Props): JSX.Element {
  return (
    <ul class="choices">
      {choices.map(({ what, recognised }) => (
        <li key={what}>
          <button
            type="button"
            aria-pressed={recognised === chosen}
            onClick={() => {
              choose(recognised);
            }}
          >
            {fill(INSPECT_WORDS.inspectOne, { what: plain(what) })}
          </button>
        </li>
      ))}
    </ul>
  );
}
