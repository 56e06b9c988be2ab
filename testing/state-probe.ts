import type { Badge } from '../src/background/api/badge.ts';
import type { PopupCalls } from '../src/background/api/calls.ts';
import { shows, siteViewKey, type ShownDocument, type SiteView } from '../src/background/api/site-view.ts';
import type { Browser, Tab } from './browser.ts';
import { answered, source } from './json.ts';
import { ask, awake } from './background-calls.ts';
import { until, untilTrue } from './poll.ts';
import { describe, settled } from './settled.ts';

/** Reads the extension's state from outside, through a document of the extension that does nothing else. */
export type Watch = {
  /** The view of the document that the tab shows, as the popup gets it; null when there is nothing to say. */
  readonly view: (tab: Tab) => Promise<SiteView | null>;
  /** Every view that was written for this tab since the browser started, in order. */
  readonly history: (tab: Tab) => Promise<readonly SiteView[]>;
  /** Every view that was written for any tab. */
  readonly everything: () => Promise<readonly SiteView[]>;
  /** Waits until the tab has this mark. */
  readonly badge: (tab: Tab, wanted: Badge) => Promise<SiteView>;
  /** Waits until a view of this tab satisfies the condition. */
  readonly until: (tab: Tab, what: string, condition: (view: SiteView) => boolean) => Promise<SiteView>;
  /** Waits until the tab has loaded, nothing is being checked, and nothing has changed for a while. */
  readonly settled: (tab: Tab) => Promise<SiteView>;
  /** The title of the toolbar button on this tab, which screen readers announce. */
  readonly title: (tab: Tab) => Promise<string>;
  /** Waits until that title matches: it is painted after the view was written, from a queue. */
  readonly titled: (tab: Tab, words: RegExp) => Promise<void>;
  /** Asks the background what the extension's own pages may ask. @throws Error with the code of a refusal. */
  readonly call: <N extends keyof PopupCalls>(name: N, ask: PopupCalls[N]['ask']) => Promise<PopupCalls[N]['answer']>;
};

/**
 * Script: keeps every view in the probe document, one element each. In the document, because Firefox's driver sometimes gives
 * scripts another global object.
 */
const WRITE_DOWN = `(() => {
  // Never laid out, not even where the tab of this document is the last one left: after a hundred tests it is megabytes of text.
  document.documentElement.hidden = true;
  chrome.storage.onChanged.addListener((changes, area) => {
    if (area !== 'session') return;
    for (const [key, { newValue }] of Object.entries(changes)) {
      if (!key.startsWith('site:') || !newValue) continue;
      const entry = document.createElement('data');
      entry.className = key;
      entry.textContent = JSON.stringify(newValue);
      document.documentElement.append(entry);
    }
  });
  return null;
})()`;

/** Script: the kept views, of one tab or (without a key) of all. */
function writtenDown(key: string | null): string {
  return `[...document.querySelectorAll('data')]
    .filter(({ className }) => ${key === null ? 'true' : `className === ${source(key)}`})
    .map(({ textContent }) => JSON.parse(textContent))`;
}

/** Script: the view stored for a tab, and what the tab shows according to the browser. */
function storedAndShown(tabId: number): string {
  const key = siteViewKey(tabId);
  return `Promise.all([
    chrome.storage.session.get(${source(key)}).then((all) => all[${source(key)}] ?? null),
    chrome.webNavigation.getFrame({ tabId: ${String(tabId)}, frameId: 0 }).then(
      (frame) => frame && { origin: frame.url.startsWith('https:') ? new URL(frame.url).origin : null, documentId: frame.documentId ?? null },
      () => null,
    ),
  ])`;
}

/** Starts recording every view in the probe document. */
export async function watch({ probe }: Browser): Promise<Watch> {
  await probe.evaluate(WRITE_DOWN);
  const view = async (tab: Tab): Promise<SiteView | null> => {
    const [stored, shown] = answered<readonly [SiteView | null, ShownDocument | null]>(
      await tab.probe.evaluate(storedAndShown(tab.id)),
    );
    if (stored !== null && shown !== null && shows(stored, shown)) return stored;
    // For pages that say nothing, nothing is stored: the background is asked, as the popup does.
    const answer = await ask(tab.probe, 'site.view', { tabId: tab.id });
    return answer?.ok === true ? answer.value : null;
  };
  const title = async (tab: Tab): Promise<string> =>
    answered<string>(await tab.probe.evaluate(`chrome.action.getTitle({ tabId: ${String(tab.id)} })`));
  const waitFor = async (tab: Tab, what: string, condition: (view: SiteView) => boolean): Promise<SiteView> => {
    let last: SiteView | null = null;
    try {
      return await until(what, async () => {
        last = await view(tab);
        return last !== null && condition(last) ? last : undefined;
      });
    } catch (error) {
      throw new Error(`${what}; the last view was ${describe(last)}`, { cause: error });
    }
  };
  return {
    view,
    history: async (tab) => answered<readonly SiteView[]>(await probe.evaluate(writtenDown(siteViewKey(tab.id)))),
    everything: async () => answered<readonly SiteView[]>(await probe.evaluate(writtenDown(null))),
    until: waitFor,
    badge: (tab, wanted) => waitFor(tab, `the mark becomes ${wanted}`, ({ badge }) => badge === wanted),
    settled,
    title,
    titled: async (tab, words) => {
      let last = '';
      const matches = async (): Promise<boolean> => words.test((last = await title(tab)));
      await untilTrue(`the title matches ${String(words)}`, matches).catch((error: unknown) => {
        throw new Error(`the title is ${last}`, { cause: error });
      });
    },
    call: async (name, asked) => {
      await awake(probe);
      const answer = await ask(probe, name, asked);
      if (answer === undefined) throw new Error(`${name} got no answer`);
      if (!answer.ok) throw new Error(`${name}: ${answer.error.code} ${answer.error.detail}`);
      return answer.value;
    },
  };
}
