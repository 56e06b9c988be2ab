import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { fill, plural } from '../../words/fill.ts';
import { COPY_WORDS } from '../../words/pages/parts.ts';
import { copy } from '../browser.ts';

const GROUP = 8;

/** A button that copies `text` and says so; `name` is its full label: “Copy MRENCLAVE”. */
export function CopyButton({
  text,
  name,
  label = COPY_WORDS.button,
}: {
  text: string;
  name: string;
  label?: string;
}): JSX.Element {
  const [statement, setStatement] = useState<string | null>(null);
  async function press(): Promise<void> {
    setStatement((await copy(text)) ? COPY_WORDS.done : COPY_WORDS.failed);
    setTimeout(() => {
      setStatement(null);
    }, 2500);
  }
  return (
    <span class="copy">
      <button type="button" aria-label={name} onClick={() => void press()}>
        {label}
      </button>
      <span role="status">{statement}</span>
    </span>
  );
}

/**
 * A long hexadecimal value in groups, in full, with a copy button. Screen readers announce what it is and both of its ends
 * instead of every digit.
 */
export function Copyable({ name, about, value }: { name: string; about?: string | undefined; value: string }): JSX.Element {
  const groups = value.match(new RegExp(`.{1,${String(GROUP)}}`, 'g')) ?? [];
  const read = plural(COPY_WORDS.digits, value.length, { first: value.slice(0, 4), last: value.slice(-4) });
  return (
    <div class="copyable">
      <p>
        <strong>{name}</strong>
        {about !== undefined && <span class="about">{about}</span>}
      </p>
      <CopyButton text={value} name={fill(COPY_WORDS.name, { what: name })} />
      <span class="hidden">{read}</span>
      <code aria-hidden="true">
        {groups.map((group, i) => (
          <span key={i}>
            {group}
            <wbr />
          </span>
        ))}
      </code>
    </div>
  );
}
