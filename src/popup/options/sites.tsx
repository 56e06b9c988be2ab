import type { JSX } from 'preact';
import type { KeptSite, SitePin } from '../../background/api/settings.ts';
import { Answered } from '../shared/parts/answered.tsx';
import { Confirm } from '../shared/parts/confirm.tsx';
import { Failure } from '../shared/parts/failure.tsx';
import { useAnswer } from '../shared/use-answer.ts';
import { useCall } from '../shared/use-call.ts';
import { fill, plain } from '../words/fill.ts';
import { SITES_WORDS } from '../words/pages/options.ts';
import { PIN_WORDS } from '../words/pins.ts';
import { SiteDirectory } from './site-directory.tsx';

const PINS: readonly SitePin['pin'][] = ['off', 'soft', 'hard'];

/** What is recorded about sites, what happens when one stops proving its code, and how to erase it, one or all. */
export function Sites(): JSX.Element {
  const held = useAnswer('sites.list');
  const { call, failure } = useCall();

  async function forget(origin: string | null): Promise<void> {
    await call('sites.forget', { origin });
    held.again();
  }

  async function choose(origin: string, value: string): Promise<void> {
    const pin = PINS.find((one) => one === value);
    if (pin === undefined) return;
    await call('site.pin', { origin, pin });
    held.again();
  }

  return (
    <>
      <p>{SITES_WORDS.intro}</p>
      <p class="note">{SITES_WORDS.note}</p>
      <Answered held={held}>
        {(sites) =>
          sites.length === 0 ? (
            <p class="empty">{SITES_WORDS.empty}</p>
          ) : (
            <>
              <ul class="entries">
                {sites.map((site) => (
                  <Site
                    key={site.origin}
                    site={site}
                    choose={(value) => void choose(site.origin, value)}
                    forget={() => void forget(site.origin)}
                  />
                ))}
              </ul>
              <p class="erase-all">
                <Confirm
                  label={SITES_WORDS.eraseAll}
                  question={SITES_WORDS.eraseAllQuestion}
                  yes={SITES_WORDS.eraseAllYes}
                  act={() => void forget(null)}
                />
              </p>
            </>
          )
        }
      </Answered>
      <SiteDirectory />
      <Failure of={failure} />
    </>
  );
}

function Site({ site, choose, forget }: { site: KeptSite; choose: (value: string) => void; forget: () => void }): JSX.Element {
  const { origin, pin, since, lastSeen } = site;
  const kept = keptWords(site);
  return (
    <li class="entry site">
      <span>
        <strong>{plain(origin)}</strong>
        {kept !== null && <span class="note">{fill(kept, { since: since ?? '', lastSeen: lastSeen ?? '' })}</span>}
      </span>
      <select
        aria-label={fill(SITES_WORDS.pin, { origin })}
        value={pin}
        onChange={(event) => {
          choose(event.currentTarget.value);
        }}
      >
        {PINS.map((one) => (
          <option key={one} value={one}>
            {PIN_WORDS[one]}
          </option>
        ))}
      </select>
      <Confirm
        label={SITES_WORDS.erase}
        question={fill(SITES_WORDS.eraseQuestion, { origin })}
        yes={SITES_WORDS.erase}
        act={forget}
      />
    </li>
  );
}

/** What is recorded about a site, as far as known. */
function keptWords({ since, lastSeen }: KeptSite): string | null {
  if (since === null) return lastSeen === null ? null : SITES_WORDS.lastSeen;
  return lastSeen === null ? SITES_WORDS.since : SITES_WORDS.sinceAndLastSeen;
}
