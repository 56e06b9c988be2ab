import type { SitePin } from '../api/settings.ts';
import type { Announcement } from '../api/site-view.ts';
import type { Arrival } from '../channel/trail.ts';
import { ATTESTATION_PATH } from '../discovery/link-header.ts';
import { covers } from './host-pattern.ts';
import type { Check } from './inspect.ts';
import { httpsOrigin, INTERRUPTED, newVisit } from './new-visit.ts';
import type { Ports } from './ports.ts';
import { forgetAlarms, unwatch, watch } from './schedule.ts';
import { withoutPermission, type Visit } from './visit.ts';

/** A check whose worker was stopped is begun again once; then it could not be made. */
const MOST_ATTEMPTS = 2;

/** The life of tabs: documents arrive, are checked, and go. */
export type Browsing = {
  arrived(arrival: Arrival): Promise<void>;
  /** The page links to an attestation, says its content script. */
  hinted(tabId: number, pageUrl: string, documentId: string | null, href: string): Promise<void>;
  /** The user asks for a check; that is the announcement for pages which made none. */
  check(tabId: number): Promise<void>;
  /** What a tab shows has expired: it is checked again. */
  expired(tabId: number): Promise<void>;
  /** Judges again what a tab shows, because what the user accepts has changed. */
  judgeAgain(tabId: number): Promise<void>;
  /** After this worker's start: a check that another one began is begun again or ended, a document that came meanwhile noticed. */
  resume(tabId: number): Promise<void>;
  /** The user pinned an origin, or took the pin away: every tab that shows it follows. */
  pinned(origin: string, pin: SitePin['pin'], since: string): Promise<void>;
  /** The user withdrew these host patterns: checks of what they stood for end, and no mark says anything there any more. */
  withdrawn(patterns: readonly string[]): Promise<void>;
  gone(tabId: number): Promise<void>;
};

