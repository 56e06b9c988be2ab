import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { SiteView } from '../../background/api/site-view.ts';
import type { Statement } from '../../verifier/audits/index.ts';
import type { AttestationResult } from '../../verifier/index.ts';
import { Failure } from '../shared/parts/failure.tsx';
import { TierMark } from '../shared/parts/mark.tsx';
import { Facts } from '../shared/result/section.tsx';
import { useCall } from '../shared/use-call.ts';
import { fill, plain } from '../words/fill.ts';
import { REBUILD_WORDS } from '../words/pages/rebuild.ts';
import { compared, isSame, readMeasured, type Compared } from './measured.ts';

type Props = { readonly view: SiteView; readonly result: AttestationResult; readonly statement: Statement };

/** The result of the build, next to the tab's evidence: if equal, the user may keep that as their own statement. */
export function Compare({ view, result, statement }: Props): JSX.Element {
  const [text, setText] = useState('');
  const [kept, setKept] = useState(false);
  const { busy, call, failure } = useCall();
  const id = useId();
  const named = Object.keys(statement.registers);
  const registers = (result.claims?.measurements ?? []).filter(({ register }) => named.includes(register));
  const rows = compared(
    registers,
    readMeasured(
      text,
      registers.map(({ register }) => register),
    ),
  );
  const same = isSame(rows);

  async function keep(): Promise<void> {
    const { tabId, documentId } = view;
    // What was built, not what the evidence says: the two are compared again when the statement is signed.
    const built = Object.fromEntries(rows.map((row) => [row.register, row.built ?? '']));
    const mine = { registers: built, everywhere: true, note: '', word: 'rebuilt' } as const;
    const answer = await call('site.accept', { tabId, documentId, ...mine, statement: statement.digest });
    setKept(answer.ok);
  }

  return (
    <section class="card">
      <h2>{REBUILD_WORDS.compare}</h2>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void keep();
        }}
      >
        <label class="field" for={id}>
          {REBUILD_WORDS.measured}{' '}
        </label>
        <textarea
          id={id}
          rows={3}
          spellcheck={false}
          placeholder={REBUILD_WORDS.example}
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setKept(false);
          }}
        />
        {/* The answer alone is read out, not every register at every key. */}
        <p role="status" class="answer">
          {text.trim() === '' ? '' : same ? REBUILD_WORDS.same : REBUILD_WORDS.different}
        </p>
        {text.trim() !== '' && (
          <div class="comparison">
            <Registers rows={rows} />
            {!same && <Differences statement={statement} />}
          </div>
        )}
        {same && !view.private && !kept && (
          <button type="submit" class="primary" disabled={busy}>
            {REBUILD_WORDS.keep}{' '}
          </button>
        )}
        {kept && <p role="status">{REBUILD_WORDS.kept}</p>}
        <Failure of={failure} />
      </form>
    </section>
  );
}

/** One value above the other, so that they can be compared by eye however narrow the page is. */
function Registers({ rows }: { rows: readonly Compared[] }): JSX.Element {
  return (
    <ul class="registers">
      {rows.map(({ register, value, built }) => (
        <li key={register}>
          <h3>
            <TierMark tier={built === null ? 'none' : built === value ? 'affirming' : 'warning'} size={16} />
            {fill(built === null ? REBUILD_WORDS.unknown : built === value ? REBUILD_WORDS.equal : REBUILD_WORDS.differs, {
              register,
            })}
          </h3>
          <Facts
            rows={[
              [REBUILD_WORDS.inEvidence, <code key="evidence">{value}</code>],
              ...(built === null ? [] : [[REBUILD_WORDS.yours, <code key="yours">{plain(built)}</code>] as const]),
            ]}
          />
        </li>
      ))}
    </ul>
  );
}

/** What usually differs, according to the statement's author; then what differs everywhere. */
function Differences({ statement }: { statement: Statement }): JSX.Element {
  const known = statement.build?.knownDifferences ?? [];
  return (
    <>
      <p>{REBUILD_WORDS.usually}</p>
      <ul class="plain">
        {[...known.map((one) => plain(one)), ...REBUILD_WORDS.anywhere].map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </>
  );
}
