import { toBase64, toRfc3339 } from '../../verifier/index.ts';
import type { SiteState } from '../api/site-view.ts';
import type { Arrival } from '../channel/navigation.ts';
import { codeNames } from '../discovery/directory/directory.ts';
import { recogniseResponse, recogniseSite, type PageContext, type Recognition } from '../discovery/sources.ts';
import { servicesBehind } from './services.ts';
import { storeChannel } from './stored-channel.ts';
import { INTERRUPTED } from './mistakes.ts';
import type { Ports } from './ports.ts';
import { httpsTwin, unresolvedFailureOf, keptDocuments, type SeenDocument, type Visit } from './visit.ts';

/** A visit that has just begun. */
export type NewVisit = {
  readonly visit: Visit;
  /** Why its site is asked; null if it is not. */
  readonly recognition: Recognition | null;
  /** Any other tab would find the site as silent; false where fewer sites are asked than elsewhere. */
  readonly silentEverywhere: boolean;
};

/**
 * The visit that a document begins: what it inherits from the previous one in this tab (a failure of this origin, a click), and
 * why the site may be asked, if at all. @param neutral the visit as begun when the document arrived
 */
export async function newVisit(ports: Ports, arrival: Arrival, neutral: Visit, before: Visit | null): Promise<NewVisit> {
  const { tabId, origin, documentId } = neutral;
  const sameOrigin = origin !== null && before?.origin === origin;
  const clicked = sameOrigin && before.clicked;
  // A site that is expected to attest is also missed over http: blocking https must not make it look like any other site.
  const expected = origin ?? httpsTwin(arrival.url);
  const [tab, allowed, pin, directory] = await Promise.all([
    // A tab is never both: once ordinary, always ordinary.
    before?.private === false ? before : ports.browser.tab(tabId),
    origin === null || arrival.notLoaded ? false : ports.browser.mightCheck(origin),
    expected === null ? null : ports.pins.get(expected),
    ports.directories.current(),
  ]);
  // A tab that has closed meanwhile is treated as private: nothing about it is stored.
  const isPrivate = tab?.private ?? true;
  const documents = before === null ? [] : keptDocuments(before);
  // A document shown before is the same document, however its second arrival looked.
  const known = documents.find((one) => one.documentId === documentId);
  const mayCheck = !arrival.notLoaded && (allowed || clicked);
  const { channel, announced, guard, signed } = known ?? seenDocument(arrival, mayCheck);
  // Asked over a container's own connections (Firefox), it would learn that this user was here before, in another one.
  const attestedBefore = pin !== null && (await sharesConnections(ports, tabId)) ? { adapter: pin.adapter } : null;
  const context = origin === null ? null : { origin, directory, attestedBefore, isPrivate, clicked };
  const recognition = mayCheck ? (announced ?? elsewhere(context)) : null;
  const visit: Visit = {
    ...neutral,
    private: isPrivate,
    channel,
    announced,
    adapter: recognition?.adapter ?? null,
    leaf: recognition === null || recognition.adapter === 'sealmark' || arrival.leaf === null ? null : toBase64(arrival.leaf),
    // The guard may have reported before the document was known.
    guard: neutral.guard ?? guard,
    signed,
    clicked,
    unresolvedFailure: sameOrigin ? unresolvedFailureOf(before) : null,
    pin: pin?.pin ?? 'off',
    pinnedSince: pin?.since ?? toRfc3339(ports.now()),
    documents,
    services: arrival.notLoaded ? [] : servicesBehind(directory, origin, ports.now()),
    codeNames: origin === null ? [] : codeNames(directory, origin, ports.now()),
  };
  const silentEverywhere = recognition === null && !isPrivate && (pin === null || attestedBefore !== null);
  const state = firstState(arrival, { allowed: mayCheck, heard: wasHeard(arrival, known), recognition }, visit);
  return { visit: { ...visit, state }, recognition, silentEverywhere };
}

/** A tab that has closed meanwhile shares none. */
const sharesConnections = async ({ browser }: Ports, tabId: number): Promise<boolean> =>
  (await browser.tab(tabId))?.sharesConnections === true;

/** Why a site whose response announces nothing may be asked; null for an unlisted site, which gets no request. */
const elsewhere = (context: PageContext | null): Recognition | null => (context === null ? null : recogniseSite(context));

function seenDocument(arrival: Arrival, allowed: boolean): Omit<SeenDocument, 'documentId'> {
  return {
    channel: allowed ? storeChannel(arrival.channel) : { kind: 'unobserved', because: 'permission-missing' },
    announced: recogniseResponse(arrival),
    guard: null,
    signed: allowed && arrival.signed !== null ? { ...arrival.signed, body: null } : null,
  };
}

/** Why a document's response was not seen, nor what it announced. */
const UNHEARD: ReadonlySet<unknown> = new Set(['started-before-us', 'no-request-seen', 'from-bfcache']);

/** Was the document's response seen, now or when it first arrived? */
function wasHeard({ begun, restored, channel: arrived }: Arrival, known: SeenDocument | undefined): boolean {
  const channel = known?.channel ?? arrived;
  if (channel.kind === 'unobserved' && UNHEARD.has(channel.because)) return false;
  return known !== undefined || (begun && !restored);
}

/** What decides how a document begins, besides its arrival and its site. */
type Looked = { readonly allowed: boolean; readonly heard: boolean; readonly recognition: Recognition | null };

function firstState(
  { url, begun, notLoaded }: Arrival,
  { allowed, heard, recognition }: Looked,
  visit: Pick<Visit, 'origin' | 'unresolvedFailure' | 'pin' | 'pinnedSince'>,
): SiteState {
  if (notLoaded) return { at: 'off', because: 'not-loaded' };
  if (visit.origin === null) return withoutHttps(url, visit);
  if (!allowed) return { at: 'off', because: 'no-permission' };
  if (recognition !== null) return { at: 'fetching', announcedBy: recognition.announcedBy };
  const unseen = { at: 'unavailable', problem: INTERRUPTED } as const;
  const failed = visit.unresolvedFailure?.worst === 'failed';
  // An announcement may have been missed. An earlier failure stands all the same.
  if (!begun || ((visit.pin !== 'off' || failed) && !heard)) return unseen;
  if (visit.pin !== 'off') return { at: 'missing', pin: visit.pin, since: visit.pinnedSince, problem: null };
  if (failed) return { at: 'missing', pin: 'failed-before', since: visit.unresolvedFailure.judgedAt, problem: null };
  return { at: 'none' };
}

/** A page not loaded over https cannot be checked and gets no mark, unless its site is pinned over https. */
function withoutHttps(url: string, { pin, pinnedSince }: Pick<Visit, 'pin' | 'pinnedSince'>): SiteState {
  if (!url.startsWith('http:')) return { at: 'off', because: 'internal-page' };
  if (pin === 'off') return { at: 'off', because: 'not-https' };
  const facts = { host: new URL(url).host };
  return { at: 'missing', pin, since: pinnedSince, problem: { code: 'site.not-https', fault: 'site', remedy: 'retry', facts } };
}
