import {
  fromBase64,
  instant,
  toRfc3339,
  type Accelerators,
  type ChannelObservation,
  type Instant,
  type Need,
  type SignedResponse,
} from '../../verifier/index.ts';
import { canonicalOrigin } from '../../verifier/protocol/index.ts';
import type { SignedHead } from '../channel/event.ts';
import type { GuardReport } from '../lock/guard-report.ts';
import type { RegistryView } from '../api/registry-view.ts';
import type { SitePin } from '../api/settings.ts';
import type { AdapterId } from '../api/adapters.ts';
import type { SiteState, SiteView, UnresolvedFailure } from '../api/site-view.ts';
import type { Recognition } from '../discovery/sources.ts';
import { badgeOf, mismatchOf, type BadgeInput } from '../api/badge-of.ts';
import { appraisedInput } from './appraised-input.ts';
import { serviceView, tells, type StoredService } from './services.ts';
import { restoreChannel, type StoredChannel } from './stored-channel.ts';

/** What was seen of a document when it arrived; it still holds when the document comes back out of the browser's memory. */
export type SeenDocument = {
  readonly documentId: string;
  readonly channel: StoredChannel;
  readonly announced: Recognition | null;
  readonly guard: GuardReport | null;
  readonly signed: SeenHead | null;
};

/** A signed response's headers, and what was seen of the body that came with them. Plain JSON. */
export type SeenHead = SignedHead & {
  /** SHA-256 of the body, base64; null while nobody has seen it, and where the browser lets nobody. */
  readonly body: string | null;
};

/** What a result rested on, kept to appraise again (another allowlist) without asking anybody again. Bytes in base64. */
export type LastDocument = {
  readonly nonce: string;
  /** What it answered to each request of its form; null where one that is optional was not answered. */
  readonly replies: readonly (string | null)[];
  /** RFC 3339: when the site sent it. */
  readonly at: string;
  /** What a ledger of devices answered: no such answer is kept anywhere else. */
  readonly fromLedger: readonly { readonly need: Need; readonly bytes: string }[];
};

/** One document in one tab: the background's own record, in session storage beside the view made of it. */
export type Visit = {
  readonly format: 1;
  /** Random; a step that comes too late finds another one and stops. */
  readonly id: string;
  readonly tabId: number;
  readonly documentId: string | null;
  /** Serialised https origin; null for every other page. */
  readonly origin: string | null;
  readonly private: boolean;
  readonly channel: StoredChannel;
  /** What its response announced. */
  readonly announced: Recognition | null;
  /** What the guard of this very document told; null while it told nothing. */
  readonly guard: GuardReport | null;
  /** Its response, where that says it is signed; else null. */
  readonly signed: SeenHead | null;
  /** The form in which the site serves its evidence; null while nobody knows, and for a site that is not asked. */
  readonly adapter: AdapterId | null;
  /** The certificate (DER, base64) that came with a document of another form than ours, which may hold or hash it; else null. */
  readonly leaf: string | null;
  /** The user asked for this origin in this tab: that holds until the tab leaves it. */
  readonly clicked: boolean;
  /** Checks begun for this document without an end. */
  readonly attempts: number;
  /** Times that a chain was asked again because the worker was stopped before it had answered. */
  readonly resumed: number;
  readonly state: SiteState;
  /** Of what the result rests on (`Knowledge`), and those of services; null where it is to be appraised again. */
  readonly knowledge: number | null;
  readonly unresolvedFailure: UnresolvedFailure | null;
  readonly pin: SitePin['pin'];
  readonly pinnedSince: string;
  readonly registry: RegistryView | null;
  /** What was asked of which chain, where `registry` is the answer to it; else null. */
  readonly registryQuestion: string | null;
  readonly accelerators: Accelerators | null;
  /** Freshness of the result in `state` is a warning for nothing but evidence of a known age. */
  readonly boundedAge: boolean;
  readonly lastDocument: LastDocument | null;
  /** Those shown in this tab before, latest last. */
  readonly documents: readonly SeenDocument[];
  /** Attested services to which this document talks, or is known to; a row each, which never moves the badge. */
  readonly services: readonly StoredService[];
  /** Names under which its code is published, as the site directory says. */
  readonly codeNames: readonly string[];
};

/** Of a visit about which no chain said anything. */
export const NO_ROW = { registry: null, registryQuestion: null } as const;

/** Documents of one tab whose arrival is remembered for the back button. */
const MAX_DOCUMENTS = 20;

/** Serialised origin of an https page, without the dot that may end its host name; null for every other page. */
export function httpsOrigin(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, origin } = new URL(url);
  return protocol === 'https:' ? canonicalOrigin(origin) : null;
}

