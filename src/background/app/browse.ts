import { toHex, toRfc3339 } from '../../verifier/index.ts';
import type { Problem } from '../api/problem.ts';
import type { SitePin } from '../api/settings.ts';
import type { Announcement, SiteState } from '../api/site-view.ts';
import type { Arrival } from '../channel/trail.ts';
import { announcesAttestation, ATTESTATION_PATH } from '../discovery/link-header.ts';
import type { StoredPin } from '../state/history.ts';
import { inspect } from './inspect.ts';
import type { Ports } from './ports.ts';
import { forgetAlarms, unwatch, watch } from './schedule.ts';
import { failureOf, storeChannel, type SeenDocument, type StoredChannel, type Visit } from './visit.ts';

/** Documents of one tab whose arrival is remembered for the back button. */
const MOST_DOCUMENTS = 20;
/** A check whose worker was stopped is begun again once; then it could not be made. */
const MOST_ATTEMPTS = 2;
const INTERRUPTED = { code: 'worker.interrupted', fault: 'ours', remedy: 'retry', facts: {} } as const satisfies Problem;

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
  /** A check that is under way but not in this worker: begins it again, or ends it. */
  resume(tabId: number): Promise<void>;
  /** The user pinned an origin, or took the pin away: every tab that shows it follows. */
  pinned(origin: string, pin: SitePin['pin'], since: string): Promise<void>;
  gone(tabId: number): Promise<void>;
};

export function browsing(ports: Ports): Browsing {
  const running = new Map<number, AbortController>();

  /** Starts a check of this visit in the background; an older one of the tab ends. */
  function start(visit: Visit, announcedBy: Announcement, again = false): void {
    const { tabId, id } = visit;
    running.get(tabId)?.abort();
    const controller = new AbortController();
    running.set(tabId, controller);
    void watch(ports, tabId);
    void inspect(ports, { tabId, id, announcedBy, again, signal: controller.signal })
      .catch(ports.report)
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
    const arrival = {
      tabId,
      ...document,
      channel: { kind: 'unobserved', because: 'started-before-us' },
      links: [],
      begun: true,
      restored: false,
    } as const;
    const { visit } = await newVisit(ports, arrival, null);
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
        void forgetAlarms(ports, arrival.tabId);
        if (announcedBy !== null) start(visit, announcedBy);
      }),

    hinted: (tabId, pageUrl, documentId, href) =>
      ports.visits.inTurn(tabId, async () => {
        const visit = await adopt(tabId);
        if (visit === null) return;
        const { origin } = visit;
        if (origin === null || new URL(pageUrl).origin !== origin) return;
        if (documentId !== null && visit.documentId !== null && documentId !== visit.documentId) return;
        // A link may name no other path, no query and no other origin.
        if (href !== `${origin}${ATTESTATION_PATH}`) return;
        if (isSilent(visit) && visit.attempts === 0) start(visit, 'page-link');
      }),

    check: (tabId) =>
      ports.visits.inTurn(tabId, async () => {
        const visit = await adopt(tabId);
        if (visit === null) return;
        const { origin } = visit;
        if (origin === null) return;
        const asked = { ...visit, clicked: true, attempts: 0 };
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
        if (visit === null || running.has(tabId)) return;
        const { state } = visit;
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

    gone: (tabId) =>
      ports.visits.inTurn(tabId, async () => {
        running.get(tabId)?.abort();
        running.delete(tabId);
        await Promise.all([ports.visits.forget(tabId), forgetAlarms(ports, tabId)]);
      }),
  };
}

/** Nothing was announced so far, or whatever was announced was missed. */
function isSilent({ state }: Visit): boolean {
  if (state.at === 'unavailable') return state.problem.code === 'worker.interrupted';
  return state.at === 'none' || (state.at === 'missing' && state.problem === null);
}

/** Serialised origin of an https page; null for every other page. */
function httpsOrigin(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, origin } = new URL(url);
  return protocol === 'https:' ? origin : null;
}

