import type { JSX } from 'preact';
import type { AllowlistEntry } from '../../background/api/allowlist.ts';
import { Answered } from '../shared/parts/answered.tsx';
import { Failure } from '../shared/parts/failure.tsx';
import { useAnswer } from '../shared/use-answer.ts';
import { useCall } from '../shared/use-call.ts';
import { download } from '../shared/download.ts';
import { ALLOWLIST_WORDS } from '../words/pages/allowlist.ts';
import { Entry } from './entry.tsx';
import { Import } from './import.tsx';

/** The code that the user accepted: look, change, remove, take along. */
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
        {(entries) => (
          <>
            {entries.length === 0 ? (
              <p class="empty">{ALLOWLIST_WORDS.empty}</p>
            ) : (
              <ul class="entries">
                {newestFirst(entries).map((entry) => (
                  <Entry key={entry.id} entry={entry} changed={held.again} />
                ))}
              </ul>
            )}
            <div class="row">
              <button type="button" disabled={entries.length === 0} onClick={() => void save()}>
                {ALLOWLIST_WORDS.export}{' '}
              </button>
            </div>
            <Failure of={failure} />
          </>
        )}
      </Answered>
      <Import changed={held.again} />
    </>
  );
}

function newestFirst(entries: readonly AllowlistEntry[]): readonly AllowlistEntry[] {
  return [...entries].sort((a, b) => (a.addedAt < b.addedAt ? 1 : -1));
}
