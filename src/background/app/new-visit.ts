import { canonicalOrigin, toHex, toRfc3339 } from '../../verifier/index.ts';
import type { Problem } from '../api/problem.ts';
import type { Announcement, SiteState } from '../api/site-view.ts';
import type { Arrival } from '../channel/trail.ts';
import { announcesAttestation } from '../discovery/link-header.ts';
import type { StoredPin } from '../state/history.ts';
import type { Ports } from './ports.ts';
import { standingOf, storeChannel, type SeenDocument, type StoredChannel, type Visit } from './visit.ts';

/** Documents of one tab whose arrival is remembered for the back button. */
const MOST_DOCUMENTS = 20;

export const INTERRUPTED = {
  code: 'worker.interrupted',
  fault: 'ours',
  remedy: 'retry',
  facts: {},
} as const satisfies Problem;

/** Serialised origin of an https page, without the dot that may end its host name; null for every other page. */
export function httpsOrigin(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, origin } = new URL(url);
  return protocol === 'https:' ? canonicalOrigin(origin) : null;
}

/**
 * The visit that a document begins: what it takes over from the one before in this tab (a failure of this origin, a click),
 * and why the site may be asked, if it may.
 */
export async function newVisit(
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
  const standing = sameOrigin ? standingOf(before) : null;
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
    resumed: 0,
    standing,
    pin: pin?.pin ?? 'off',
    pinnedSince: pin?.since ?? toRfc3339(ports.now()),
    registry: null,
    accelerators: null,
    boundedAge: false,
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
  if (visit.standing?.worst === 'failed')
    return { at: 'missing', pin: 'failed-before', since: visit.standing.judgedAt, problem: null };
  // Who did not see the beginning cannot say that nothing was announced.
  if (!begun) return { at: 'unavailable', problem: INTERRUPTED };
  return { at: 'none' };
}
