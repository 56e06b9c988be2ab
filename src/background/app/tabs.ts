import { shows, type ShownDocument, type SiteView } from '../api/site-view.ts';
import type { Frame } from '../browser/tabs.ts';
import type { Arrival } from '../channel/navigation.ts';
import { isAttestationHref } from '../discovery/link-header.ts';
import { CLICK, PAGE_LINK, recogniseResponse } from '../discovery/sources.ts';
import { openAdoptedVisits, unseenArrival } from './adopted.ts';
import type { CheckRun } from './check-step.ts';
import { followChanges, type FollowedChanges } from './follow-changes.ts';
import { announcedNothing, firstExpiryOf, isOver, isShown, withoutOver } from './held-visit.ts';
import { followGuards, type GuardedDocuments } from './guarded.ts';
import { INTERNAL, INTERRUPTED } from './mistakes.ts';
import { newVisit } from './new-visit.ts';
import type { Ports } from './ports.ts';
import { runningChecks } from './running-checks.ts';
import { followSignedBodies, type SignedBodies } from './signed-bodies.ts';
import { planRecheck, watch } from './schedule.ts';
import { isServiceOver } from './services.ts';
import { begunBy, httpsOrigin, type Visit } from './visit.ts';
import type { Arrived } from './visits.ts';

/** A check whose worker was stopped is restarted once; after that it counts as failed. */
const MAX_ATTEMPTS = 2;

/** What the popup draws of a tab that nobody looked at: it names no site. */
const NOTHING_KNOWN: ShownDocument = { origin: null, documentId: null };

const wasDrawn = (visit: Visit | null, drawn: ShownDocument): boolean =>
  visit !== null && ((drawn.origin === null && drawn.documentId === null) || shows(drawn, visit));

const NOT_LOADED = { at: 'off', because: 'not-loaded' } as const;

/** The life of tabs: documents arrive, are checked, and go. */
export type TabVisits = Pick<GuardedDocuments, 'guarded'> &
  Pick<SignedBodies, 'bodySeen'> &
  FollowedChanges & {
    /** Ends the previous visit and its check at once; then finds out what the document is. Never rejects. */
    arrived(arrival: Arrival): Promise<void>;
    /**
     * A navigation may have come to nothing. True if the browser says that the tab still shows its visit's document; an error
     * page that came without a commit becomes its own visit.
     */
    stayed(tabId: number): Promise<boolean>;
    /** The content script reports that the page links to an attestation. */
    hinted(tabId: number, pageUrl: string, documentId: string | null, href: string): Promise<void>;
    /** The view of the document now shown; null if the tab is gone. */
    view(tabId: number): Promise<SiteView | null>;
    /** Does the tab still show the document that was drawn? */
    isShown(tabId: number, drawn: ShownDocument): Promise<boolean>;
    /** The user asks for a check of what was drawn; for pages without an announcement, this is the announcement. */
    check(tabId: number, drawn?: ShownDocument): Promise<void>;
    /** A result of the tab has expired: its own is checked again, a service's is dropped. */
    expired(tabId: number): Promise<void>;
    /**
     * After this worker starts: a check that an earlier worker began is restarted or ended, and a document that arrived meanwhile
     * is noticed.
     */
    resume(tabId: number): Promise<void>;
    gone(tabId: number): Promise<void>;
  };

