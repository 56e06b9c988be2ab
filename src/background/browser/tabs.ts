import browser from 'webextension-polyfill';
import { mainFrame } from './navigation.ts';

/** What the browser says about a tab. */
export type TabInfo = {
  readonly id: number;
  /** Null where the browser does not tell us (no permission for this page). */
  readonly url: string | null;
  readonly private: boolean;
  /** The tab's connections and storage are those of the background. */
  readonly sharesConnections: boolean;
};

/** The tab, or null when it has closed. */
export async function tab(tabId: number): Promise<TabInfo | null> {
  try {
    const { url, incognito, cookieStoreId } = await browser.tabs.get(tabId);
    return { id: tabId, url: url ?? null, private: incognito, sharesConnections: sharesConnections(incognito, cookieStoreId) };
  } catch {
    return null;
  }
}

/** The ids of all tabs that are open in the windows we may see, whatever they show. */
export async function openTabs(): Promise<readonly number[]> {
  return (await browser.tabs.query({})).flatMap(({ id }) => id ?? []);
}

/** Open tabs outside private windows, and the origins that they show: null for no address, or one that the browser does not tell us. */
export async function ordinaryTabs(): Promise<ReadonlyMap<number, string | null>> {
  const tabs = (await browser.tabs.query({})).filter(({ incognito }) => !incognito);
  return new Map(tabs.flatMap(({ id, url = '' }) => (id === undefined ? [] : [[id, URL.parse(url)?.origin ?? null]])));
}

/** The name of Firefox's store for everything outside private windows and containers (toolkit/components/extensions). */
const DEFAULT_STORE = 'firefox-default';

/**
 * Chromium has a separate background for private windows (manifest: `split`) and no containers. Firefox has one for all: there, a
 * tab in another store, or in an unknown one, has connections of its own.
 */
function sharesConnections(incognito: boolean, cookieStoreId: string | undefined): boolean {
  return __TARGET__ === 'chrome' || (!incognito && cookieStoreId === DEFAULT_STORE);
}

/** One document in a tab's main frame; the id is null where the browser provides none (Firefox before 153). */
export type TabDocument = { readonly tabId: number; readonly documentId: string | null };

/** What the browser says about the document in a tab's main frame. */
export type Frame = {
  readonly url: string;
  /** Null where the browser provides none. */
  readonly documentId: string | null;
  /** Its load failed (Chromium): the browser's own error page, or a document that broke off. */
  readonly failed: boolean;
};

/** The document in the tab's main frame, which the browser reports without a host permission; null for a closed tab. */
export async function documentOf(tabId: number): Promise<Frame | null> {
  try {
    const frame = await mainFrame(tabId);
    if (frame === null) return null;
    const id: unknown = Reflect.get(frame, 'documentId');
    return { url: frame.url, documentId: typeof id === 'string' ? id : null, failed: frame.errorOccurred === true };
  } catch {
    return null;
  }
}

/** Reloads every open page of this origin, bypassing caches; the browser asks before it resubmits a form. */
export async function reloadOrigin(origin: string): Promise<void> {
  const tabs = await browser.tabs.query({ url: `https://${new URL(origin).hostname}/*` });
  const open = tabs.filter(({ url }) => url !== undefined && new URL(url).origin === origin);
  await Promise.all(open.flatMap(({ id }) => (id === undefined ? [] : [reloadPastCaches(id)])));
}

/**
 * Reloads the page, in Chrome bypassing every cache and the site's service worker. In Firefox rules hold for cached answers, too, the
 * guard takes workers away, and every frame in a page that is loaded past the caches says that it was loaded again: that of one which the
 * guard makes anew as well, without end.
 */
export async function reloadPastCaches(tabId: number): Promise<void> {
  await browser.tabs.reload(tabId, { bypassCache: __TARGET__ === 'chrome' });
}
