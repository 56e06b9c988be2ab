import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { AllowlistDifference, AllowlistEntry } from '../../background/api/allowlist.ts';
import { SlowButton } from '../shared/parts/confirm.tsx';
import { Filled } from '../shared/parts/filled.tsx';
import { Failure } from '../shared/parts/failure.tsx';
import { useCall } from '../shared/use-call.ts';
import { fill, plain, plural } from '../words/fill.ts';
import { IMPORT_WORDS } from '../words/pages/allowlist.ts';
import { teeName } from '../words/tees.ts';
import { scopeOf } from './entry.tsx';

/** A file larger than this is no allowlist. */
const LARGEST = 1 << 20;

/** Taking over somebody's exported list: nothing changes before the difference was shown and confirmed. */
export function Import({ changed }: { changed: () => void }): JSX.Element {
  const [text, setText] = useState('');
  const [preview, setPreview] = useState<AllowlistDifference | null>(null);
  const [taken, setTaken] = useState(false);
  const { call, failure, refuse } = useCall();
  const id = useId();

  async function read(source: string): Promise<void> {
    setText(source);
    setPreview(null);
    setTaken(false);
    refuse(null);
    if (source.trim() === '') return;
    const answer = await call('allowlist.preview', { text: source });
    if (answer.ok) setPreview(answer.value);
  }

  async function open(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    if (file.size > LARGEST) refuse(IMPORT_WORDS.tooLarge);
    else await read(await file.text());
  }

  async function take(): Promise<void> {
    const answer = await call('allowlist.import', { text });
    setPreview(null);
    if (!answer.ok) return;
    setText('');
    setTaken(true);
    changed();
  }

  return (
    <details class="import">
      <summary>{IMPORT_WORDS.open}</summary>
      <div class="form">
        <label class="field" for={`${id}-file`}>
          {IMPORT_WORDS.file}{' '}
        </label>
        <input
          id={`${id}-file`}
          type="file"
          accept=".json,application/json"
          onChange={(event) => void open(event.currentTarget.files?.[0])}
        />
        <label class="field" for={`${id}-text`}>
          {IMPORT_WORDS.text}{' '}
        </label>
        <textarea
          id={`${id}-text`}
          rows={4}
          spellcheck={false}
          value={text}
          onInput={(event) => void read(event.currentTarget.value)}
        />
        {preview !== null && <Difference preview={preview} take={() => void take()} />}
        {taken && <p role="status">{IMPORT_WORDS.done}</p>}
        <Failure of={failure} />
      </div>
    </details>
  );
}

function Difference({ preview, take }: { preview: AllowlistDifference; take: () => void }): JSX.Element {
  const { added, changed, unchanged } = preview;
  const id = useId();
  const count = added.length + changed.length;
  return (
    <div class="difference" role="region" aria-labelledby={id}>
      <h3 id={id}>{IMPORT_WORDS.title}</h3>
      <p>{fill(IMPORT_WORDS.summary, { added: added.length, changed: changed.length, unchanged })}</p>
      <ul class="plain">
        {added.map((entry) => (
          <li key={entry.id}>
            <Filled words={IMPORT_WORDS.new} parts={{ entry: <Line entry={entry} /> }} />{' '}
          </li>
        ))}
        {changed.map(({ before, after }) => (
          <li key={after.id}>
            <Filled
              words={IMPORT_WORDS.changed}
              parts={{ before: <Line entry={before} />, after: <Line entry={after} /> }}
            />{' '}
          </li>
        ))}
      </ul>
      {count > 0 && <SlowButton label={plural(IMPORT_WORDS.accept, count)} act={take} />}
    </div>
  );
}

function Line({ entry }: { entry: AllowlistEntry }): JSX.Element {
  const registers = Object.entries(entry.registers);
  return (
    <>
      {fill(entry.note === '' ? IMPORT_WORDS.line : IMPORT_WORDS.lineNote, {
        scope: scopeOf(entry),
        tee: teeName(entry.tee),
        note: entry.note,
      })}
      {registers.map(([register, value]) => (
        <code key={register} class="line">
          {plain(register)} {plain(value)}
        </code>
      ))}
    </>
  );
}
