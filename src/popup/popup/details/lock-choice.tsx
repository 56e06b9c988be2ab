import type { JSX } from 'preact';
import { Failure } from '../../shared/parts/failure.tsx';
import { Section } from '../../shared/result/section.tsx';
import { useCall } from '../../shared/use-call.ts';
import { LOCKED_WORDS } from '../../words/locked.ts';

/** Whether this site's pages are locked to the code that its evidence names: a mistake by the site must not lock users out. */
export function LockChoice({ origin, held }: { origin: string; held: boolean }): JSX.Element {
  const { call, failure } = useCall();
  return (
    <Section title={LOCKED_WORDS.title}>
      <p>{held ? LOCKED_WORDS.held : LOCKED_WORDS.free}</p>
      <button type="button" class="quiet" onClick={() => void call('site.lock', { origin, on: !held })}>
        {held ? LOCKED_WORDS.letGo : LOCKED_WORDS.hold}
      </button>
      <Failure of={failure} />
    </Section>
  );
}
