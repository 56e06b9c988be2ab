import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { SiteView } from '../../background/api/site-view.ts';
import { registersOf } from './can-accept.ts';
import { Failure } from '../shared/parts/failure.tsx';
import { useCall } from '../shared/use-call.ts';

const MAX_NOTE_CHARACTERS = 200;

export type AcceptProps = { readonly view: SiteView; readonly host: string };

/** Accepting the code that runs here: for this site or every site, with a note; the date is added by the background. */
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
        void call('site.accept', { tabId, documentId, registers: registersOf(view), everywhere, note: note.trim() });
      }}
    >
      <p>
        Accept it if you know what this code does: because you built it, compared its fingerprint with a published one, or take
        the word of someone who did. If the code changes, you will have to accept it again.
      </p>
      <fieldset>
        <legend>Where does it count?</legend>
        <label>
          <input
            type="radio"
            name={`${id}-where`}
            checked={!everywhere}
            onChange={() => {
              setEverywhere(false);
            }}
          />
          Only on {host}
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
          On every site
        </label>
      </fieldset>
      <label class="field" for={`${id}-note`}>
        Note to yourself (optional)
      </label>
      <input
        id={`${id}-note`}
        type="text"
        maxLength={MAX_NOTE_CHARACTERS}
        placeholder="Where the fingerprint was compared"
        value={note}
        onInput={(event) => {
          setNote(event.currentTarget.value);
        }}
      />
      <button type="submit" class="primary" disabled={busy}>
        Accept this code
      </button>
      <Failure of={failure} />
    </form>
  );
}
