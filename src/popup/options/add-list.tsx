import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { readSubscribeLink, type ListsFile, type OfferedList } from '../../background/api/lists.ts';
import { Failure } from '../shared/parts/failure.tsx';
import { useAnswer } from '../shared/use-answer.ts';
import { useCall } from '../shared/use-call.ts';
import { fill } from '../words/fill.ts';
import { LISTS_WORDS } from '../words/pages/lists.ts';

/** The page that previews a list before anyone follows it. */
export const pageOf = ({ url, key }: Pick<OfferedList, 'url' | 'key'>): string =>
  `/src/popup/subscribe/index.html#tee-audit-list=${encodeURIComponent(url)}&key=${encodeURIComponent(key)}`;

/** Ways to another list: what this build offers, a link, a file. Each only opens the page that shows it. */
export function AddList(): JSX.Element {
  const offered = useAnswer('lists.offered');
  const lists = offered.answer?.ok === true ? offered.answer.value : null;
  return (
    <>
      {lists?.length === 0 && <p class="note">{LISTS_WORDS.noneOffered}</p>}
      {lists !== null && lists.length > 0 && (
        <>
          <h3>{LISTS_WORDS.offered}</h3>
          <Looks lists={lists} />
        </>
      )}
      <ByLink />
      <ByFile />
    </>
  );
}

function Looks({ lists }: { lists: ListsFile['lists'] }): JSX.Element {
  return (
    <div class="row">
      {lists.map((list) => (
        <a key={`${list.url} ${list.key}`} href={pageOf(list)} target="_blank" rel="noopener">
          {fill(LISTS_WORDS.look, { title: list.title })}
        </a>
      ))}
    </div>
  );
}

function ByLink(): JSX.Element {
  const [link, setLink] = useState('');
  const id = useId();
  const found = readSubscribeLink(link);
  return (
    <details class="import">
      <summary>{LISTS_WORDS.add}</summary>
      <div class="form">
        <label class="field" for={id}>
          {LISTS_WORDS.link}{' '}
        </label>
        <input
          id={id}
          type="text"
          value={link}
          placeholder={LISTS_WORDS.linkExample}
          onInput={(event) => {
            setLink(event.currentTarget.value);
          }}
        />
        {found !== null && (
          <a href={pageOf(found)} target="_blank" rel="noopener">
            {LISTS_WORDS.open}
          </a>
        )}
        <Failure of={link.trim() !== '' && found === null ? LISTS_WORDS.notALink : null} />
      </div>
    </details>
  );
}

function ByFile(): JSX.Element {
  const [found, setFound] = useState<ListsFile['lists'] | null>(null);
  const { call, failure } = useCall();
  const id = useId();

  async function read(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    const answer = await call('lists.preview-import', { text: await file.text() });
    setFound(answer.ok ? answer.value.added : null);
  }

  return (
    <details class="import">
      <summary>{LISTS_WORDS.import}</summary>
      <div class="form">
        <label class="hidden" for={id}>
          {LISTS_WORDS.import}{' '}
        </label>
        <input
          id={id}
          type="file"
          accept=".json,application/json"
          onChange={(event) => void read(event.currentTarget.files?.[0])}
        />
        {found !== null && <p role="status">{found.length === 0 ? LISTS_WORDS.importNone : LISTS_WORDS.imported}</p>}
        {found !== null && found.length > 0 && <Looks lists={found} />}
        <Failure of={failure} />
      </div>
    </details>
  );
}
