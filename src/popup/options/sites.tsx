import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { SitePin } from '../../background/api/settings.ts';
import { call } from '../browser.ts';
import { Answered } from '../parts/answered.tsx';
import { useAnswer } from '../use-answer.ts';
import { errorSentence } from '../words/errors.ts';
import { plain } from '../words/fill.ts';
import { PIN_WORDS } from '../words/pins.ts';
import { day } from '../words/times.ts';

const PINS: readonly SitePin['pin'][] = ['off', 'soft', 'hard'];

/** The sites that are known to attest themselves, and what should happen when one stops. */
export function Sites(): JSX.Element {
  const held = useAnswer('pins.list');
  const [failed, setFailed] = useState<string | null>(null);

  async function choose(origin: string, value: string): Promise<void> {
    const pin = PINS.find((one) => one === value);
    if (pin === undefined) return;
    const answer = await call('site.pin', { origin, pin });
    setFailed(answer.ok ? null : errorSentence(answer.error));
    held.again();
  }

  return (
    <>
      <p>A site that always proved its code and suddenly does not is worth knowing about. Here you choose how loudly.</p>
      <Answered held={held}>
        {(pins) =>
          pins.length === 0 ? (
            <p class="empty">None yet. Sites appear here when you choose something for them in the popup’s details.</p>
          ) : (
            <ul class="entries">
              {pins.map(({ origin, pin, since }) => (
                <li key={origin} class="entry pin">
                  <span>
                    <strong>{plain(origin)}</strong>
                    <span class="note"> since {day(since)}</span>
                  </span>
                  <select
                    aria-label={`If ${origin} stops proving its code`}
                    value={pin}
                    onChange={(event) => void choose(origin, event.currentTarget.value)}
                  >
                    {PINS.map((one) => (
                      <option key={one} value={one}>
                        {PIN_WORDS[one]}
                      </option>
                    ))}
                  </select>
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
      {failed !== null && <p role="alert">{failed}</p>}
    </>
  );
}
