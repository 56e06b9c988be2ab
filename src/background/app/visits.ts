import type { Instant } from '../../verifier/index.ts';
import { shows, type ShownDocument, type SiteView } from '../api/site-view.ts';
import type { SessionArea } from '../state/session-area.ts';
import type { Recognition } from '../discovery/sources.ts';
import { beginning, firstExpiryOf, isAnyOver, isVisit, neutral } from './held-visit.ts';
import { INTERNAL } from './mistakes.ts';
import { storedVisits } from './stored-visits.ts';
import { tabQueues } from './tab-queues.ts';
import { mayFollow } from './transitions.ts';
import { saysNothing, viewOf, type Visit } from './visit.ts';

/**
 * The visits of all tabs. What a tab shows is known here, in memory, from the moment its document's commit is reported; storage
 * follows, and after this worker starts it is trusted only if the browser says that the tab still shows the same document.
 * Changing a visit that is over does nothing.
 */
export type Visits = {
  /** Runs after everything that was begun earlier for this tab. */
  inTurn<T>(tabId: number, job: () => Promise<T>): Promise<T>;
  /**
   * At once: the tab shows this document, of which nothing is known, and the previous visit is over. A document that announces
   * itself is stored before anything else is found out, so that it does not look like a silent one if the worker dies.
   */
  arrived(tabId: number, document: ShownDocument, announced: Recognition | null): Arrived;
  /** What is known of the arrived document: stored and shown. Does nothing if the tab shows another one by now. */
  settle(visit: Visit): Promise<void>;
  /** The tab's visit, as far as this worker knows; compared with the browser the first time. */
  read(tabId: number): Promise<Visit | null>;
  /** The tab's visit, if its document is the one that the browser shows now. */
  current(tabId: number): Promise<Visit | null>;
  /** The same without waiting, for what must happen at once: null also if it was never compared with the browser. */
  held(tabId: number): Visit | null;
  /** Changes the visit. Null if the tab has another visit by now, or the change could not be stored. */
  update(tabId: number, id: string, change: (visit: Visit) => Visit): Promise<Visit | null>;
  /** The view as it is now; null for a tab without a visit, and before anything is known of its document. */
  view(tabId: number): SiteView | null;
  forget(tabId: number): Promise<void>;
  /** Tabs with a visit, including those from before the worker was stopped. Where nobody can list those, `isListed` turns false. */
  tabs(): Promise<readonly number[]>;
  /** False if the last `tabs` may have left out some: they must be asked for again, or a mark stays that nobody knows of. */
  isListed(): boolean;
  /** When the first of all results expires, services' included (milliseconds since 1970); null if none will. */
  firstExpiry(): number | null;
  /** Tabs of which a result has expired, their own or a service's. */
  expired(): readonly number[];
};

/** The visit of a document that has just arrived, and access to the one that it replaced. */
export type Arrived = {
  readonly visit: Visit;
  /** The previous visit in this tab, of whatever origin. @throws what storage throws */
  readonly before: () => Promise<Visit | null>;
};

/** What the visits depend on. */
export type VisitPorts = {
  readonly area: SessionArea;
  readonly now: () => Instant;
  readonly random: (length: number) => Uint8Array;
  /** What the tab shows now, as the browser says; null for a tab that has gone. */
  documentOf(tabId: number): Promise<ShownDocument | null>;
  /** Every open tab, whatever it shows. */
  openTabs(): Promise<readonly number[]>;
  /** What an earlier worker stored for this tab cannot be used, so nobody can account for what is painted there. */
  lost(tabId: number): void;
  /** The tab's view changed, or may have: paint it. */
  changed(tabId: number): void;
  /** The tab shows another document: what is painted on it belongs to the previous one. */
  moved(tabId: number): void;
  /** Nothing was ever known of this tab before this document, so nothing can be painted on it. */
  untouched(tabId: number): void;
  /** Runs something that is not urgent and may be lost. @returns cancels it */
  later(job: () => void): () => void;
  readonly report: (error: unknown) => void;
};

type Held = {
  visit: Visit;
  /** False until it is known what the document's arrival means: there is nothing to draw yet. */
  settled: boolean;
  /** Storage may hold a record for this tab. */
  stored: boolean;
  /** Cancels the plan to store a visit with nothing to say. */
  unplan: (() => void) | null;
};

