import { parseRfc3339, type Instant } from '../../verifier/index.ts';
import type { AdapterId } from '../api/adapters.ts';
import { badgeOf } from '../api/badge-of.ts';
import type { ServiceState, ServiceView } from '../api/services.ts';
import type { ServiceRequest } from '../channel/service-request.ts';
import type { SiteDirectory } from '../api/site-directory.ts';
import { codeNames, findSite } from '../discovery/directory/directory.ts';
import { isRead } from '../discovery/markers.ts';
import type { ShownDocument } from '../api/site-view.ts';
import { appraisedInput, wasPutBack } from './appraised-input.ts';
import { storeChannel, type StoredChannel } from './stored-channel.ts';

/** Maximum services listed for a page: nobody reads a longer list. */
const MAX_SERVICES = 8;

/** A service behind a page, as stored with the visit. */
export type StoredService = Omit<ServiceView, 'badge'> & {
  /** What was seen of the connections of this document's own requests to it. */
  readonly channel: StoredChannel;
  /** Freshness of the result in `state` warns only for evidence of known age. */
  readonly boundedAge: boolean;
};

const NOT_SEEN: StoredChannel = { kind: 'unobserved', because: 'no-request-seen' };

/** The services that pages of this origin are known to use. */
export function servicesBehind(directory: SiteDirectory, origin: string | null, now: Instant): readonly StoredService[] {
  const services = origin === null ? [] : (findSite(directory, origin)?.services ?? []);
  return services.slice(0, MAX_SERVICES).flatMap((host) => {
    const service = `https://${host}`;
    const adapter = adapterOf(directory, service);
    return adapter === null
      ? []
      : [
          {
            origin: service,
            adapter,
            codeNames: codeNames(directory, service, now),
            contacted: false,
            channel: NOT_SEEN,
            ...FRESH,
          },
        ];
  });
}

/** The form in which the directory says this origin attests; null for every other origin. */
export function adapterOf(directory: SiteDirectory, service: string): AdapterId | null {
  const adapter = findSite(directory, service)?.adapter ?? null;
  return adapter !== null && isRead(adapter) ? adapter : null;
}

/** Did the document make this request? No if the browser leaves that open. */
export function isOf({ documentId, origin }: ShownDocument, request: ServiceRequest): boolean {
  if (origin === null || request.service === origin) return false;
  if (request.documentId !== null && documentId !== null) return request.documentId === documentId;
  return request.page === origin;
}

/** The list with this request noted; a service that was not expected is added. */
export function noted(
  services: readonly StoredService[],
  { service, channel }: ServiceRequest,
  adapter: AdapterId,
  names: readonly string[],
): readonly StoredService[] {
  const known = services.find(({ origin }) => origin === service);
  if (known === undefined) {
    const seen = { contacted: true, channel: storeChannel(channel) };
    const fresh: StoredService = { origin: service, adapter, codeNames: names, ...seen, ...FRESH };
    return services.length < MAX_SERVICES ? [...services, fresh] : services;
  }
  const together = known.contacted ? both(known.channel, storeChannel(channel)) : storeChannel(channel);
  if (known.contacted && together === known.channel) return services;
  return services.map((one) => (one === known ? { ...one, contacted: true, channel: together, state: stateAfter(one) } : one));
}

const UNCHECKED: ServiceState = { at: 'unchecked' };
/** For a service that was not asked. */
const FRESH = { state: UNCHECKED, boundedAge: false } as const;

/** All requests together are only as good as the worst known one: data sent elsewhere is elsewhere. */
function both(before: StoredChannel, now: StoredChannel): StoredChannel {
  if (before.kind === 'unobserved') return before;
  if (now.kind === 'unobserved') return now;
  return before.spki === now.spki ? before : { kind: 'unobserved', because: 'ambiguous' };
}

/** A result covers only the connections seen so far: with more to see, it is requested again. */
const stateAfter = ({ state }: StoredService): ServiceState => (state.at === 'appraised' ? UNCHECKED : state);

/** Discards a check: its permission was withdrawn, or its worker was stopped. */
export const forgotten = (service: StoredService): StoredService =>
  service.state.at === 'unchecked' ? service : { ...service, state: UNCHECKED };

/** Something is known that the directory does not say. */
export const tells = ({ contacted, state }: StoredService): boolean => contacted || state.at !== 'unchecked';

/** What the popup draws of it. */
export function serviceView(service: StoredService, now: Instant): ServiceView {
  const { origin, adapter, contacted, codeNames: names, state } = service;
  return { origin, adapter, contacted, codeNames: names, state, badge: badgeOfService(service, now) };
}

/**
 * Until when the mark of a service holds (milliseconds since 1970); null where no time changes it, as with red, which proves
 * something whenever it is looked at.
 */
export function expiryOfService(service: StoredService): Instant | null {
  if (service.state.at !== 'appraised') return null;
  const { judgedAt, goodUntil } = service.state.result;
  const until = parseRfc3339(goodUntil, 'goodUntil');
  const before = badgeOfService(service, parseRfc3339(judgedAt, 'judgedAt'));
  return before === badgeOfService(service, until) ? null : until;
}

/** Has the mark of this service run out, or was the clock put back since? */
export function isServiceOver(service: StoredService, now: Instant): boolean {
  const until = expiryOfService(service);
  return until !== null && (until < now || (service.state.at === 'appraised' && wasPutBack(service.state.result, now)));
}

function badgeOfService({ state, boundedAge }: StoredService, now: Instant): ServiceView['badge'] {
  const unresolvedFailure = null;
  switch (state.at) {
    case 'unchecked':
      return 'none';
    case 'checking':
      return 'checking';
    case 'unavailable':
      return badgeOf({ unresolvedFailure, site: { at: 'unavailable' } });
    case 'appraised': {
      const context = { continuity: { kind: 'first' }, registry: null, boundedAge } as const;
      // The signed directory says that this host serves such evidence.
      const input = { ...appraisedInput(state.result, context, now), ofAnySite: false };
      return badgeOf({ unresolvedFailure, site: { at: 'appraised', ...input } });
    }
  }
}
