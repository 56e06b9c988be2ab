import { siteViewKey, type SiteView } from '../api/site-view.ts';
import type { Instant } from '../../verifier/index.ts';
import type { SessionArea } from '../browser/session.ts';
import { mayFollow } from './transitions.ts';
import { viewOf, type Visit } from './visit.ts';

const PREFIX = 'visit:';
const keyOf = (tabId: number): string => `${PREFIX}${String(tabId)}`;

/** The visits of all tabs. Everything about one tab happens in turn; a change to a visit that is over does nothing. */
export type Visits = {
  /** Runs after everything that was begun before for this tab. */
  inTurn<T>(tabId: number, job: () => Promise<T>): Promise<T>;
  read(tabId: number): Promise<Visit | null>;
  /** Makes this the tab's visit, whatever was there. */
  begin(visit: Visit): Promise<void>;
  /** Changes the visit in turn. Null when the tab has another visit by now. */
  update(tabId: number, id: string, change: (visit: Visit) => Visit): Promise<Visit | null>;
  /** The view as it is now; null for a tab without a visit. */
  view(tabId: number): Promise<SiteView | null>;
  forget(tabId: number): Promise<void>;
  /** Tabs with a visit, also from before the worker was stopped. */
  tabs(): Promise<readonly number[]>;
};

/** @param shown called with every view that was stored, to paint it */
export function openVisits(area: SessionArea, now: () => Instant, shown: (view: SiteView) => void): Visits {
  const tails = new Map<number, Promise<unknown>>();

  function inTurn<T>(tabId: number, job: () => Promise<T>): Promise<T> {
    const turn = (tails.get(tabId) ?? Promise.resolve()).then(job, job);
    const tail = turn
      .catch(() => undefined)
      .then(() => {
        if (tails.get(tabId) === tail) tails.delete(tabId);
      });
    tails.set(tabId, tail);
    return turn;
  }

  async function read(tabId: number): Promise<Visit | null> {
    const value = await area.get(keyOf(tabId));
    return isVisit(value) ? value : null;
  }

  async function write(visit: Visit): Promise<void> {
    const view = viewOf(visit, now());
    const { tabId } = visit;
    try {
      await area.set({ [keyOf(tabId)]: visit, [siteViewKey(tabId)]: view });
    } catch {
      // The quota (10 MB) is full: the document is the large part, and can be fetched again.
      await area.set({ [keyOf(tabId)]: { ...visit, given: null }, [siteViewKey(tabId)]: view });
    }
    shown(view);
  }

  return {
    inTurn,
    read,
    begin: write,
    update(tabId, id, change) {
      return inTurn(tabId, async () => {
        const before = await read(tabId);
        if (before?.id !== id) return null;
        const after = change(before);
        if (after.state !== before.state && !mayFollow(before.state.at, after.state.at))
          throw new Error(`visits: ${after.state.at} may not follow ${before.state.at}`);
        await write(after);
        return after;
      });
    },
    async view(tabId) {
      const visit = await read(tabId);
      return visit === null ? null : viewOf(visit, now());
    },
    async forget(tabId) {
      await area.remove([keyOf(tabId), siteViewKey(tabId)]);
    },
    async tabs() {
      return (await area.keys()).filter((key) => key.startsWith(PREFIX)).map((key) => Number(key.slice(PREFIX.length)));
    },
  };
}

/** Only we write session storage, and it does not outlive the release that wrote it. */
function isVisit(value: unknown): value is Visit {
  return typeof value === 'object' && value !== null && 'format' in value && value.format === 1 && 'id' in value;
}
