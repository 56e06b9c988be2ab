import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { needKey, type Endorsement, type Need } from '../../verifier/index.ts';
import { plain } from '../words/fill.ts';
import { needWords } from '../words/needs.ts';
import { documentOf, endorsementsOf, teeOf } from './judge.ts';
import { MOST_INPUT } from './recognise.ts';

type Props = {
  readonly tee: string | null;
  readonly missing: readonly Need[];
  readonly unreadable: readonly string[];
  readonly add: (endorsements: readonly Endorsement[]) => void;
};

/** What the manufacturer would have to say, and a place to add it: this page asks nobody. */
export function Missing({ tee, missing, unreadable, add }: Props): JSX.Element {
  const [failed, setFailed] = useState<string | null>(null);

  async function read(file: File | undefined, give: (bytes: Uint8Array) => readonly Endorsement[] | null): Promise<void> {
    if (file === undefined || file.size > MOST_INPUT) return;
    const given = give(new Uint8Array(await file.arrayBuffer()));
    setFailed(given === null ? `${plain(file.name)} is nothing that this evidence can use.` : null);
    if (given !== null) add(given);
  }

  function fromDocument(bytes: Uint8Array): readonly Endorsement[] | null {
    const kind = teeOf(tee);
    const document = kind === undefined ? undefined : documentOf(kind, bytes);
    return kind === undefined || document === undefined ? null : endorsementsOf(kind, document);
  }

  return (
    <section class="card" aria-labelledby="missing">
      <h2 id="missing">What is missing</h2>
      {unreadable.length > 0 && <p role="alert">Could not be read: {unreadable.map((type) => plain(type)).join(', ')}.</p>}
      {missing.length > 0 && (
        <>
          <p>
            These stand beside evidence and were not given. This page asks nobody; add them as files, one by one or as the one
            document that sites send along.
          </p>
          <Pick label="A document with all of them" pick={(file) => void read(file, fromDocument)} />
          <ul class="entries">
            {missing.map((need) => (
              <li key={needKey(need)} class="entry">
                <Pick label={needWords(need)} pick={(file) => void read(file, (bytes) => [{ need, bytes }])} />
                <code class="line">{plain(needKey(need))}</code>
              </li>
            ))}
          </ul>
        </>
      )}
      {failed !== null && <p role="alert">{failed}</p>}
    </section>
  );
}

function Pick({ label, pick }: { label: string; pick: (file: File | undefined) => void }): JSX.Element {
  const id = useId();
  return (
    <div class="form">
      <label class="field" for={id}>
        {label}
      </label>
      <input
        id={id}
        type="file"
        onChange={(event) => {
          pick(event.currentTarget.files?.[0]);
        }}
      />
    </div>
  );
}
