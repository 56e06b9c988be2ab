import type { JSX } from 'preact';
import type { KeptSite, SitePin } from '../../background/api/settings.ts';
import { Answered } from '../shared/parts/answered.tsx';
import { Confirm } from '../shared/parts/confirm.tsx';
import { Failure } from '../shared/parts/failure.tsx';
import { useAnswer } from '../shared/use-answer.ts';
import { useCall } from '../shared/use-call.ts';
import { plain } from '../words/fill.ts';
import { PIN_WORDS } from '../words/pins.ts';
import { day } from '../words/times.ts';

const PINS: readonly SitePin['pin'][] = ['off', 'soft', 'hard'];

/** What is remembered of sites, what should happen when one stops proving its code, and how to erase it, one or all. */
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
      <p>
        When a site that used to prove its code suddenly doesn’t, you may want to know. Choose here how loudly Sealmark tells you.
      </p>
      <p class="note">
        Sealmark remembers a site, on this computer only, once it has proved its code, and asks it again at every visit. After
        three good days on which it did, it warns you when it stops. Nothing is remembered from a window that keeps no history.
        Code you accepted stays when you erase a site.
      </p>
      <Answered held={held}>
        {(sites) =>
          sites.length === 0 ? (
            <p class="empty">
              None yet. Sites appear here after they prove their code, or when you choose something for them in the popup’s
              details.
            </p>
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
                  label="Erase all sites"
                  question="Erase what Sealmark remembers of every site?"
                  yes="Erase all"
                  act={() => void forget(null)}
                />
              </p>
            </>
          )
        }
      </Answered>
      <Failure of={failure} />
    </>
  );
}

function Site({ site, choose, forget }: { site: KeptSite; choose: (value: string) => void; forget: () => void }): JSX.Element {
  const { origin, pin, since, lastSeen } = site;
  return (
    <li class="entry site">
      <span>
        <strong>{plain(origin)}</strong>
        {since !== null && <span class="note"> since {day(since)}</span>}
        {lastSeen !== null && <span class="note">, last proved its code {day(lastSeen)}</span>}
      </span>
      <select
        aria-label={`If ${origin} stops proving its code`}
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
      <Confirm label="Erase" question={`Erase ${plain(origin)}?`} yes="Erase" act={forget} />
    </li>
  );
}
