import browser, { type WebNavigation } from 'webextension-polyfill';

export type TabInfo = {
  readonly id: number;
  /** Null where the browser does not tell us (no permission for this page). */
  readonly url: string | null;
  readonly private: boolean;
};

/** The tab, or null when it has gone. */
export async function tab(tabId: number): Promise<TabInfo | null> {
  try {
    const { url, incognito } = await browser.tabs.get(tabId);
    return { id: tabId, url: url ?? null, private: incognito };
  } catch {
    return null;
  }
}

/** The address of the document in the tab's main frame, which webNavigation tells without a host permission. */
export async function documentOf(tabId: number): Promise<{ readonly url: string; readonly documentId: string | null } | null> {
  try {
    const frame: WebNavigation.GetFrameCallbackDetailsType | null = await browser.webNavigation.getFrame({ tabId, frameId: 0 });
    if (frame === null) return null;
    const id: unknown = Reflect.get(frame, 'documentId');
    return { url: frame.url, documentId: typeof id === 'string' ? id : null };
  } catch {
    return null;
  }
}

/** Loads the page again past every cache, the site's service worker included. */
export async function reloadPastCaches(tabId: number): Promise<void> {
  await browser.tabs.reload(tabId, { bypassCache: true });
}
