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

/** What was seen of a document when it arrived; still valid when the document returns from the back-forward cache. */
export type SeenDocument = {
  readonly documentId: string;
  readonly channel: StoredChannel;
  readonly announced: Recognition | null;
  readonly guard: GuardReport | null;
  readonly signed: SeenHead | null;
};

/** A signed response's headers, and what was seen of their body. Plain JSON. */
export type SeenHead = SignedHead & {
  /** SHA-256 of the body, base64; null until it is seen, and in browsers that do not expose it. */
  readonly body: string | null;
};

/** What a result rested on, kept to appraise again (with another allowlist) without new requests. Bytes in base64. */
export type LastDocument = {
  readonly nonce: string;
  /** The site's answer to each request of its form; null for an optional one without an answer. */
  readonly replies: readonly (string | null)[];
  /** RFC 3339: when the site sent it. */
  readonly at: string;
  /** A device ledger's answer: not cached anywhere else. */
  readonly fromLedger: readonly { readonly need: Need; readonly bytes: string }[];
};

/** One document in one tab: the background's own record, stored in session storage next to its view. */
export type Visit = {
  readonly format: 1;
  /** Random; a step that finishes late finds another id and stops. */
  readonly id: string;
  readonly tabId: number;
  readonly documentId: string | null;
  /** Serialised https origin; null for every other page. */
  readonly origin: string | null;
  readonly private: boolean;
  readonly channel: StoredChannel;
  /** What its response announced. */
  readonly announced: Recognition | null;
  /** What this document's guard reported; null if nothing yet. */
  readonly guard: GuardReport | null;
  /** Its response, if that says it is signed; else null. */
  readonly signed: SeenHead | null;
  /** The form in which the site serves evidence; null while unknown, and for a site that is not asked. */
  readonly adapter: AdapterId | null;
  /** The certificate (DER, base64) that came with a document of a third-party form, which may hold or hash it; else null. */
  readonly leaf: string | null;
  /** The user asked for a check of this origin in this tab; holds until the tab leaves the origin. */
  readonly clicked: boolean;
  /** Checks begun for this document that did not end. */
  readonly attempts: number;
  /** How often a chain was asked again because the worker was stopped before the answer. */
  readonly resumed: number;
  readonly state: SiteState;
  /** Version of what the result rests on (`Knowledge`), services included; null if it must be appraised again. */
  readonly knowledge: number | null;
  readonly unresolvedFailure: UnresolvedFailure | null;
  readonly pin: SitePin['pin'];
  readonly pinnedSince: string;
  readonly registry: RegistryView | null;
  /** The question and chain that `registry` answers; else null. */
  readonly registryQuestion: string | null;
  readonly accelerators: Accelerators | null;
  /** Freshness of the result in `state` warns only for evidence of known age. */
  readonly boundedAge: boolean;
  readonly lastDocument: LastDocument | null;
  /** Those shown in this tab before, latest last. */
  readonly documents: readonly SeenDocument[];
  /** Attested services that this document talks to or is known to; one row each, which never changes the badge. */
  readonly services: readonly StoredService[];
  /** Names under which its code is published, from the site directory. */
  readonly codeNames: readonly string[];
};

/** For a visit about which no chain said anything. */
export const NO_ROW = { registry: null, registryQuestion: null } as const;

/** How many documents of one tab are recorded for the back button. */
const MAX_DOCUMENTS = 20;

/** Serialised origin of an https page, without the dot that may end its host name; null for every other page. */
export function httpsOrigin(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, origin } = new URL(url);
  return protocol === 'https:' ? canonicalOrigin(origin) : null;
}

/** The https origin of the same host, for a page loaded over http on its usual port; null for every other page. */
export function httpsTwin(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, port } = new URL(url);
  return protocol === 'http:' && port === '' ? httpsOrigin(url.replace(/^http:/i, 'https:')) : null;
}

/** Is there nothing to say and nothing to record about this page? True of most pages. */
function isSilent({ state, unresolvedFailure, clicked, pin, registry, guard, services }: Visit): boolean {
  const quiet = state.at === 'none' || state.at === 'off';
  const untold = unresolvedFailure === null && registry === null && guard === null && !services.some(tells);
  return quiet && untold && !clicked && pin === 'off';
}

/** A visit that need not be stored: nothing would differ without it. */
export function saysNothing(visit: Visit): boolean {
  return isSilent(visit) && visit.documents.length === 0;
}

/**
 * What is recorded of a tab's documents when the next one arrives. The channel is the visit's final one: a check may have found a
 * service worker in between.
 */
export function keptDocuments(visit: Visit): readonly SeenDocument[] {
  const { documents, documentId, channel, announced, guard, signed } = visit;
  if (documentId === null || isSilent(visit)) return documents;
  const others = documents.filter((one) => one.documentId !== documentId);
  return [...others, { documentId, channel, announced, guard, signed }].slice(-MAX_DOCUMENTS);
}

/** The same for a visit, with the certificate if it was kept. */
export function channelOf({ channel, leaf }: Pick<Visit, 'channel' | 'leaf'>): ChannelObservation {
  const restored = restoreChannel(channel);
  return restored.kind === 'observed' && leaf !== null ? { ...restored, certificate: fromBase64(leaf, 'leaf') } : restored;
}

/**
 * The response of a visit's document, as the verifier takes it; null if nothing in it was signed, or a service worker produced
 * it.
 */
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

/** What the mark of a visit depends on at this time. */
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

/** A page that may no longer be checked: it gets no mark, and the user's earlier click no longer counts. */
export function withoutPermission(visit: Visit): Visit {
  const state = { at: 'off', because: 'no-permission' } as const;
  return { ...visit, clicked: false, attempts: 0, ...NO_ROW, accelerators: null, lastDocument: null, state };
}

/** A ledger that the user turned off no longer counts. */
export function withoutLedger(visit: Visit): Visit {
  return { ...visit, lastDocument: visit.lastDocument === null ? null : { ...visit.lastDocument, fromLedger: [] } };
}

/** What still stands when this visit is followed by another check or visit of the same origin; null if nothing. */
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
