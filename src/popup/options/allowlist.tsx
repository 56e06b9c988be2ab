import type { JSX } from 'preact';
import type { AllowlistEntry } from '../../background/api/allowlist.ts';
import { Answered } from '../shared/parts/answered.tsx';
import { Failure } from '../shared/parts/failure.tsx';
import { useAnswer } from '../shared/use-answer.ts';
import { useCall } from '../shared/use-call.ts';
import { download } from '../shared/download.ts';
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
      <p>
        The fingerprints of code that you accepted. Code on this list counts as known to you; no one else’s opinion is needed.
        Every change to the code changes its fingerprint.
      </p>
      <Answered held={held}>
        {(entries) => (
          <>
            {entries.length === 0 ? (
              <p class="empty">None yet. Where a site proves code that you know, choose “Accept this code…” in the popup.</p>
            ) : (
              <ul class="entries">
                {newestFirst(entries).map((entry) => (
                  <Entry key={entry.id} entry={entry} changed={held.again} />
                ))}
              </ul>
            )}
            <div class="row">
              <button type="button" disabled={entries.length === 0} onClick={() => void save()}>
                Export as JSON
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
