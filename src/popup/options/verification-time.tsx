import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { VERIFICATION_TIME_WORDS } from '../words/pages/developer.ts';

type Props = {
  /** RFC 3339, or null for now. */
  readonly time: string | null;
  readonly put: (time: string | null) => void;
};

/** The value of a `datetime-local` field, interpreted as UTC, as RFC 3339; null for an empty or incomplete field. */
function asRfc3339(local: string): string | null {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(local) ? `${local}:00Z` : null;
}

/** Another time as of which evidence is appraised, for recorded evidence that has expired since. */
export function VerificationTime({ time, put }: Props): JSX.Element {
  const [local, setLocal] = useState(time?.slice(0, 16) ?? '');
  const id = useId();
  const wanted = asRfc3339(local);
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted !== null) put(wanted);
      }}
    >
      <label class="field" for={id}>
        {VERIFICATION_TIME_WORDS.label}{' '}
      </label>
      <input
        id={id}
        type="datetime-local"
        value={local}
        onInput={(event) => {
          setLocal(event.currentTarget.value);
        }}
      />
      <p class="note">{VERIFICATION_TIME_WORDS.note}</p>
      <button type="submit" disabled={wanted === null || wanted === time}>
        {VERIFICATION_TIME_WORDS.submit}{' '}
      </button>
      {time !== null && (
        <button
          type="button"
          class="quiet"
          onClick={() => {
            setLocal('');
            put(null);
          }}
        >
          {VERIFICATION_TIME_WORDS.reset}{' '}
        </button>
      )}
    </form>
  );
}
