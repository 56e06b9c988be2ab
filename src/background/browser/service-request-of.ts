import type { ChannelObservation } from '../../verifier/index.ts';
import { canonicalOrigin } from '../../verifier/protocol/index.ts';
import type { ServiceRequest } from '../channel/service-request.ts';
import { documentIdOf, fieldOf, lifecycleOf } from './navigation.ts';

/** What browsers report about the response to a request made by a page's script. */
export type ServiceAnswer = { readonly tabId: number; readonly frameId: number; readonly url: string };

/** Firefox reports it with the headers, Chromium only when the response starts. */
export function fromCacheOf(details: object): boolean | null {
  const value: unknown = Reflect.get(details, 'fromCache');
  return typeof value === 'boolean' ? value : null;
}

/**
 * The page's own request, sent just now; null for requests from a frame, outside any tab, from a page being prepared, or from a
 * cache.
 */
export function serviceRequestOf(details: ServiceAnswer, channel: ChannelObservation): ServiceRequest | null {
  const { tabId, frameId, url } = details;
  const isOfPage = tabId >= 0 && frameId === 0 && lifecycleOf(details) !== 'prerender';
  if (!isOfPage || fromCacheOf(details) === true) return null;
  // Firefox names the document's address, Chromium its origin.
  const page = fieldOf(details, 'documentUrl') ?? fieldOf(details, 'initiator');
  return {
    tabId,
    documentId: documentIdOf(details),
    page: page !== null && URL.canParse(page) ? canonicalOrigin(new URL(page).origin) : null,
    service: canonicalOrigin(new URL(url).origin),
    channel,
  };
}
