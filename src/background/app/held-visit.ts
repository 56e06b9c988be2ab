import { parseRfc3339, toHex, toRfc3339, type Instant } from '../../verifier/index.ts';
import type { Recognition } from '../discovery/sources.ts';
import { shows, type ShownDocument } from '../api/site-view.ts';
import type { Frame } from '../browser/tabs.ts';
import { wasPutBack } from './appraised-input.ts';
import { expiryOfService, forgotten, isServiceOver } from './services.ts';
import { httpsOrigin, NO_ROW, keptDocuments, unresolvedFailureOf, type Visit } from './visit.ts';

type Ports = { readonly now: () => Instant; readonly random: (length: number) => Uint8Array };

/**
 * Until when the result of this visit holds (milliseconds since 1970); null if there is none, if it is for a time other than now,
 * or if it had expired when made: checking again would not help.
 */
export function expiryOf({ state }: Visit): number | null {
  if (state.at !== 'appraised' || state.result.simulated.includes('clock')) return null;
  const until = parseRfc3339(state.result.goodUntil, 'goodUntil');
  return until > parseRfc3339(state.result.judgedAt, 'judgedAt') ? until : null;
}

/** When the first mark of this visit runs out, its own or that of a service (milliseconds since 1970); null if none will. */
export function firstExpiryOf(visit: Visit): number | null {
  const times = [expiryOf(visit), ...visit.services.map(expiryOfService)].filter((time) => time !== null);
  return times.length === 0 ? null : Math.min(...times);
}

/** Has any mark of this visit run out, its own or that of a service? */
export const isAnyOver = (visit: Visit, now: Instant): boolean =>
  isOver(visit, now) || visit.services.some((service) => isServiceOver(service, now));

/** The visit without the results of services that have run out: a service is asked when the user says so, and not before. */
export const withoutOver = (visit: Visit, now: Instant): Visit => ({
  ...visit,
  services: visit.services.map((service) => (isServiceOver(service, now) ? forgotten(service) : service)),
});

/** Has the result of this visit expired, and would a check help? */
export function isOver(visit: Visit, now: Instant): boolean {
  const until = expiryOf(visit);
  return until !== null && (until < now || (visit.state.at === 'appraised' && wasPutBack(visit.state.result, now)));
}

/**
 * A document of which nothing is known yet; from an earlier one of its origin it inherits a failed check and the user's click.
 */
export function neutral(
  tabId: number,
  { origin, documentId }: ShownDocument,
  before: Visit | null,
  { now, random }: Ports,
): Visit {
  const sameOrigin = origin !== null && before?.origin === origin;
  return {
    format: 1,
    id: toHex(random(8)),
    tabId,
    documentId,
    origin,
    // Until the browser says otherwise, nothing about it may be stored.
    private: true,
    channel: { kind: 'unobserved', because: 'started-before-us' },
    announced: null,
    guard: null,
    signed: null,
    adapter: null,
    leaf: null,
    clicked: sameOrigin && before.clicked,
    attempts: 0,
    resumed: 0,
    state: { at: 'none' },
    knowledge: null,
    unresolvedFailure: sameOrigin ? unresolvedFailureOf(before) : null,
    pin: 'off',
    pinnedSince: toRfc3339(now()),
    ...NO_ROW,
    accelerators: null,
    boundedAge: false,
    lastDocument: null,
    services: [],
    codeNames: [],
    documents: before === null ? [] : keptDocuments(before),
  };
}

/** Every field of a visit: a compile error where one is missing here. */
const FIELDS = Object.keys({
  format: true,
  id: true,
  tabId: true,
  documentId: true,
  origin: true,
  private: true,
  channel: true,
  announced: true,
  guard: true,
  signed: true,
  adapter: true,
  leaf: true,
  clicked: true,
  attempts: true,
  resumed: true,
  state: true,
  knowledge: true,
  unresolvedFailure: true,
  pin: true,
  pinnedSince: true,
  registry: true,
  registryQuestion: true,
  accelerators: true,
  boundedAge: true,
  lastDocument: true,
  documents: true,
  services: true,
  codeNames: true,
} satisfies Record<keyof Visit, true>);

/**
 * Only we write session storage, and no release reads what another wrote: browsers empty it, and private windows have one for each
 * (api/private-session.ts). What is damaged all the same is not used.
 */
export function isVisit(value: unknown): value is Visit {
  return (
    typeof value === 'object' &&
    value !== null &&
    'format' in value &&
    value.format === 1 &&
    FIELDS.every((name) => name in value)
  );
}

/**
 * A check of this visit begins: stored before anything else is found out, so that the next worker can take it over if this one
 * dies. Earlier failures stand until this check resolves them.
 */
export const beginning = (visit: Visit, { announcedBy, adapter }: Recognition): Visit => ({
  ...visit,
  unresolvedFailure: unresolvedFailureOf(visit),
  lastDocument: null,
  adapter,
  state: { at: 'fetching', announcedBy },
});

/** Nothing was announced so far, or the announcement was missed. */
export function announcedNothing({ state }: Visit): boolean {
  if (state.at === 'unavailable') return state.problem.code === 'worker.interrupted';
  return state.at === 'none' || (state.at === 'missing' && state.problem === null);
}

/** Is this visit's document the one that the browser shows in that frame? */
export const isShown = (visit: Visit, frame: Frame): boolean => shows(visit, documentIn(frame));

/** What a frame shows, in the terms of a visit. */
export const documentIn = ({ url, documentId }: Frame): ShownDocument => ({ origin: httpsOrigin(url), documentId });
