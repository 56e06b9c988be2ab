import type { JSX } from 'preact';
import { useId, useLayoutEffect, useState } from 'preact/hooks';
import { Failure } from '../shared/parts/failure.tsx';
import { INSPECT_WORDS } from '../words/pages/inspect.ts';
import { droppedInput, type Dropped } from './dropped-input.ts';

/** Where evidence is entered: a file or a report's folder dropped anywhere on the page, chosen as a file, or pasted as text. Nothing leaves the page. */
export function Intake({ take }: { take: (bytes: Uint8Array) => void }): JSX.Element {
  const [text, setText] = useState('');
  const [over, setOver] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const id = useId();

  async function open(dropped: Dropped): Promise<void> {
    const input = await droppedInput(dropped);
    if (input === null) return;
    setFailed(input === 'too-large' ? INSPECT_WORDS.tooLarge : null);
    if (input !== 'too-large') take(input.bytes);
  }

  // Before the page is first drawn: a file dropped on a page that does not listen yet makes the browser open the file instead.
  useLayoutEffect(() => {
    const drag = (event: DragEvent): void => {
      event.preventDefault();
      setOver(event.type !== 'dragleave');
    };
    const drop = (event: DragEvent): void => {
      event.preventDefault();
      setOver(false);
      if (event.dataTransfer !== null) void open(event.dataTransfer);
    };
    document.addEventListener('dragover', drag);
    document.addEventListener('dragleave', drag);
    document.addEventListener('drop', drop);
    return () => {
      document.removeEventListener('dragover', drag);
      document.removeEventListener('dragleave', drag);
      document.removeEventListener('drop', drop);
    };
  }, []);

  return (
    <form
      class={over ? 'card intake over' : 'card intake'}
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') take(new TextEncoder().encode(text));
      }}
    >
      <p>{INSPECT_WORDS.intro}</p>
      <label class="field" for={`${id}-file`}>
        {INSPECT_WORDS.file}{' '}
      </label>
      <input
        id={`${id}-file`}
        type="file"
        onChange={(event) => void open({ files: event.currentTarget.files ?? [], items: [] })}
      />
      <label class="field" for={`${id}-text`}>
        {INSPECT_WORDS.text}{' '}
      </label>
      <textarea
        id={`${id}-text`}
        rows={5}
        spellcheck={false}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
        }}
      />
      <div class="row">
        <button type="submit" class="primary">
          {INSPECT_WORDS.submit}{' '}
        </button>
        <Failure of={failed} />
      </div>
    </form>
  );
}
