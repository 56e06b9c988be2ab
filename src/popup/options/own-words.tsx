import type { JSX } from 'preact';
import { useId, useMemo, useState } from 'preact/hooks';
import { stillCounts, type AllowlistEntry } from '../../background/api/allowlist.ts';
import { ends } from '../shared/code-registers.ts';
import { LongList } from '../shared/parts/long-list.tsx';
import { plain, plural } from '../words/fill.ts';
import { entryLine, ENTRY_WORDS, SEARCH_WORDS } from '../words/pages/allowlist.ts';
import { Entry, scopeOf } from './entry.tsx';
import { searched } from './search.ts';

/** The height of a row, and of the visible part of the list (CSS pixels). */
const ROW_PIXELS = 60;
const WINDOW_PIXELS = 420;

type Props = {
  /** What the list is called, for a screen reader. */
  readonly label: string;
  readonly entries: readonly AllowlistEntry[];
  readonly changed: () => void;
  /** Milliseconds since 1970. */
  readonly now: number;
};

/** Any number of entries, newest first: searched while typing, and expanded one at a time. */
export function OwnWords({ label, entries, changed, now }: Props): JSX.Element {
  const [text, setText] = useState('');
  const [open, setOpen] = useState<string | null>(null);
  const id = useId();
  const sorted = useMemo(() => [...entries].sort((a, b) => (a.addedAt < b.addedAt ? 1 : -1)), [entries]);
  const found = useMemo(() => searched(sorted, text), [sorted, text]);
  const opened = entries.find((entry) => entry.id === open);
  return (
    <div class="own-words">
      <label class="field" for={id}>
        {SEARCH_WORDS.label}{' '}
      </label>
      <input
        id={id}
        type="text"
        value={text}
        placeholder={SEARCH_WORDS.example}
        onInput={(event) => {
          setText(event.currentTarget.value);
        }}
      />
      <p class="note" role="status">
        {plural(SEARCH_WORDS.found, found.length)}
      </p>
      <LongList label={label} items={found} keyOf={(entry) => entry.id} rowPixels={ROW_PIXELS} windowPixels={WINDOW_PIXELS}>
        {(entry) => (
          <Row
            entry={entry}
            now={now}
            open={entry.id === open}
            press={() => {
              setOpen(entry.id === open ? null : entry.id);
            }}
          />
        )}
      </LongList>
      {opened !== undefined && (
        <ul class="entries">
          <Entry key={opened.id} entry={opened} changed={changed} />
        </ul>
      )}
    </div>
  );
}

type RowProps = { readonly entry: AllowlistEntry; readonly now: number; readonly open: boolean; readonly press: () => void };

function Row({ entry, now, open, press }: RowProps): JSX.Element {
  const [first] = Object.values(entry.registers);
  return (
    <button type="button" class="own-word" aria-expanded={open} data-ended={!stillCounts(entry, now)} onClick={press}>
      <span class="own-word-head">
        <strong>{scopeOf(entry)}</strong>
        <code>{plain(ends(first ?? ''))}</code>
      </span>
      <span class="note">{stillCounts(entry, now) ? entryLine(entry) : `${ENTRY_WORDS.ended} ${entryLine(entry)}`}</span>
    </button>
  );
}
