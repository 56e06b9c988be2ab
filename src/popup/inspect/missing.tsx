import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { needKey, type Endorsement, type Need } from '../../verifier/index.ts';
import { Failure } from '../shared/parts/failure.tsx';
import { fill, listed, plain } from '../words/fill.ts';
import { MISSING_WORDS } from '../words/pages/inspect.ts';
import { NOT_USED_WORDS } from '../words/pages/inspect-files.ts';
import { needWords } from '../words/needs.ts';
import { teeOf } from './appraise-dropped.ts';
import { MAX_INPUT_BYTES } from './recognise.ts';
import { notTaken, takeFile } from './taken.ts';

type Props = {
  readonly tee: string | null;
  /** Everything that the evidence rests on. */
  readonly needs: readonly Need[];
  readonly missing: readonly Need[];
  readonly unreadable: readonly string[];
  readonly add: (endorsements: readonly Endorsement[]) => void;
};

/** What the manufacturer would have to say, and a place to add it: this page sends no requests. */
export function Missing({ tee, needs, missing, unreadable, add }: Props): JSX.Element {
  const [failed, setFailed] = useState<string | null>(null);

  async function read(file: File | undefined, wanted: Need | null): Promise<void> {
    const kind = teeOf(tee);
    if (file === undefined || kind === undefined) return;
    const supplied =
      file.size > MAX_INPUT_BYTES
        ? { why: NOT_USED_WORDS.tooLarge }
        : takeFile(kind, needs, wanted, new Uint8Array(await file.arrayBuffer()));
    setFailed('why' in supplied ? notTaken(file.name, supplied.why) : null);
    if ('taken' in supplied) add(supplied.taken);
  }

  return (
    <section class="card" aria-labelledby="missing">
      <h2 id="missing">{MISSING_WORDS.title}</h2>
      {unreadable.length > 0 && <p role="alert">{fill(MISSING_WORDS.unreadable, { types: listed(unreadable) })}</p>}
      {missing.length > 0 && (
        <>
          <p>{MISSING_WORDS.intro}</p>
          <Pick label={MISSING_WORDS.all} pick={(file) => void read(file, null)} />
          <ul class="entries">
            {missing.map((need) => (
              <li key={needKey(need)} class="entry">
                <Pick label={needWords(need)} pick={(file) => void read(file, need)} />
                <code class="line">{plain(needKey(need))}</code>
              </li>
            ))}
          </ul>
        </>
      )}
      <Failure of={failed} />
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
