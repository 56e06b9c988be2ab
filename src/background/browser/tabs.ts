import browser from 'webextension-polyfill';
import { mainFrame } from './navigation.ts';

export type TabInfo = {
  readonly id: number;
  /** Null where the browser does not tell us (no permission for this page). */
  readonly url: string | null;
  readonly private: boolean;
  /** What the tab loads travels over the same connections, and is written to the same places, as what the background loads. */
  readonly sharesConnections: boolean;
};

/** The tab, or null when it has gone. */
export async function tab(tabId: number): Promise<TabInfo | null> {
  try {
    const { url, incognito, cookieStoreId } = await browser.tabs.get(tabId);
    return { id: tabId, url: url ?? null, private: incognito, sharesConnections: sharesConnections(incognito, cookieStoreId) };
  } catch {
    return null;
  }
}

/** Name of Firefox's store for what is neither in a private window nor in a container (toolkit/components/extensions). */
const DEFAULT_STORE = 'firefox-default';

/**
 * Chromium has a background of its own for private windows (manifest: `split`) and no containers. Firefox has one for all:
 * there a tab whose store is another, or is not told, has connections of its own.
 */
function sharesConnections(incognito: boolean, cookieStoreId: string | undefined): boolean {
  return __TARGET__ === 'chrome' || (!incognito && cookieStoreId === DEFAULT_STORE);
}

/** One document in the main frame of a tab; the id is null where the browser gives none (Firefox before 153). */
export type TabDocument = { readonly tabId: number; readonly documentId: string | null };

/** What the browser says of the document in a tab's main frame. */
export type Frame = {
  readonly url: string;
  /** Null where the browser gives none. */
  readonly documentId: string | null;
  /** Something went wrong with its load (Chromium): the browser's own message, or a document that broke off. */
  readonly failed: boolean;
};

/** The document in the tab's main frame, which the browser tells without a host permission; null for a tab that has gone. */
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

/** Loads every open page of this origin again, past its caches; the browser asks where a form would be sent again. */
export async function reloadOrigin(origin: string): Promise<void> {
  const tabs = await browser.tabs.query({ url: `https://${new URL(origin).hostname}/*` });
  const open = tabs.filter(({ url }) => url !== undefined && new URL(url).origin === origin);
  await Promise.all(open.flatMap(({ id }) => (id === undefined ? [] : [reloadPastCaches(id)])));
}

/** Loads the page again past every cache, the site's service worker included. */
export async function reloadPastCaches(tabId: number): Promise<void> {
  await browser.tabs.reload(tabId, { bypassCache: true });
}
