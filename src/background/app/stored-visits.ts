import { siteViewKey, type SiteView } from '../api/site-view.ts';
import type { SessionArea } from '../state/session-area.ts';
import type { Visit } from './visit.ts';

const PREFIX = 'visit:';
const keyOf = (tabId: number): string => `${PREFIX}${String(tabId)}`;

/** Visits in the session's storage, each beside the view that is drawn of it. Everything throws what storage throws. */
export type StoredVisits = {
  /** Whatever is stored for the tab; undefined if nothing is. */
  get(tabId: number): Promise<unknown>;
  /** @param view null while there is nothing to draw */
  put(visit: Visit, view: SiteView | null): Promise<void>;
  remove(tabId: number): Promise<void>;
  tabs(): Promise<readonly number[]>;
};

/** Visits by tab in the session’s storage, each with its view next to it for the popup. */
export function storedVisits(area: SessionArea): StoredVisits {
  const write = (visit: Visit, view: SiteView | null): Promise<void> =>
    area.set({ [keyOf(visit.tabId)]: visit, ...(view === null ? {} : { [siteViewKey(visit.tabId)]: view }) });

  return {
    get: (tabId) => area.get(keyOf(tabId)),

    async put(visit, view) {
      try {
        await write(visit, view);
      } catch {
        // The quota (10 MB) is full: the document is the large part, and can be fetched again.
        await write({ ...visit, lastDocument: null }, view);
      }
    },

    remove: (tabId) => area.remove([keyOf(tabId), siteViewKey(tabId)]),

    async tabs() {
      const keys = await area.keys();
      return keys.filter((key) => key.startsWith(PREFIX)).map((key) => Number(key.slice(PREFIX.length)));
    },
  };
}
