import type { JSX } from 'preact';
import { useLazily } from '../shared/use-lazily.ts';
import type { AcceptProps } from './accept-form.tsx';
import { ACTION_WORDS } from '../words/pages/popup.ts';

/** Accepting the code that runs here, collapsed under its summary. */
export function Accept({ prominent, ...props }: AcceptProps & { prominent: boolean }): JSX.Element {
  const form = useLazily(() => import('./accept-form.tsx'));
  return (
    <details class={prominent ? 'accept prominent' : 'accept'}>
      <summary>{ACTION_WORDS.accept}</summary>
      {form !== null && <form.AcceptForm {...props} />}
    </details>
  );
}
