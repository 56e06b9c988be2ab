import type { JSX } from 'preact';
import type { DirectoryView } from '../../background/api/site-directory.ts';
import { Answered } from '../shared/parts/answered.tsx';
import { Failure } from '../shared/parts/failure.tsx';
import { useAnswer } from '../shared/use-answer.ts';
import { useCall } from '../shared/use-call.ts';
import { fill } from '../words/fill.ts';
import { DIRECTORY_WORDS } from '../words/pages/options.ts';

/** Which site directory is in use, and which server is asked for a newer one. */
export function SiteDirectory(): JSX.Element {
  const held = useAnswer('directory.view');
  return <Answered held={held}>{(view) => <Shown view={view} changed={held.again} />}</Answered>;
}

function Shown({ view, changed }: { view: DirectoryView; changed: () => void }): JSX.Element {
  const { call, failure, busy } = useCall();
  const { host, status, problem, version, issued } = view;

  async function look(): Promise<void> {
    await call('directory.refresh', null);
    changed();
  }

  return (
    <>
      <h3>{DIRECTORY_WORDS.title}</h3>
      <p>{fill(DIRECTORY_WORDS.inUse, { count: view.sites, issued })}</p>
      <p class="note">{host === null ? DIRECTORY_WORDS.withReleases : fill(DIRECTORY_WORDS.daily, { host })}</p>
      {status !== 'current' && <p class="note">{DIRECTORY_WORDS[status]}</p>}
      {problem !== null && <p role="alert">{fill(DIRECTORY_WORDS.problem, { code: problem.code, version })}</p>}
      {host !== null && (
        <button type="button" class="quiet" disabled={busy} onClick={() => void look()}>
          {DIRECTORY_WORDS.look}
        </button>
      )}
      <Failure of={failure} />
    </>
  );
}
