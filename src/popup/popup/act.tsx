import type { JSX } from 'preact';
import { openPage } from '../shared/browser.ts';
import { Failure } from '../shared/parts/failure.tsx';
import { useCall } from '../shared/use-call.ts';
import type { Action } from './headline.ts';

/** The popup's one button: calls the background, and says when it failed. The result arrives as a new view. */
export function Act({ action, tabId }: { action: Action; tabId: number }): JSX.Element | null {
  const { busy, call, failure } = useCall();

  const { does, label } = action;
  if (does === 'accept') return null;
  return (
    <div class="act">
      <button
        type="button"
        class="primary"
        disabled={busy}
        onClick={() =>
          void (does === 'allow-vendor'
            ? openPage('src/popup/options/index.html#permissions')
            : call(does === 'check' ? 'site.check' : 'site.reload', { tabId }))
        }
      >
        {label}
      </button>
      <Failure of={failure} />
    </div>
  );
}
