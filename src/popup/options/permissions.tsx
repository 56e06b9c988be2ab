import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ALL_SITES } from '../shared/browser.ts';
import { grant, useHosts, withdraw } from '../shared/use-hosts.ts';
import { plain } from '../words/fill.ts';

/** Which sites Sealmark may look at by itself: all, some, or only the one where it was clicked. */
export function Permissions(): JSX.Element {
  const hosts = useHosts();
  const [refused, setRefused] = useState(false);
  const everywhere = hosts?.includes(ALL_SITES) ?? false;
  const others = (hosts ?? []).filter((host) => host !== ALL_SITES);

  return (
    <>
      <p>
        {everywhere
          ? 'Sealmark looks at every https site by itself. It asks a site for proof only if the site announces that it has one.'
          : 'Sealmark looks at a site only when you open its popup there and ask.'}
      </p>
      <div class="row">
        {everywhere ? (
          <button type="button" onClick={() => void withdraw([ALL_SITES])}>
            Look only when I ask
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
            Check all sites
          </button>
        )}
      </div>
      {refused && <p role="status">Nothing was changed. Sealmark keeps looking only when you ask.</p>}
      {others.length > 0 && (
        <>
          <h3>Granted one by one</h3>
          <ul class="entries">
            {others.map((host) => (
              <li key={host} class="entry pin">
                <code>{plain(host)}</code>
                <button type="button" aria-label={`Withdraw ${host}`} onClick={() => void withdraw([host])}>
                  Withdraw
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      <p class="note">
        What Sealmark sees of the pages you visit stays on this computer. It keeps no history of sites that prove nothing, and
        sends nothing to us.
      </p>
    </>
  );
}
