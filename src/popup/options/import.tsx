import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { AllowlistDifference } from '../../background/api/allowlist.ts';
import { Failure } from '../shared/parts/failure.tsx';
import { useCall } from '../shared/use-call.ts';
import { IMPORT_WORDS } from '../words/pages/allowlist.ts';
import { Difference } from './difference.tsx';

/** A larger file is not an allowlist. */
const MAX_FILE_BYTES = 4 << 20;

/** Importing an exported list: nothing changes before the difference was shown and confirmed. */
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
    if (file.size > MAX_FILE_BYTES) refuse(IMPORT_WORDS.tooLarge);
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
