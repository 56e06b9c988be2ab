/** What the inspector needs from its browser (src/popup/shared/browser.ts), for a page outside any extension. */
import type { CallResult, PopupCalls } from '../../src/background/api/calls.ts';
import pkg from '../../package.json' with { type: 'json' };

/** There is no background: the page uses what a release pins, with no settings and no accepted code. */
export function call<N extends keyof PopupCalls>(name: N): Promise<CallResult<PopupCalls[N]['answer']>> {
  return Promise.resolve({ ok: false, error: { code: 'background.unreachable', detail: name } });
}

/** Named as the maker of an exported result. */
export const about = (): { readonly name: string; readonly version: string } => ({
  name: 'Sealmark inspector',
  version: pkg.version,
});

/** The pages about TEEs are in the same folder. */
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
