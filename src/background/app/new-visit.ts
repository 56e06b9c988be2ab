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

/**
 * The visit that a document begins: what it takes over from the one before in this tab (a failure of this origin, a click),
 * and why the site may be asked, if it may.
 * @param neutral the visit as it was begun when the document arrived
 */
export async function newVisit(
  ports: Ports,
  arrival: Arrival,
  neutral: Visit,
  before: Visit | null,
): Promise<{ readonly visit: Visit; readonly recognition: Recognition | null }> {
  const { tabId, origin, documentId } = neutral;
  const sameOrigin = origin !== null && before?.origin === origin;
  const clicked = sameOrigin && before.clicked;
  // A site that is expected to attest is missed over http, too: whoever keeps https away must not make it look like any other.
  const expected = origin ?? httpsTwin(arrival.url);
  const [tab, allowed, pin, directory] = await Promise.all([
    // No tab changes sides: what was ordinary once is.
    before?.private === false ? before : ports.browser.tab(tabId),
    origin === null || arrival.notLoaded ? false : ports.browser.mightCheck(origin),
    expected === null ? null : ports.pins.get(expected),
    ports.directories.current(),
  ]);
  // A tab that has gone meanwhile is treated as private: nothing of it is kept.
  const isPrivate = tab?.private ?? true;
  const documents = before === null ? [] : keptDocuments(before);
  // A document that was shown before is that document, however its second arrival looked.
  const known = documents.find((one) => one.documentId === documentId);
  const mayCheck = !arrival.notLoaded && (allowed || clicked);
  const { channel, announced, guard, signed } = known ?? seenDocument(arrival, mayCheck);
  const attestedBefore = pin === null ? null : { adapter: pin.adapter };
  const context = origin === null ? null : { origin, directory, attestedBefore, isPrivate, clicked };
  const recognition = mayCheck ? (announced ?? elsewhere(context)) : null;
  const visit: Visit = {
    ...neutral,
    private: isPrivate,
    channel,
    announced,
    adapter: recognition?.adapter ?? null,
    leaf: recognition === null || recognition.adapter === 'sealmark' || arrival.leaf === null ? null : toBase64(arrival.leaf),
    // The guard may have spoken before anybody knew of its document.
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
  return { visit: { ...visit, state: firstState(arrival, mayCheck, recognition, visit) }, recognition };
}

/** Why a site whose response says nothing may be asked; null for the site that stands nowhere, which gets no request. */
const elsewhere = (context: PageContext | null): Recognition | null => (context === null ? null : recogniseSite(context));

function seenDocument(arrival: Arrival, allowed: boolean): Omit<SeenDocument, 'documentId'> {
  return {
    channel: allowed ? storeChannel(arrival.channel) : { kind: 'unobserved', because: 'permission-missing' },
    announced: recogniseResponse(arrival),
    guard: null,
    signed: allowed && arrival.signed !== null ? { ...arrival.signed, body: null } : null,
  };
}

function firstState(
  { url, begun, notLoaded }: Arrival,
  allowed: boolean,
  recognition: Recognition | null,
  visit: Pick<Visit, 'origin' | 'unresolvedFailure' | 'pin' | 'pinnedSince'>,
): SiteState {
  if (notLoaded) return { at: 'off', because: 'not-loaded' };
  if (visit.origin === null) return withoutHttps(url, visit);
  if (!allowed) return { at: 'off', because: 'no-permission' };
  if (recognition !== null) return { at: 'fetching', announcedBy: recognition.announcedBy };
  if (visit.pin !== 'off') return { at: 'missing', pin: visit.pin, since: visit.pinnedSince, problem: null };
  if (visit.unresolvedFailure?.worst === 'failed')
    return { at: 'missing', pin: 'failed-before', since: visit.unresolvedFailure.judgedAt, problem: null };
  // Who did not see the beginning cannot say that nothing was announced.
  if (!begun) return { at: 'unavailable', problem: INTERRUPTED };
  return { at: 'none' };
}

/** A page that did not come over https cannot be checked: nothing is said of it, unless its site is pinned over https. */
function withoutHttps(url: string, { pin, pinnedSince }: Pick<Visit, 'pin' | 'pinnedSince'>): SiteState {
  if (!url.startsWith('http:')) return { at: 'off', because: 'internal-page' };
  if (pin === 'off') return { at: 'off', because: 'not-https' };
  const facts = { host: new URL(url).host };
  return { at: 'missing', pin, since: pinnedSince, problem: { code: 'site.not-https', fault: 'site', remedy: 'retry', facts } };
}
