import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { copy } from '../browser.ts';

const GROUP = 8;

/** A button that copies `text` and says so; `what` completes its name: “Copy MRENCLAVE”. */
export function CopyButton({ text, what, label = 'Copy' }: { text: string; what: string; label?: string }): JSX.Element {
  const [statement, setStatement] = useState<string | null>(null);
  async function press(): Promise<void> {
    setStatement((await copy(text)) ? 'Copied' : 'Not copied: select the text instead');
    setTimeout(() => {
      setStatement(null);
    }, 2500);
  }
  return (
    <span class="copy">
      <button type="button" aria-label={`${label} ${what}`} onClick={() => void press()}>
        {label}
      </button>
      <span role="status">{statement}</span>
    </span>
  );
}

/**
 * A long hexadecimal value in groups, whole, with a copy button. A screen reader hears what it is and how it begins and
 * ends instead of every digit.
 */
export function Copyable({ name, about, value }: { name: string; about?: string | undefined; value: string }): JSX.Element {
  const groups = value.match(new RegExp(`.{1,${String(GROUP)}}`, 'g')) ?? [];
  const read = `${String(value.length)} hexadecimal digits, beginning ${value.slice(0, 4)}, ending ${value.slice(-4)}`;
  return (
    <div class="copyable">
      <p>
        <strong>{name}</strong>
        {about !== undefined && <span class="about">{about}</span>}
      </p>
      <CopyButton text={value} what={name} />
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