/** Visits over the session's storage; what a tab shows now is asked of the browser after a worker's restart. */
export function openVisits(ports: VisitPorts): Visits {
  const { now } = ports;
  const stored = storedVisits(ports.area);
  const tabs = new Map<number, Held>();
  let isListed = true;

  async function read(tabId: number): Promise<Visit | null> {
    const known = tabs.get(tabId);
    if (known !== undefined) return known.visit;
    try {
      const [value, document] = await Promise.all([stored.get(tabId), ports.documentOf(tabId)]);
      const meanwhile = tabs.get(tabId);
      if (meanwhile !== undefined) return meanwhile.visit;
      if (isVisit(value) && document !== null && shows(value, document)) {
        tabs.set(tabId, { visit: value, settled: true, stored: true, unplan: null });
        return value;
      }
      if (value !== undefined) ports.lost(tabId);
      return null;
    } catch (error) {
      if (!tabs.has(tabId)) ports.lost(tabId);
      throw error;
    }
  }

  /**
   * Stores what is held. False when it could not be: then it is not shown either, or a worker's death would bring an older mark back.
   * @param isNew its document has just arrived, and browsers show no mark of it
   */
  async function store(held: Held, isNew: boolean): Promise<boolean> {
    const { visit } = held;
    const { tabId } = visit;
    held.unplan?.();
    held.unplan = null;
    // What stops to say anything is kept: a worker that finds nothing would leave what is painted there.
    if (saysNothing(visit) && (isNew || !held.stored)) {
      ports.changed(tabId);
      if (held.stored) await stored.remove(tabId);
      held.stored = false;
      // A later worker may be asked: it must know that this one saw no announcement and, at a click, how the document loaded.
      if (visit.state.at === 'none') held.unplan = ports.later(() => void write(held).catch(ports.report));
      return true;
    }
    let kept = true;
    try {
      await write(held);
    } catch (error) {
      ports.report(error);
      kept = false;
      await stored.remove(tabId).catch(ports.report);
      // A page that may not be checked is not one that could not be: an earlier failure would be shown again.
      const state: Visit['state'] = visit.state.at === 'off' ? visit.state : { at: 'unavailable', problem: INTERNAL };
      held.visit = { ...held.visit, lastDocument: null, state };
    }
    if (tabs.get(tabId) === held) ports.changed(tabId);
    return kept;
  }

  async function write(held: Held): Promise<void> {
    const { visit } = held;
    if (tabs.get(visit.tabId) !== held) return;
    held.stored = true;
    await stored.put(visit, viewOf(visit, now()));
  }

  /** Storage cannot say whose visits it holds: each open tab is asked for, and what stands on one that cannot be read goes. */
  async function readEach(error: unknown): Promise<readonly number[]> {
    ports.report(error);
    try {
      for (const tabId of await ports.openTabs()) await read(tabId).catch(ports.report);
    } catch (silent) {
      ports.report(silent);
      isListed = false;
    }
    // What was read is held now.
    return [];
  }

  return {
    inTurn: tabQueues(),
    read,
    held: (tabId) => tabs.get(tabId)?.visit ?? null,

    arrived(tabId, document, announced) {
      const known = tabs.get(tabId);
      known?.unplan?.();
      const visit = neutral(tabId, document, known?.visit ?? null, ports);
      const held: Held = { visit, settled: false, stored: known?.stored ?? true, unplan: null };
      tabs.set(tabId, held);
      ports.moved(tabId);
      return {
        visit,
        before: async () => {
          const value = known === undefined ? await stored.get(tabId) : known.visit;
          if (value === undefined) {
            held.stored = false;
            ports.untouched(tabId);
          }
          if (announced !== null && !held.settled) {
            held.stored = true;
            await stored.put(beginning(visit, announced), null);
          }
          return isVisit(value) ? value : null;
        },
      };
    },

    async settle(visit) {
      const held = tabs.get(visit.tabId);
      if (held?.visit.id !== visit.id) return;
      held.visit = visit;
      held.settled = true;
      await store(held, true);
    },

    async current(tabId) {
      await read(tabId);
      const document = await ports.documentOf(tabId);
      const visit = tabs.get(tabId)?.visit ?? null;
      return visit !== null && document !== null && shows(visit, document) ? visit : null;
    },

    async update(tabId, id, change) {
      await read(tabId);
      const held = tabs.get(tabId);
      const before = held?.visit;
      if (held === undefined || before?.id !== id) return null;
      const after = change(before);
      if (after.state !== before.state && !mayFollow(before.state.at, after.state.at))
        throw new Error(`visits: ${after.state.at} may not follow ${before.state.at}`);
      held.visit = after;
      return (await store(held, false)) ? after : null;
    },

    view(tabId) {
      const held = tabs.get(tabId);
      return held?.settled === true ? viewOf(held.visit, now()) : null;
    },

    async forget(tabId) {
      tabs.get(tabId)?.unplan?.();
      tabs.delete(tabId);
      await stored.remove(tabId);
    },

    async tabs() {
      isListed = true;
      const listed = await stored.tabs().catch(readEach);
      return [...new Set([...tabs.keys(), ...listed])];
    },

    isListed: () => isListed,

    firstExpiry() {
      const times = [...tabs.values()].flatMap(({ visit }) => firstExpiryOf(visit) ?? []);
      return times.length === 0 ? null : Math.min(...times);
    },

    expired: () => [...tabs].flatMap(([tabId, { visit }]) => (isAnyOver(visit, now()) ? [tabId] : [])),
  };
}