async function newVisit(
  ports: Ports,
  arrival: Arrival,
  before: Visit | null,
): Promise<{ readonly visit: Visit; readonly announcedBy: Announcement | null }> {
  const { tabId, documentId, url } = arrival;
  const origin = httpsOrigin(url);
  const sameOrigin = origin !== null && before?.origin === origin;
  const clicked = sameOrigin && before.clicked;
  const [tab, allowed, pin] = await Promise.all([
    ports.browser.tab(tabId),
    origin === null ? false : ports.browser.mayLookAt(origin),
    origin === null ? null : ports.pins.get(origin),
  ]);
  // A tab that has gone meanwhile is treated as private: nothing of it is kept.
  const isPrivate = tab?.private ?? true;
  const known = arrival.restored ? before?.documents.find((one) => one.documentId === documentId) : undefined;
  const document = seenDocument(arrival, allowed || clicked, known);
  const standing = sameOrigin ? failureOf(before) : null;
  const announcedBy = allowed || clicked ? announcement({ announced: document.announced, pin, isPrivate, clicked }) : null;
  const common = {
    format: 1,
    id: toHex(ports.random(8)),
    tabId,
    documentId,
    origin,
    private: isPrivate,
    channel: document.channel,
    clicked,
    attempts: 0,
    standing,
    pin: pin?.pin ?? 'off',
    pinnedSince: pin?.since ?? toRfc3339(ports.now()),
    registry: null,
    given: null,
    documents: remembered(before?.documents ?? [], documentId, document),
  } as const;
  const state = firstState(arrival, allowed || clicked, announcedBy, common);
  return { visit: { ...common, state }, announcedBy };
}

/** Why a site may be asked for evidence; null for the site that announced nothing, which gets no request. */
function announcement(given: {
  readonly announced: boolean;
  readonly pin: StoredPin | null;
  readonly isPrivate: boolean;
  readonly clicked: boolean;
}): Announcement | null {
  if (given.announced) return 'response-header';
  // In a private window the request itself would tell the site that this user was here before.
  if (given.pin !== null && !given.isPrivate) return 'seen-before';
  return given.clicked ? 'click' : null;
}

function seenDocument(arrival: Arrival, allowed: boolean, known: SeenDocument | undefined): Omit<SeenDocument, 'documentId'> {
  if (known !== undefined) return known;
  const channel: StoredChannel = allowed ? storeChannel(arrival.channel) : { kind: 'unobserved', because: 'permission-missing' };
  return { channel, announced: announcesAttestation(arrival.links) };
}

function remembered(
  documents: readonly SeenDocument[],
  documentId: string | null,
  document: Omit<SeenDocument, 'documentId'>,
): readonly SeenDocument[] {
  if (documentId === null) return documents;
  const others = documents.filter((one) => one.documentId !== documentId);
  return [...others, { channel: document.channel, announced: document.announced, documentId }].slice(-MOST_DOCUMENTS);
}

function firstState(
  { url, begun }: Arrival,
  allowed: boolean,
  announcedBy: Announcement | null,
  visit: Pick<Visit, 'origin' | 'standing' | 'pin' | 'pinnedSince'>,
): SiteState {
  if (visit.origin === null) return { at: 'off', because: url.startsWith('http:') ? 'not-https' : 'internal-page' };
  if (!allowed) return { at: 'off', because: 'no-permission' };
  if (announcedBy !== null) return { at: 'looking', announcedBy };
  if (visit.pin !== 'off') return { at: 'missing', pin: visit.pin, since: visit.pinnedSince, problem: null };
  if (visit.standing !== null) return { at: 'missing', pin: 'failed-before', since: visit.standing.judgedAt, problem: null };
  // Who did not see the beginning cannot say that nothing was announced.
  if (!begun) return { at: 'unavailable', problem: INTERRUPTED };
  return { at: 'none' };
}