/** The https origin of the same host, for a page that came over http on its usual port; null for every other page. */
export function httpsTwin(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, port } = new URL(url);
  return protocol === 'http:' && port === '' ? httpsOrigin(url.replace(/^http:/i, 'https:')) : null;
}

/** Is this a page of which there is nothing to say and nothing to remember? Most pages are. */
function isSilent({ state, unresolvedFailure, clicked, pin, registry, services }: Visit): boolean {
  const quiet = state.at === 'none' || state.at === 'off';
  return quiet && unresolvedFailure === null && !clicked && pin === 'off' && registry === null && !services.some(tells);
}

/** A visit that need not be stored: without it everything would be the same. */
export function saysNothing(visit: Visit): boolean {
  return isSilent(visit) && visit.documents.length === 0;
}

/**
 * What is remembered of the documents of a tab when the next one arrives. The channel is what the visit ended with: a
 * check may have found that a service worker stood in between.
 */
export function keptDocuments(visit: Visit): readonly SeenDocument[] {
  const { documents, documentId, channel, announced, guard, signed } = visit;
  if (documentId === null || isSilent(visit)) return documents;
  const others = documents.filter((one) => one.documentId !== documentId);
  return [...others, { documentId, channel, announced, guard, signed }].slice(-MAX_DOCUMENTS);
}

/** The same of a visit, with the certificate where it was kept. */
export function channelOf({ channel, leaf }: Pick<Visit, 'channel' | 'leaf'>): ChannelObservation {
  const restored = restoreChannel(channel);
  return restored.kind === 'observed' && leaf !== null ? { ...restored, certificate: fromBase64(leaf, 'leaf') } : restored;
}

/** The response of a visit's document, as the verifier takes it; null where nothing of it was signed, or a service worker made it. */
export function responseOf({ signed, channel }: Pick<Visit, 'signed' | 'channel'>): SignedResponse | null {
  if (signed === null || (channel.kind === 'unobserved' && channel.because === 'service-worker')) return null;
  const { host: authority, pathname: path, search } = new URL(signed.url);
  const { method, status, fields, at, body } = signed;
  const message = { method, authority, path, query: search === '' ? '?' : search, status, fields };
  return { message, at: instant(at), body: body === null ? null : fromBase64(body, 'body') };
}

/** The view that the popup draws. */
export function viewOf(visit: Visit, now: Instant): SiteView {
  const { tabId, documentId, origin, state, unresolvedFailure, pin, registry, accelerators, guard, services, codeNames } = visit;
  return {
    format: 1,
    tabId,
    documentId,
    origin,
    private: visit.private,
    badge: badgeOf(badgeInput(visit, now)),
    state,
    unresolvedFailure,
    pin,
    registry,
    accelerators,
    guarded: guard !== null,
    services: services.map((service) => serviceView(service, now)),
    codeNames,
    updatedAt: toRfc3339(now),
  };
}

export function badgeInput(
  { state, unresolvedFailure, registry, boundedAge }: Pick<Visit, 'state' | 'unresolvedFailure' | 'registry' | 'boundedAge'>,
  now: Instant,
): BadgeInput {
  if (state.at === 'appraised') {
    const site = { at: state.at, ...appraisedInput(state.result, { continuity: state.continuity, registry, boundedAge }, now) };
    return { unresolvedFailure: unresolvedFailure?.worst ?? null, site };
  }
  return { unresolvedFailure: unresolvedFailure?.worst ?? null, site: state };
}

/** A page at which we may not look any more: nothing is said of it, and the user's earlier click does not count on. */
export function withoutPermission(visit: Visit): Visit {
  const state = { at: 'off', because: 'no-permission' } as const;
  return { ...visit, clicked: false, attempts: 0, ...NO_ROW, accelerators: null, lastDocument: null, state };
}

/** What a ledger said that the user turned off does not count any more. */
export function withoutLedger(visit: Visit): Visit {
  return { ...visit, lastDocument: visit.lastDocument === null ? null : { ...visit.lastDocument, fromLedger: [] } };
}

/** What stands when this visit is followed by another check or visit of the same origin; null when nothing does. */
export function unresolvedFailureOf({ state, unresolvedFailure }: Visit): UnresolvedFailure | null {
  if (state.at !== 'appraised') return unresolvedFailure;
  const { tier, judgedAt, findings } = state.result;
  if (tier === 'contraindicated')
    return { worst: 'failed', judgedAt, findings: findings.filter(({ outcome }) => outcome === 'fail') };
  const mismatch = mismatchOf(state.result);
  return unresolvedFailure === null && mismatch !== null
    ? { worst: 'caution', judgedAt, findings: [mismatch] }
    : unresolvedFailure;
}

/** How the check of a visit in this state was begun. */
export function begunBy({ adapter }: Visit, { announcedBy }: Pick<Recognition, 'announcedBy'>): Recognition {
  return { announcedBy, adapter };
}
