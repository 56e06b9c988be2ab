import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { call } from '../shared/browser.ts';
import { fill } from '../words/fill.ts';
import { ONBOARDING_WORDS } from '../words/pages/onboarding.ts';
import { Limits, Meaning, Permission, Ready } from './screens.tsx';

const LAST = 3;

/** Records that the introduction was seen; if that fails, it is shown again next time, which does no harm. */
async function seen(): Promise<void> {
  const settings = await call('settings.get', null);
  if (settings.ok && !settings.value.onboarded) await call('settings.put', { ...settings.value, onboarded: true });
}

/** Three short screens: what the mark means, what it does not mean, and where Sealmark may look. Each can be skipped. */
export function Onboarding(): JSX.Element {
  const [step, setStep] = useState(1);
  const [done, setDone] = useState<'everywhere' | 'on-click' | null>(null);
  const title = useRef<HTMLHeadingElement>(null);

  // For screen readers a new screen is a new page: focus moves to its heading.
  useEffect(() => {
    title.current?.focus();
  }, [step, done]);

  function finish(how: 'everywhere' | 'on-click'): void {
    setDone(how);
    void seen();
  }

  if (done !== null)
    return (
      <main class="screen">
        <Ready heading={title} everywhere={done === 'everywhere'} />
      </main>
    );
  return (
    <main>
      <header class="masthead">
        <img src="/icons/logo-64.png" width="40" height="40" alt="" />
        <p>
          {ONBOARDING_WORDS.brand} <span class="note">{fill(ONBOARDING_WORDS.step, { step, last: LAST })}</span>
        </p>
      </header>
      <div class="screen">
        {step === 1 && <Meaning heading={title} />}
        {step === 2 && <Limits heading={title} />}
        {step === LAST && <Permission heading={title} finish={finish} />}
      </div>
      <div class="steps">
        <button
          type="button"
          class="quiet"
          onClick={() => {
            finish('on-click');
          }}
        >
          {ONBOARDING_WORDS.skip}{' '}
        </button>
        <span class="row">
          {step > 1 && (
            <button
              type="button"
              onClick={() => {
                setStep(step - 1);
              }}
            >
              {ONBOARDING_WORDS.back}{' '}
            </button>
          )}
          {step < LAST && (
            <button
              type="button"
              class="primary"
              onClick={() => {
                setStep(step + 1);
              }}
            >
              {ONBOARDING_WORDS.next}{' '}
            </button>
          )}
        </span>
      </div>
    </main>
  );
}
