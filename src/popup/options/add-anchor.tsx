import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { TEST_ANCHOR_SLOTS, type TestAnchor } from '../../background/api/settings.ts';
import { fromPem, Malformed } from '../../verifier/index.ts';
import { Failure } from '../shared/parts/failure.tsx';
import { fill, plural } from '../words/fill.ts';
import { ADD_ANCHOR_WORDS } from '../words/pages/developer.ts';
import { SLOT_WORDS } from '../words/slots.ts';

type Slot = TestAnchor['slot'];

/** PEM text as the base64 of each certificate, or a sentence that says what is wrong with it. */
function readCertificates(text: string, slot: Slot): readonly string[] | string {
  const wanted = SLOT_WORDS[slot].certificates;
  try {
    const found = fromPem(new TextEncoder().encode(`${text.trim()}\n`), 'CERTIFICATE', 'certificates');
    if (found.length !== wanted)
      return plural(ADD_ANCHOR_WORDS.wrongCount, found.length, { wanted: plural(ADD_ANCHOR_WORDS.wanted, wanted) });
    return found.map((der) => btoa(String.fromCharCode(...der)));
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return fill(ADD_ANCHOR_WORDS.notPem, { why: error.why });
  }
}

/** A form for adding a test root. */
export function AddAnchor({ add }: { add: (anchor: TestAnchor) => void }): JSX.Element {
  const [slot, setSlot] = useState<Slot>('intelSgxRoot');
  const [name, setName] = useState('');
  const [text, setText] = useState('');
  const [failed, setFailed] = useState<string | null>(null);
  const id = useId();

  function submit(): void {
    const certificates = readCertificates(text, slot);
    if (typeof certificates === 'string') {
      setFailed(certificates);
      return;
    }
    setFailed(null);
    add({ slot, name: name.trim() === '' ? ADD_ANCHOR_WORDS.defaultName : name.trim(), certificates });
    setName('');
    setText('');
  }

  return (
    <details class="import">
      <summary>{ADD_ANCHOR_WORDS.open}</summary>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <label class="field" for={`${id}-slot`}>
          {ADD_ANCHOR_WORDS.slot}{' '}
        </label>
        <select
          id={`${id}-slot`}
          value={slot}
          onChange={(event) => {
            const chosen = TEST_ANCHOR_SLOTS.find((one) => one === event.currentTarget.value);
            if (chosen !== undefined) setSlot(chosen);
          }}
        >
          {TEST_ANCHOR_SLOTS.map((one) => (
            <option key={one} value={one}>
              {SLOT_WORDS[one].label}
            </option>
          ))}
        </select>
        <label class="field" for={`${id}-name`}>
          {ADD_ANCHOR_WORDS.name}{' '}
        </label>
        <input
          id={`${id}-name`}
          type="text"
          maxLength={80}
          value={name}
          onInput={(event) => {
            setName(event.currentTarget.value);
          }}
        />
        <label class="field" for={`${id}-text`}>
          {ADD_ANCHOR_WORDS.certificates}{' '}
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
        <button type="submit">{ADD_ANCHOR_WORDS.submit}</button>
        <Failure of={failed} />
      </form>
    </details>
  );
}
