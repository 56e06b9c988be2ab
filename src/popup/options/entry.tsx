import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { AllowlistEntry } from '../../background/api/allowlist.ts';
import { Confirm } from '../shared/parts/confirm.tsx';
import { Copyable } from '../shared/parts/copyable.tsx';
import { useCall } from '../shared/use-call.ts';
import { Failure } from '../shared/parts/failure.tsx';
import { listed, plain } from '../words/fill.ts';
import { entryLine, ENTRY_WORDS } from '../words/pages/allowlist.ts';
import { registerWords } from '../words/registers.ts';

/** Where an entry counts, in words. */
export function scopeOf({ origins }: AllowlistEntry): string {
  return origins === null ? ENTRY_WORDS.everySite : listed(origins.map((origin) => plain(origin)));
}

/** One accepted measurement, with its actions. */
export function Entry({ entry, changed }: { entry: AllowlistEntry; changed: () => void }): JSX.Element {
  const [editing, setEditing] = useState(false);
  const { call, failure } = useCall();

  async function remove(): Promise<void> {
    const answer = await call('allowlist.remove', { id: entry.id });
    if (answer.ok) changed();
  }

  return (
    <li class="entry" data-entry={entry.id}>
      <h3>{scopeOf(entry)}</h3>
      <p class="note">{entryLine(entry)}</p>
      {Object.entries(entry.registers).map(([register, value]) => (
        <Copyable key={register} name={register} about={registerWords(register)} value={value} />
      ))}
      {entry.statement !== null && <Copyable name={ENTRY_WORDS.ownKey} value={entry.statement.key} />}
      {editing ? (
        <Edit
          entry={entry}
          done={(saved) => {
            setEditing(false);
            if (saved) changed();
          }}
        />
      ) : (
        <div class="row">
          <button
            type="button"
            onClick={() => {
              setEditing(true);
            }}
          >
            {ENTRY_WORDS.edit}{' '}
          </button>
          <Confirm
            label={ENTRY_WORDS.remove}
            question={entry.word === 'rejected' ? ENTRY_WORDS.removeRejectedQuestion : ENTRY_WORDS.removeQuestion}
            yes={ENTRY_WORDS.remove}
            act={() => void remove()}
          />
        </div>
      )}
      <Failure of={failure} />
    </li>
  );
}

/** The note and the scope can change; the fingerprint cannot, because then it would be another entry. */
function Edit({ entry, done }: { entry: AllowlistEntry; done: (saved: boolean) => void }): JSX.Element {
  const [note, setNote] = useState(entry.note);
  const [everywhere, setEverywhere] = useState(entry.origins === null);
  const [sites, setSites] = useState((entry.origins ?? ['https://']).join(' '));
  const { call, failure, refuse } = useCall();
  const id = useId();

  async function save(): Promise<void> {
    const named = everywhere ? null : originsOf(sites);
    if (named === undefined) {
      refuse(ENTRY_WORDS.notAnOrigin);
      return;
    }
    const answer = await call('allowlist.put', { ...entry, note: note.trim(), origins: named });
    if (answer.ok) done(true);
  }

  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label class="field" for={`${id}-note`}>
        {ENTRY_WORDS.noteLabel}{' '}
      </label>
      <input
        id={`${id}-note`}
        type="text"
        maxLength={200}
        value={note}
        onInput={(event) => {
          setNote(event.currentTarget.value);
        }}
      />
      <label>
        <input
          type="checkbox"
          checked={everywhere}
          onChange={(event) => {
            setEverywhere(event.currentTarget.checked);
          }}
        />
        {ENTRY_WORDS.everywhere}
      </label>
      {!everywhere && (
        <>
          <label class="field" for={`${id}-origin`}>
            {ENTRY_WORDS.onlyOn}{' '}
          </label>
          <input
            id={`${id}-origin`}
            type="text"
            inputMode="url"
            spellcheck={false}
            value={sites}
            onInput={(event) => {
              setSites(event.currentTarget.value);
            }}
          />
        </>
      )}
      <div class="row">
        <button type="submit" class="primary">
          {ENTRY_WORDS.save}{' '}
        </button>
        <button
          type="button"
          onClick={() => {
            done(false);
          }}
        >
          {ENTRY_WORDS.cancel}{' '}
        </button>
      </div>
      <Failure of={failure} />
    </form>
  );
}

/** The serialised origins of https addresses; undefined if one is invalid, or there are none. */
function originsOf(text: string): readonly string[] | undefined {
  const urls = text
    .split(/[\s,]+/)
    .filter((word) => word !== '')
    .map((word) => URL.parse(word));
  if (urls.length === 0 || !urls.every((url) => url?.protocol === 'https:')) return undefined;
  return [...new Set(urls.map((url) => url?.origin ?? ''))];
}
