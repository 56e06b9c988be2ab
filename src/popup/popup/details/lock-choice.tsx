import type { JSX } from 'preact';
import { Failure } from '../../shared/parts/failure.tsx';
import { Section } from '../../shared/result/section.tsx';
import { useCall } from '../../shared/use-call.ts';
import { LOCKED_WORDS } from '../../words/locked.ts';
import type { lockOf } from '../lock.ts';

type Props = { readonly origin: string; readonly lock: NonNullable<ReturnType<typeof lockOf>> };

/** Whether this site's pages are locked to the code that its evidence names: a mistake by the site must not lock users out. */
export function LockChoice({ origin, lock }: Props): JSX.Element {
  const { call, failure } = useCall();
  const free = lock === 'free';
  return (
    <Section title={LOCKED_WORDS.title}>
      <p>{LOCKED_WORDS[lock]}</p>
      <button type="button" class="quiet" onClick={() => void call('site.lock', { origin, on: free })}>
        {free ? LOCKED_WORDS.hold : LOCKED_WORDS.letGo}
      </button>
      <Failure of={failure} />
    </Section>
  );
}
