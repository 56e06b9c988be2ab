import type { JSX } from 'preact';
import type { PublisherListView } from '../../background/api/publisher-list.ts';
import { Answered } from '../shared/parts/answered.tsx';
import { Failure } from '../shared/parts/failure.tsx';
import { useAnswer } from '../shared/use-answer.ts';
import { useCall } from '../shared/use-call.ts';
import { grant } from '../shared/use-hosts.ts';
import { fill, plain, plural } from '../words/fill.ts';
import { PUBLISHER_LISTS_WORDS } from '../words/pages/lists.ts';

/** The lists that publishers sign of their own releases, each off until it is turned on. */
export function PublisherLists(): JSX.Element {
  const held = useAnswer('publishers.list');
  return (
    <>
      <h3>{PUBLISHER_LISTS_WORDS.title}</h3>
      <p class="note">{PUBLISHER_LISTS_WORDS.intro}</p>
      <Answered held={held}>
        {(lists) => (
          <ul class="entries">
            {lists.map((list) => (
              <Listed key={list.id} list={list} changed={held.again} />
            ))}
          </ul>
        )}
      </Answered>
    </>
  );
}

function Listed({ list, changed }: { list: PublisherListView; changed: () => void }): JSX.Element {
  const { call, busy, failure } = useCall();
  const { id, publisher, host, on, problem } = list;

  async function turn(next: boolean): Promise<void> {
    // Without the permission nothing is requested, and the list says so.
    if (next) await grant([`https://${host}/*`]);
    await call('publishers.turn', { id, on: next });
    changed();
  }

  return (
    <li class="entry" data-publisher={id}>
      <label>
        <input type="checkbox" checked={on} disabled={busy} onChange={(event) => void turn(event.currentTarget.checked)} />
        {fill(PUBLISHER_LISTS_WORDS.on, { publisher })}
      </label>
      <p class="note">{fill(PUBLISHER_LISTS_WORDS.host, { host: plain(host) })}</p>
      {on && <p class="note">{receivedOf(list)}</p>}
      {problem !== null && <p role="alert">{fill(PUBLISHER_LISTS_WORDS.problem, { code: problem.code })}</p>}
      <Failure of={failure} />
    </li>
  );
}

function receivedOf({ releases, checkedAt }: PublisherListView): string {
  if (releases === null || checkedAt === null) return PUBLISHER_LISTS_WORDS.nothing;
  return plural(PUBLISHER_LISTS_WORDS.releases, releases, { checkedAt });
}
