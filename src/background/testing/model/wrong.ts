import { shows, siteViewKey, type SiteView } from '../../api/site-view.ts';
import { httpsOrigin } from '../../app/visit.ts';
import { saysSomething } from '../../browser/action.ts';
import type { ModelBrowser, Tab } from './browser.ts';
import { ask } from './settling.ts';
import type { Truth } from './traces.ts';

/** What a tab shows at the end, and what its popup gets. */
type End = { readonly tabId: number; readonly shown: Tab; readonly view: SiteView | null };

/** Marks that say nothing about a checked page. */
const GREY: readonly string[] = ['unavailable', 'checking'];

/** What is wrong once everything has arrived, and the number of the best marks. */
export async function endOf(
  model: ModelBrowser,
  truth: Truth,
): Promise<{ readonly wrong: readonly string[]; readonly verified: number }> {
  const wrong: string[] = [];
  let verified = 0;
  for (const [tabId, shown] of model.tabs) {
    if (shown.icon === 'verified' || shown.bar === 'verified') verified += 1;
    wrong.push(...wrongIn(model, truth, { tabId, shown, view: await ask(model, tabId) }));
  }
  return { wrong, verified };
}

/** What must never hold for a tab at the end of a run, in words; empty if all is well. */
function wrongIn(model: ModelBrowser, truth: Truth, { tabId, shown, view }: End): readonly string[] {
  const wrong: string[] = [];
  const deserves = truth.get(shown.documentId) === 'attested' && !shown.failed;
  const document = { origin: httpsOrigin(shown.url), documentId: shown.documentId };
  const tab = `tab ${String(tabId)} (${JSON.stringify(shown)})`;
  if (!deserves && [shown.icon, shown.bar].includes('verified')) wrong.push(`${tab} bears a mark`);
  // The view is of now: neither does a mark outlive its result, nor the loss of what it rested on.
  if ([shown.icon, shown.bar].includes('verified') && view?.badge !== 'verified')
    wrong.push(`${tab} bears a mark that its view does not give: ${String(view?.badge)}`);
  if (shown.title.startsWith('Attested') && !deserves && !shown.title.includes('not checked')) wrong.push(`${tab} has a title`);
  const marks = [shown.icon, shown.bar, view?.badge];
  if (truth.get(shown.documentId) === 'browser' && marks.some((mark) => mark === 'verified' || mark === 'unbound'))
    wrong.push(`the browser's own page in ${tab} bears a mark: ${marks.join()}`);
  if (shown.failed && !['none', 'off'].includes(shown.icon)) wrong.push(`the error page of ${tab} bears a mark`);
  if (view !== null && (!shows(view, document) || (view.badge === 'verified' && !deserves)))
    wrong.push(`of ${tab} the popup is told ${view.badge} of ${String(view.documentId)}`);
  // The model's service ends at no attested key, whichever of its nodes answers.
  if (view?.services.some(({ badge }) => badge === 'verified') === true) wrong.push(`a service behind ${tab} is verified`);
  const stored = model.stored.get(siteViewKey(tabId));
  const drawn = stored === undefined ? null : (JSON.parse(stored) as SiteView);
  if (drawn !== null && shows(drawn, document) && drawn.badge === 'verified' && !deserves)
    wrong.push(`of ${tab} the popup would draw ${drawn.badge}`);
  const badges = [shown.icon, view?.badge ?? 'none'] as const;
  if (!model.granted && badges.some((badge) => says(badge))) wrong.push(`${tab} has a mark without permission: ${badges.join()}`);
  return wrong;
}

const says = (badge: string): boolean => saysSomething(badge as SiteView['badge']) && !GREY.includes(badge);
