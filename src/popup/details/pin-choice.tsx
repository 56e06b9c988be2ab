import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { SitePin } from '../../background/api/settings.ts';
import { call } from '../browser.ts';
import { errorSentence } from '../words/errors.ts';
import { PIN_WORDS } from '../words/pins.ts';
import { Section } from './section.tsx';

const PINS: readonly SitePin['pin'][] = ['off', 'soft', 'hard'];

/** What should happen when this site stops proving its code. */
export function PinChoice({ origin, pin }: { origin: string; pin: SitePin['pin'] }): JSX.Element {
  const [failed, setFailed] = useState<string | null>(null);
  const id = useId();
  async function choose(value: string): Promise<void> {
    const chosen = PINS.find((one) => one === value);
    if (chosen === undefined) return;
    const answer = await call('site.pin', { origin, pin: chosen });
    setFailed(answer.ok ? null : errorSentence(answer.error));
  }
  return (
    <Section title="If this site stops proving its code">
      <label class="hidden" for={id}>
        What to do
      </label>
      <select id={id} value={pin} onChange={(event) => void choose(event.currentTarget.value)}>
        {PINS.map((one) => (
          <option key={one} value={one}>
            {PIN_WORDS[one]}
          </option>
        ))}
      </select>
      {failed !== null && <p role="alert">{failed}</p>}
    </Section>
  );
}
