/** What the inspector asks of its browser (src/popup/shared/browser.ts), in a page that no extension stands behind. */
import type { CallResult, PopupCalls } from '../../src/background/api/calls.ts';
import pkg from '../../package.json' with { type: 'json' };

/** Nobody answers: the page goes by what a release pins, and by no settings and no accepted code. */
export function call<N extends keyof PopupCalls>(name: N): Promise<CallResult<PopupCalls[N]['answer']>> {
  return Promise.resolve({ ok: false, error: { code: 'background.unreachable', detail: name } });
}

/** What stands in an exported result as its maker. */
export const about = (): { readonly name: string; readonly version: string } => ({
  name: 'Sealmark inspector',
  version: pkg.version,
});

/** The pages about TEEs stand in the same folder. */
export function openPage(path: string): Promise<void> {
  location.assign(`learn.html${new URL(path, 'https://page').search}`);
  return Promise.resolve();
}

/** Copies text; false when the browser refused. */
export const copy = (text: string): Promise<boolean> =>
  navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
