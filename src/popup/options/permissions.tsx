import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ALL_SITES } from '../shared/browser.ts';
import { grant, useHosts, withdraw } from '../shared/use-hosts.ts';
import { fill, plain } from '../words/fill.ts';
import { PERMISSIONS_WORDS } from '../words/pages/options.ts';

/** Which sites Sealmark may access on its own: all, some, or only where the user clicks. */
export function Permissions(): JSX.Element {
  const hosts = useHosts();
  const [refused, setRefused] = useState(false);
  const everywhere = hosts?.includes(ALL_SITES) ?? false;
  const others = (hosts ?? []).filter((host) => host !== ALL_SITES);

  return (
    <>
      <p>{everywhere ? PERMISSIONS_WORDS.everywhere : PERMISSIONS_WORDS.onClick}</p>
      <div class="row">
        {everywhere ? (
          <button type="button" onClick={() => void withdraw([ALL_SITES])}>
            {PERMISSIONS_WORDS.withdrawAll}{' '}
          </button>
        ) : (
          <button
            type="button"
            class="primary"
            onClick={() =>
              void grant([ALL_SITES]).then((granted) => {
                setRefused(!granted);
              })
            }
          >
            {PERMISSIONS_WORDS.grantAll}{' '}
          </button>
        )}
      </div>
      {refused && <p role="status">{PERMISSIONS_WORDS.refused}</p>}
      {others.length > 0 && (
        <>
          <h3>{PERMISSIONS_WORDS.oneByOne}</h3>
          <ul class="entries">
            {others.map((host) => (
              <li key={host} class="entry pin">
                <code>{plain(host)}</code>
                <button
                  type="button"
                  aria-label={fill(PERMISSIONS_WORDS.withdrawHost, { host })}
                  onClick={() => void withdraw([host])}
                >
                  {PERMISSIONS_WORDS.withdraw}{' '}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      <p class="note">{PERMISSIONS_WORDS.note}</p>
    </>
  );
}
