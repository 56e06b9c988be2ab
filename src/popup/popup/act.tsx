import type { JSX } from 'preact';
import type { DrawnDocument } from '../../background/api/calls.ts';
import { openPage } from '../shared/browser.ts';
import { Failure } from '../shared/parts/failure.tsx';
import { useCall } from '../shared/use-call.ts';
import type { Action } from './headline.ts';

/**
 * The popup's one button: calls the background, and says when it failed. The result arrives as a new view, and so does another
 * document, for which nothing is done. @param of what was drawn
 */
export function Act({ action, of }: { action: Action; of: DrawnDocument }): JSX.Element | null {
  const { busy, call, failure } = useCall();

  const { does, label } = action;
  // Only this: the view holds much more.
  const { tabId, origin, documentId } = of;
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
            : call(does === 'check' ? 'site.check' : 'site.reload', { tabId, origin, documentId }))
        }
      >
        {label}
      </button>
      <Failure of={failure} />
    </div>
  );
}
