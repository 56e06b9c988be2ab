import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { SiteView } from '../../background/api/site-view.ts';
import { registersOf } from './can-accept.ts';
import { Failure } from '../shared/parts/failure.tsx';
import { useCall } from '../shared/use-call.ts';
import { fill } from '../words/fill.ts';
import { ACCEPT_WORDS } from '../words/pages/popup.ts';

const MAX_NOTE_CHARACTERS = 200;

/** The view whose code may be accepted, and its host as it is drawn. */
export type AcceptProps = { readonly view: SiteView; readonly host: string };

/** Accepting the code that runs here: for this site or every site, with a note; the background adds the date. */
export function AcceptForm({ view, host }: AcceptProps): JSX.Element {
  const { tabId, documentId } = view;
  const [everywhere, setEverywhere] = useState(false);
  const [note, setNote] = useState('');
  const { busy, call, failure } = useCall();
  const id = useId();

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void call('site.accept', {
          tabId,
          documentId,
          registers: registersOf(view),
          everywhere,
          note: note.trim(),
          word: 'accepted',
          statement: null,
        });
      }}
    >
      <p>{ACCEPT_WORDS.intro}</p>
      <fieldset>
        <legend>{ACCEPT_WORDS.where}</legend>
        <label>
          <input
            type="radio"
            name={`${id}-where`}
            checked={!everywhere}
            onChange={() => {
              setEverywhere(false);
            }}
          />
          {fill(ACCEPT_WORDS.here, { host })}
        </label>
        <label>
          <input
            type="radio"
            name={`${id}-where`}
            checked={everywhere}
            onChange={() => {
              setEverywhere(true);
            }}
          />
          {ACCEPT_WORDS.everywhere}
        </label>
      </fieldset>
      <label class="field" for={`${id}-note`}>
        {ACCEPT_WORDS.note}{' '}
      </label>
      <input
        id={`${id}-note`}
        type="text"
        maxLength={MAX_NOTE_CHARACTERS}
        placeholder={ACCEPT_WORDS.noteExample}
        value={note}
        onInput={(event) => {
          setNote(event.currentTarget.value);
        }}
      />
      <button type="submit" class="primary" disabled={busy}>
        {ACCEPT_WORDS.submit}{' '}
      </button>
      <Failure of={failure} />
    </form>
  );
}
