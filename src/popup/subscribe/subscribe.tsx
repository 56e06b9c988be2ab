import type { JSX } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { ListPreview } from '../../background/api/lists.ts';
import { SlowButton } from '../shared/parts/confirm.tsx';
import { Copyable } from '../shared/parts/copyable.tsx';
import { Failure } from '../shared/parts/failure.tsx';
import { Outside } from '../shared/parts/outside.tsx';
import { Facts } from '../shared/result/section.tsx';
import { useCall } from '../shared/use-call.ts';
import { grant } from '../shared/use-hosts.ts';
import { fill, listed, plain, plural } from '../words/fill.ts';
import { countsOf, LISTS_WORDS, STATEMENT_TEE_NAMES, SUBSCRIBE_WORDS } from '../words/pages/lists.ts';
import { ONE_MOMENT } from '../words/pages/parts.ts';
import { day } from '../words/times.ts';

type Address = { readonly url: string; readonly key: string };

/** A list before anyone follows it: whose key, what it contains, what it may influence. Opening this page follows nothing. */
export function Subscribe({ address }: { address: Address | null }): JSX.Element {
  return (
    <main class="screen">
      {address === null ? (
        <>
          <h1>{SUBSCRIBE_WORDS.documentTitle}</h1>
          <p>{SUBSCRIBE_WORDS.nothing}</p>
        </>
      ) : (
        <Look address={address} />
      )}
    </main>
  );
}

function Look({ address }: { address: Address }): JSX.Element {
  const [preview, setPreview] = useState<ListPreview | null>(null);
  const { busy, call, failure } = useCall();
  const look = useCallback(() => {
    void call('lists.preview', address).then((answer) => {
      if (answer.ok) setPreview(answer.value);
    });
  }, [call, address]);
  useEffect(look, [look]);

  if (preview !== null) return <Shown preview={preview} />;
  const { origin, host } = new URL(address.url);
  const notAllowed = failure !== null && typeof failure !== 'string' && failure.code === 'list.not-allowed';
  return (
    <>
      <h1>{SUBSCRIBE_WORDS.documentTitle}</h1>
      {busy && <p class="note">{ONE_MOMENT}</p>}
      {notAllowed ? (
        <>
          <p>{fill(SUBSCRIBE_WORDS.notAllowed, { host })}</p>
          <button
            type="button"
            class="primary"
            onClick={() => {
              void grant([`${origin}/*`]).then((granted) => {
                if (granted) look();
              });
            }}
          >
            {fill(SUBSCRIBE_WORDS.allow, { host })}
          </button>
        </>
      ) : (
        <Failure of={failure} />
      )}
    </>
  );
}

function Shown({ preview }: { preview: ListPreview }): JSX.Element {
  const [done, setDone] = useState(false);
  const { busy, call, failure } = useCall();
  const { url, key, digest, title, homepage, contact, version, issued, expires, threshold, keys, tees, host } = preview;

  async function follow(): Promise<void> {
    const answer = await call('lists.subscribe', { url, key, digest });
    setDone(answer.ok);
  }

  return (
    <>
      <h1>{fill(SUBSCRIBE_WORDS.title, { title: plain(title, 120) })}</h1>
      {preview.demonstration && <p>{SUBSCRIBE_WORDS.demonstration}</p>}
      <p>{SUBSCRIBE_WORDS.influence}</p>
      {keys
        .filter(({ use }) => use === 'current')
        .map((one) => (
          <Copyable key={one.key} name={LISTS_WORDS.key} value={one.fingerprint} />
        ))}
      <p class="note">{SUBSCRIBE_WORDS.compare}</p>
      <Facts
        rows={[
          [SUBSCRIBE_WORDS.contents, countsOf(preview)],
          [SUBSCRIBE_WORDS.about, listed(tees.map((tee) => STATEMENT_TEE_NAMES[tee]))],
          [SUBSCRIBE_WORDS.signers, plural(SUBSCRIBE_WORDS.threshold, threshold)],
          [SUBSCRIBE_WORDS.from, plain(host)],
          [SUBSCRIBE_WORDS.version, version],
          [SUBSCRIBE_WORDS.issued, day(issued)],
          [SUBSCRIBE_WORDS.expires, day(expires)],
          ...(homepage === null
            ? []
            : [[SUBSCRIBE_WORDS.homepage, <Outside key="home" href={homepage} label={plain(homepage)} />] as const]),
          ...(contact === null ? [] : [[SUBSCRIBE_WORDS.contact, plain(contact)] as const]),
        ]}
      />
      {preview.followed && !done && <p role="status">{SUBSCRIBE_WORDS.followed}</p>}
      {done && <p role="status">{SUBSCRIBE_WORDS.done}</p>}
      {!preview.followed && !done && !busy && <SlowButton label={SUBSCRIBE_WORDS.follow} act={() => void follow()} />}
      <Failure of={failure} />
      {(preview.followed || done) && <a href="/src/popup/options/index.html#lists">{SUBSCRIBE_WORDS.settings}</a>}
    </>
  );
}