/** @param inspect makes one check; it may have to be loaded first */
export function followVisits(ports: Ports, inspect: (check: CheckRun) => Promise<void>): TabVisits {
  const { visits } = ports;
  const running = runningChecks(ports, inspect);
  const adopted = openAdoptedVisits();
  const { start, begin, giveUp } = running;
  const guards = followGuards(ports, start);
  const bodies = followSignedBodies(ports, start);
  const { catchUp, ...changes } = followChanges(ports, running, current);

  /** Of each tab, the visit that this worker began, or in which it made up for what a dead worker left undone. */
  const followed = new Map<number, string>();

  /** The tab's visit is now of this document; the previous one is over, and its check abandoned. */
  function replace(arrival: Arrival): Arrived {
    const { tabId, url, documentId } = arrival;
    giveUp(tabId);
    const arrived = visits.arrived(tabId, { origin: httpsOrigin(url), documentId }, recogniseResponse(arrival));
    followed.set(tabId, arrived.visit.id);
    return arrived;
  }

  /** Works out what the document's arrival means. If anything throws, the visit counts as failed, and no older one stays. */
  async function learn(arrival: Arrival, { visit: neutral, before }: Arrived): Promise<void> {
    try {
      const told = { ...neutral, guard: guards.of(neutral.documentId) };
      const { visit, recognition, silentEverywhere } = await newVisit(
        ports,
        arrival,
        told,
        adopted.before(arrival, await before()),
      );
      await visits.settle(bodies.withBody(visit));
      if (recognition !== null) start(visit, recognition);
      else if (silentEverywhere && visit.state.at === 'none' && arrival.leaf !== null) ports.quiet.add(arrival.url);
    } catch (error) {
      ports.report(error);
      const state = arrival.notLoaded ? NOT_LOADED : ({ at: 'unavailable', problem: INTERNAL } as const);
      await visits.settle({ ...neutral, state }).catch(ports.report);
    }
  }

  /**
   * The visit of the document that the browser shows now, in which a change that reached no worker was followed first: a permission
   * was withdrawn, or what the result rests on changed. @throws what the browser and storage throw
   */
  async function current(tabId: number): Promise<Visit | null> {
    const visit = await shownNow(tabId);
    if (visit === null || followed.get(tabId) === visit.id) return visit;
    await catchUp(visit);
    followed.set(tabId, visit.id);
    return visits.held(tabId);
  }

  /**
   * The visit of the document that the browser shows now; if its arrival was not seen, a visit that knows nothing of how it
   * loaded.
   */
  async function shownNow(tabId: number): Promise<Visit | null> {
    const known = await visits.current(tabId);
    if (known !== null) return known;
    const held = visits.held(tabId);
    const frame = await ports.browser.documentOf(tabId);
    const meanwhile = visits.held(tabId);
    // An arrival reported while we asked may be newer than the answer.
    if (meanwhile?.id !== held?.id || (held !== null && frame !== null && isShown(held, frame))) return meanwhile;
    if (frame === null) await leave(tabId);
    else await adopt(tabId, frame);
    return visits.held(tabId);
  }

  async function adopt(tabId: number, frame: Frame): Promise<void> {
    const arrival = unseenArrival(tabId, frame);
    await learn(arrival, adopted.note(replace(arrival)));
  }

  async function leave(tabId: number): Promise<void> {
    giveUp(tabId);
    followed.delete(tabId);
    const held = visits.held(tabId);
    await visits.forget(tabId);
    if (held !== null && firstExpiryOf(held) !== null) await planRecheck(ports);
  }

  /** Resumes what a stopped worker left. */
  async function takeUp(visit: Visit): Promise<void> {
    if (await catchUp(visit)) return;
    const { tabId, state } = visit;
    // Appraised, with a chain query still running: what was proven of it is stored, so each attempt has less left to prove.
    if (state.at === 'appraised' && visit.registry?.at === 'asking') {
      const resumed = await visits.update(tabId, visit.id, (one) => ({ ...one, resumed: one.resumed + 1 }));
      if (resumed !== null) start(resumed, begunBy(visit, state), 'registry');
    }
    if (state.at !== 'fetching' && state.at !== 'gathering') return;
    if (visit.attempts < MAX_ATTEMPTS) start(visit, begunBy(visit, state));
    else
      await visits.update(tabId, visit.id, (one) => ({
        ...one,
        attempts: 0,
        state: { at: 'unavailable', problem: INTERRUPTED },
      }));
  }

  return {
    arrived(arrival) {
      const arrived = replace(arrival);
      if (arrival.fromHistory) guards.cameBack(arrival.documentId);
      return visits.inTurn(arrival.tabId, () => learn(arrival, arrived));
    },

    stayed: (tabId) =>
      visits.inTurn(tabId, async () => {
        await visits.read(tabId);
        const held = visits.held(tabId);
        const frame = await ports.browser.documentOf(tabId);
        if (visits.held(tabId)?.id !== held?.id || frame === null) return false;
        if (held === null || isShown(held, frame)) return true;
        // Firefox shows an empty document in between, which the next commit replaces; Chromium's error pages commit without being
        // marked as such.
        if (frame.failed) await adopt(tabId, frame);
        return false;
      }),

    hinted: (tabId, pageUrl, documentId, href) =>
      visits.inTurn(tabId, async () => {
        const visit = await current(tabId);
        if (visit === null) return;
        const { origin } = visit;
        if (origin === null || httpsOrigin(pageUrl) !== origin) return;
        if (documentId !== null && visit.documentId !== null && documentId !== visit.documentId) return;
        // A link may not name another path, a query or another origin.
        if (!isAttestationHref(pageUrl, href)) return;
        if (announcedNothing(visit) && visit.attempts === 0) await begin(visit, PAGE_LINK);
      }),

    guarded: guards.guarded,
    bodySeen: bodies.bodySeen,
    ...changes,

    view: (tabId) =>
      visits.inTurn(tabId, async () => {
        await current(tabId);
        return visits.view(tabId);
      }),

    isShown: (tabId, drawn) => visits.inTurn(tabId, async () => wasDrawn(await current(tabId), drawn)),

    check: (tabId, drawn = NOTHING_KNOWN) =>
      visits.inTurn(tabId, async () => {
        const visit = await current(tabId);
        if (visit === null || !wasDrawn(visit, drawn) || visit.origin === null) return;
        const recognition = 'announcedBy' in visit.state ? begunBy(visit, visit.state) : CLICK;
        await begin(visit, recognition, { clicked: true, attempts: 0, resumed: 0 });
      }),

    expired: (tabId) =>
      visits.inTurn(tabId, async () => {
        const held = await current(tabId);
        const now = ports.now();
        if (held === null) return;
        const isDue = isOver(held, now) && !running.has(tabId);
        const isDropping = held.services.some((service) => isServiceOver(service, now));
        if (!isDue && !isDropping) return;
        // Written even where nothing but the time has changed: an open popup draws what it is told of.
        const visit = await visits.update(tabId, held.id, (one) => withoutOver(one, now));
        if (isDue && visit?.state.at === 'appraised') start(visit, begunBy(visit, visit.state));
        if (isDropping) await planRecheck(ports);
      }),

    resume: (tabId) =>
      visits.inTurn(tabId, async () => {
        // Following a chain may take longer than one alarm waits.
        if (running.has(tabId)) void watch(ports, tabId);
        const visit = await current(tabId);
        if (visit !== null && !running.has(tabId)) await takeUp(visit);
      }),

    gone: (tabId) => leave(tabId),
  };
}
