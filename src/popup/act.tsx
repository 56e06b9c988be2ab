import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call, openPage } from './browser.ts';
import type { Action } from './headline.ts';

/** The popup's one button: asks the background, and says so when it could not. What follows arrives as a new view. */
export function Act({ action, tabId }: { action: Action; tabId: number }): JSX.Element | null {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);

  async function act(does: 'check' | 'reload'): Promise<void> {
    setBusy(true);
    setFailed(null);
    const answer = await call(does === 'check' ? 'site.check' : 'site.reload', { tabId });
    setBusy(false);
    // Rarely needed, so in a chunk of its own.
    if (!answer.ok) setFailed((await import('./words/errors.ts')).errorSentence(answer.error));
  }

  const { does, label } = action;
  if (does === 'accept') return null;
  return (
    <div class="act">
      <button
        type="button"
        class="primary"
        disabled={busy}
        onClick={() => void (does === 'allow-vendor' ? openPage('src/popup/options/index.html#permissions') : act(does))}
      >
        {label}
      </button>
      {failed !== null && <p role="alert">{failed}</p>}
    </div>
  );
}
