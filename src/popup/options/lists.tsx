import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import type { ListedSubscription } from '../../background/api/lists.ts';
import { Answered } from '../shared/parts/answered.tsx';
import { Confirm } from '../shared/parts/confirm.tsx';
import { Copyable } from '../shared/parts/copyable.tsx';
import { Failure } from '../shared/parts/failure.tsx';
import { useAnswer } from '../shared/use-answer.ts';
import { useCall } from '../shared/use-call.ts';
import { download } from '../shared/download.ts';
import { fill, plain } from '../words/fill.ts';
import { countsOf, LISTS_WORDS, LIST_STATUS, SUBSCRIBE_WORDS } from '../words/pages/lists.ts';
import { AddList } from './add-list.tsx';
import { PublisherLists } from './publisher-lists.tsx';

/** The auditors' lists that the user follows: whose key, how current, what they contain; follow, update, stop. */
export function Lists(): JSX.Element {
  const held = useAnswer('lists.list');
  const { call, failure } = useCall();

  async function save(): Promise<void> {
    const answer = await call('lists.export', null);
    if (answer.ok) download('sealmark-lists.json', `${JSON.stringify(answer.value, null, 2)}\n`);
  }

  return (
    <>
      <p>{LISTS_WORDS.intro}</p>
      <Answered held={held}>
        {(lists) => (
          <>
            {lists.length === 0 ? (
              <p class="empty">{LISTS_WORDS.empty}</p>
            ) : (
              <ul class="entries">
                {lists.map((list) => (
                  <Listed key={list.id} list={list} changed={held.again} />
                ))}
              </ul>
            )}
            <div class="row">
              <button type="button" disabled={lists.length === 0} onClick={() => void save()}>
                {LISTS_WORDS.export}{' '}
              </button>
            </div>
            <Failure of={failure} />
          </>
        )}
      </Answered>
      <AddList />
      <PublisherLists />
    </>
  );
}

function Listed({ list, changed }: { list: ListedSubscription; changed: () => void }): JSX.Element {
  const { busy, call, failure } = useCall();
  const heading = useId();
  const { id, title, status, version, issued, expires, checkedAt, problem, demonstration, keys } = list;

  async function remove(): Promise<void> {
    await call('lists.remove', { id });
    changed();
  }

  async function refresh(): Promise<void> {
    await call('lists.refresh', { id });
    changed();
  }

  return (
    <li class="entry" data-list={id}>
      <h3 id={heading}>{plain(title, 120)}</h3>
      {demonstration && <p>{SUBSCRIBE_WORDS.demonstration}</p>}
      <p>{fill(LIST_STATUS[status], { expires })}</p>
      <p class="note">{countsOf(list)}</p>
      <p class="note">{fill(LISTS_WORDS.version, { version, issued, checkedAt })}</p>
      {problem !== null && <p role="alert">{fill(LISTS_WORDS.problem, { code: problem.code, version })}</p>}
      {keys
        .filter(({ use }) => use === 'current')
        .map(({ key, fingerprint }) => (
          <Copyable key={key} name={LISTS_WORDS.key} value={fingerprint} />
        ))}
      <div class="row">
        <button type="button" aria-describedby={heading} disabled={busy} onClick={() => void refresh()}>
          {LISTS_WORDS.refresh}{' '}
        </button>
        <Confirm
          label={LISTS_WORDS.unfollow}
          question={fill(LISTS_WORDS.unfollowQuestion, { title })}
          yes={LISTS_WORDS.unfollow}
          act={() => void remove()}
        />
      </div>
      <Failure of={failure} />
    </li>
  );
}
