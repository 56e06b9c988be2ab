import type { JSX } from 'preact';
import { Answered } from '../shared/parts/answered.tsx';
import { Failure } from '../shared/parts/failure.tsx';
import { useAnswer } from '../shared/use-answer.ts';
import { useCall } from '../shared/use-call.ts';
import { download } from '../shared/download.ts';
import { ALLOWLIST_WORDS } from '../words/pages/allowlist.ts';
import { Import } from './import.tsx';
import { OwnWords } from './own-words.tsx';

/** The code that the user accepted or rebuilt: view, search, change, remove, export. */
export function Allowlist(): JSX.Element {
  const held = useAnswer('allowlist.list');
  const { call, failure } = useCall();

  async function save(): Promise<void> {
    const answer = await call('allowlist.export', null);
    if (answer.ok) download('sealmark-allowlist.json', `${JSON.stringify(answer.value, null, 2)}\n`);
  }

  return (
    <>
      <p>{ALLOWLIST_WORDS.intro}</p>
      <Answered held={held}>
        {(entries) => {
          const mine = entries.filter(({ word }) => word !== 'rejected');
          return (
            <>
              {mine.length === 0 ? (
                <p class="empty">{ALLOWLIST_WORDS.empty}</p>
              ) : (
                <OwnWords label={ALLOWLIST_WORDS.label} entries={mine} changed={held.again} now={Date.now()} />
              )}
              <div class="row">
                <button type="button" disabled={entries.length === 0} onClick={() => void save()}>
                  {ALLOWLIST_WORDS.export}{' '}
                </button>
              </div>
              <Failure of={failure} />
            </>
          );
        }}
      </Answered>
      <Import changed={held.again} />
    </>
  );
}
