import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import type { SitePin } from '../../../background/api/settings.ts';
import { Failure } from '../../shared/parts/failure.tsx';
import { useCall } from '../../shared/use-call.ts';
import { PIN_CHOICE_WORDS } from '../../words/pages/details.ts';
import { PIN_WORDS } from '../../words/pins.ts';
import { Section } from '../../shared/result/section.tsx';

const PINS: readonly SitePin['pin'][] = ['off', 'soft', 'hard'];

/** What should happen when this site stops proving its code. */
export function PinChoice({ origin, pin }: { origin: string; pin: SitePin['pin'] }): JSX.Element {
  const { call, failure } = useCall();
  const id = useId();
  async function choose(value: string): Promise<void> {
    const chosen = PINS.find((one) => one === value);
    if (chosen === undefined) return;
    await call('site.pin', { origin, pin: chosen });
  }
  return (
    <Section title={PIN_CHOICE_WORDS.title}>
      <label class="hidden" for={id}>
        {PIN_CHOICE_WORDS.label}{' '}
      </label>
      <select id={id} value={pin} onChange={(event) => void choose(event.currentTarget.value)}>
        {PINS.map((one) => (
          <option key={one} value={one}>
            {PIN_WORDS[one]}
          </option>
        ))}
      </select>
      <Failure of={failure} />
    </Section>
  );
}