/** @param inspect makes one check; it may have to be loaded first */
export function browsing(ports: Ports, inspect: (check: Check) => Promise<void>): Browsing {
  const running = new Map<number, AbortController>();

  /** Starts a check of this visit in the background; an older one of the tab ends. */
  function start(visit: Visit, announcedBy: Announcement, again = false): void {
    const { tabId, id } = visit;
    running.get(tabId)?.abort();
    const controller = new AbortController();
    running.set(tabId, controller);
    void watch(ports, tabId);
    void inspect({ tabId, id, announcedBy, again, signal: controller.signal })
      .catch(async (error: unknown) => {
        ports.report(error);
        await ports.visits.update(tabId, id, afterFault);
      })
      .finally(() => {
        if (running.get(tabId) !== controller) return;
        running.delete(tabId);
        void unwatch(ports, tabId);
      });
  }

  /** The tab's visit; for a document that came before we looked, one that knows nothing of how it came. */
  async function adopt(tabId: number): Promise<Visit | null> {
    const known = await ports.visits.read(tabId);
    if (known !== null) return known;
    const document = await ports.browser.documentOf(tabId);
    if (document === null) return null;
    const { visit } = await newVisit(ports, { ...unseen(tabId, document), begun: true }, null);
    await ports.visits.begin(visit);
    return visit;
  }

  return {
    arrived: (arrival) =>
      ports.visits.inTurn(arrival.tabId, async () => {
        running.get(arrival.tabId)?.abort();
        const before = await ports.visits.read(arrival.tabId);
        const { visit, announcedBy } = await newVisit(ports, arrival, before);
        await ports.visits.begin(visit);
        if (before !== null) void forgetAlarms(ports, arrival.tabId);
        if (announcedBy !== null) start(visit, announcedBy);
      }),

    hinted: (tabId, pageUrl, documentId, href) =>
      ports.visits.inTurn(tabId, async () => {
        const visit = await adopt(tabId);
        if (visit === null) return;
        const { origin } = visit;
        if (origin === null || httpsOrigin(pageUrl) !== origin) return;
        if (documentId !== null && visit.documentId !== null && documentId !== visit.documentId) return;
        // A link may name no other path, no query and no other origin.
        if (href !== `${new URL(pageUrl).origin}${ATTESTATION_PATH}`) return;
        if (isSilent(visit) && visit.attempts === 0) start(visit, 'page-link');
      }),

    check: (tabId) =>
      ports.visits.inTurn(tabId, async () => {
        const visit = await adopt(tabId);
        if (visit === null) return;
        const { origin } = visit;
        if (origin === null) return;
        const asked = { ...visit, clicked: true, attempts: 0, resumed: 0 };
        await ports.visits.begin(asked);
        const announcedBy = 'announcedBy' in visit.state ? visit.state.announcedBy : 'click';
        start(asked, announcedBy);
      }),

    expired: (tabId) =>
      ports.visits.inTurn(tabId, async () => {
        const visit = await ports.visits.read(tabId);
        if (visit?.state.at === 'judged' && !running.has(tabId)) start(visit, visit.state.announcedBy);
      }),

    judgeAgain: (tabId) =>
      ports.visits.inTurn(tabId, async () => {
        const visit = await ports.visits.read(tabId);
        if (visit?.state.at === 'judged') start(visit, visit.state.announcedBy, true);
      }),

    resume: (tabId) =>
      ports.visits.inTurn(tabId, async () => {
        const visit = await ports.visits.read(tabId);
        if (visit === null) return;
        if (running.has(tabId)) {
          // Following a chain may take longer than one alarm waits.
          void watch(ports, tabId);
          return;
        }
        const document = await ports.browser.documentOf(tabId);
        if (document === null) {
          await ports.visits.forget(tabId);
          return;
        }
        if (!shows(visit, document)) {
          // A document arrived while no worker was there to see it: the mark must not be the old one's.
          const next = await newVisit(ports, unseen(tabId, document), visit);
          await ports.visits.begin(next.visit);
          if (next.announcedBy !== null) start(next.visit, next.announcedBy);
          return;
        }
        const { state } = visit;
        // Judged, and a chain was still being asked: what was proven of it is kept, so the way gets shorter every time.
        if (state.at === 'judged' && visit.registry?.at === 'asking') {
          const resumed = { ...visit, resumed: visit.resumed + 1 };
          await ports.visits.begin(resumed);
          start(resumed, state.announcedBy, true);
        }
        if (state.at !== 'looking' && state.at !== 'gathering') return;
        if (visit.attempts < MOST_ATTEMPTS) {
          start(visit, state.announcedBy);
          return;
        }
        await ports.visits.begin({ ...visit, attempts: 0, state: { at: 'unavailable', problem: INTERRUPTED } });
      }),

    async pinned(origin, pin, since) {
      for (const tabId of await ports.visits.tabs()) {
        await ports.visits.inTurn(tabId, async () => {
          const visit = await ports.visits.read(tabId);
          if (visit?.origin === origin) await ports.visits.begin({ ...visit, pin, pinnedSince: since });
        });
      }
    },

    async withdrawn(patterns) {
      for (const tabId of await ports.visits.tabs()) {
        await ports.visits.inTurn(tabId, async () => {
          const visit = await ports.visits.read(tabId);
          const { origin } = visit ?? { origin: null };
          if (visit === null || origin === null || !patterns.some((pattern) => covers(pattern, origin))) return;
          if (await ports.browser.mayLookAt(origin)) return;
          running.get(tabId)?.abort();
          await ports.visits.begin(withoutPermission(visit));
          await forgetAlarms(ports, tabId);
        });
      }
    },

    gone: (tabId) =>
      ports.visits.inTurn(tabId, async () => {
        running.get(tabId)?.abort();
        running.delete(tabId);
        await Promise.all([ports.visits.forget(tabId), forgetAlarms(ports, tabId)]);
      }),
  };
}

type Document = { readonly url: string; readonly documentId: string | null };

/** Is this still the document of the visit? */
function shows(visit: Visit, { url, documentId }: Document): boolean {
  if (documentId !== null && visit.documentId !== null) return documentId === visit.documentId;
  return httpsOrigin(url) === visit.origin;
}

/** A document of whose arrival nothing was seen. */
function unseen(tabId: number, document: Document): Arrival {
  const channel = { kind: 'unobserved', because: 'started-before-us' } as const;
  return { tabId, ...document, channel, links: [], begun: false, restored: false };
}

/** A check that broke off by a mistake of ours (its code could not be loaded) is over, and could not be made. */
function afterFault(visit: Visit): Visit {
  const { at } = visit.state;
  if (at !== 'looking' && at !== 'gathering') return visit;
  const problem = { code: 'internal', fault: 'ours', remedy: 'report-to-us', facts: {} } as const;
  return { ...visit, attempts: 0, state: { at: 'unavailable', problem } };
}

/** Nothing was announced so far, or whatever was announced was missed. */
function isSilent({ state }: Visit): boolean {
  if (state.at === 'unavailable') return state.problem.code === 'worker.interrupted';
  return state.at === 'none' || (state.at === 'missing' && state.problem === null);
}
