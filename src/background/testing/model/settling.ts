import type { SiteView } from '../../api/site-view.ts';
import type { ModelBrowser } from './browser.ts';
import { POPUP } from './services.ts';

/** Everything that follows automatically has happened. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Everything under way arrives. */
export async function settle(model: ModelBrowser): Promise<void> {
  for (let round = 0; round < 500; round += 1) {
    const kind = (['event', 'call', 'reply'] as const).find((one) => model.waiting[one] > 0);
    if (kind === undefined) {
      await turn();
      if (Object.values(model.waiting).every((count) => count === 0)) return;
      continue;
    }
    for (let go = model.next(kind, () => 0); go !== undefined; go = model.next(kind, () => 0)) go();
    await turn();
  }
  throw new Error('the background never rests');
}

/** What the popup gets when it asks. */
export async function ask(model: ModelBrowser, tabId: number): Promise<SiteView | null> {
  let answer: SiteView | null = null;
  model.message({ call: 'site.view', ask: { tabId } }, POPUP, (supplied) => {
    answer = (supplied as { value?: SiteView | null }).value ?? null;
  });
  await settle(model);
  return answer;
}
