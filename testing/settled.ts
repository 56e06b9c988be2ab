import type { SiteView } from '../src/background/api/site-view.ts';
import { ask } from './background-calls.ts';
import type { Tab } from './browser.ts';
import { answered } from './json.ts';
import { POLL_TIMEOUT_MS, sleep } from './poll.ts';

/** A view that has not changed for this long (milliseconds), nor in this many answers, counts as the last one. */
const IDLE_MS = 400;
const UNCHANGED_ANSWERS = 5;

/** Milliseconds between two questions. */
const PAUSE_MS = 50;

/**
 * The last view of the document that the tab shows. Only answers of the background count, given after the browser said that the tab
 * has loaded: it answers after everything that it was told of the tab before, however long that takes.
 */
export async function settled(tab: Tab): Promise<SiteView> {
  const deadline = Date.now() + POLL_TIMEOUT_MS;
  let last = '';
  let since = Date.now();
  for (let unchanged = 0; ; unchanged += 1) {
    const loaded = await hasLoaded(tab);
    const answer = await ask(tab.probe, 'site.view', { tabId: tab.id });
    const view = answer?.ok === true ? answer.value : null;
    // A view that is not stored is made anew for every request.
    const text = JSON.stringify([loaded, view === null ? null : { ...view, updatedAt: '' }]);
    if (text !== last) {
      since = Date.now();
      unchanged = 0;
    }
    last = text;
    const isOver = loaded && view !== null && !isBeingChecked(view);
    if (isOver && unchanged >= UNCHANGED_ANSWERS && Date.now() - since >= IDLE_MS) return view;
    if (Date.now() > deadline)
      throw new Error(`${loaded ? 'the check did not end' : 'the tab is still loading'}; the last view was ${describe(view)}`);
    await sleep(PAUSE_MS);
  }
}

/** Nothing is on its way into the tab. */
async function hasLoaded({ id, probe }: Tab): Promise<boolean> {
  const { status, pendingUrl } = answered<{ status?: string; pendingUrl?: string }>(
    await probe.evaluate(`chrome.tabs.get(${String(id)}).then(({ status, pendingUrl }) => ({ status, pendingUrl }))`),
  );
  return status === 'complete' && (pendingUrl ?? '') === '';
}

/** Also behind an earlier failure, whose mark stays meanwhile. */
const isBeingChecked = ({ badge, state, registry }: SiteView): boolean =>
  badge === 'checking' || state.at === 'fetching' || state.at === 'gathering' || registry?.at === 'asking';

/** One view on a line, for the report of a failed test. */
export function describe(view: SiteView | null): string {
  if (view === null) return 'none';
  const { badge, origin, state } = view;
  if (state.at !== 'appraised') return `${badge} of ${origin ?? 'no origin'}: ${JSON.stringify(state)}`;
  const { vector, findings } = state.result;
  const aspects = Object.entries(vector).map(([aspect, tier]) => `${aspect} ${tier}`);
  const open = findings.filter(({ outcome }) => outcome !== 'pass' && outcome !== 'not-applicable');
  return `${badge} of ${origin ?? 'no origin'}: ${aspects.join(', ')}; ${JSON.stringify(open)}`;
}
