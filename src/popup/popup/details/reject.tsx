import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { SiteView } from '../../../background/api/site-view.ts';
import { registersOf } from '../can-accept.ts';
import { Failure } from '../../shared/parts/failure.tsx';
import { useCall } from '../../shared/use-call.ts';
import { REJECT_WORDS } from '../../words/pages/popup.ts';

const MAX_NOTE_CHARACTERS = 200;

/**
 * Rejecting the code that runs here, on every site: a rejection overrides everyone else, and ends when the user takes it back.
 */
export function Reject({ view }: { view: SiteView }): JSX.Element {
  const { tabId, documentId } = view;
  const [note, setNote] = useState('');
  const { busy, call, failure } = useCall();
  const id = useId();
  const reject = {
    tabId,
    documentId,
    registers: registersOf(view),
    everywhere: true,
    word: 'rejected',
    statement: null,
  } as const;
  return (
    <details class="reject">
      <summary>{REJECT_WORDS.open}</summary>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void call('site.accept', { ...reject, note: note.trim() });
        }}
      >
        <p>{REJECT_WORDS.intro}</p>
        <label class="field" for={id}>
          {REJECT_WORDS.note}{' '}
        </label>
        <input
          id={id}
          type="text"
          maxLength={MAX_NOTE_CHARACTERS}
          value={note}
          onInput={(event) => {
            setNote(event.currentTarget.value);
          }}
        />
        <button type="submit" disabled={busy}>
          {REJECT_WORDS.submit}{' '}
        </button>
        <Failure of={failure} />
      </form>
    </details>
  );
}
