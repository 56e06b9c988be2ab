import type { ChannelObservation } from '../../verifier/index.ts';
import { canonicalOrigin } from '../../verifier/protocol/index.ts';
import type { ServiceRequest } from '../channel/service-request.ts';
import { documentIdOf, fieldOf, lifecycleOf } from './navigation.ts';

/** What browsers tell of an answer to a request of a page's script. */
export type ServiceAnswer = { readonly tabId: number; readonly frameId: number; readonly url: string };

/** Firefox says it with the headers, Chromium only when the response starts. */
export function fromCacheOf(details: object): boolean | null {
  const value: unknown = Reflect.get(details, 'fromCache');
  return typeof value === 'boolean' ? value : null;
}

/** The request of the page itself, sent just now; null for one of a frame in it, of no tab, of a page made ready, or out of a cache. */
export function serviceRequestOf(details: ServiceAnswer, channel: ChannelObservation): ServiceRequest | null {
  const { tabId, frameId, url } = details;
  const isOfPage = tabId >= 0 && frameId === 0 && lifecycleOf(details) !== 'prerender';
  if (!isOfPage || fromCacheOf(details) === true) return null;
  // Firefox names the address of the document, Chromium its origin.
  const page = fieldOf(details, 'documentUrl') ?? fieldOf(details, 'initiator');
  return {
    tabId,
    documentId: documentIdOf(details),
    page: page !== null && URL.canParse(page) ? canonicalOrigin(new URL(page).origin) : null,
    service: canonicalOrigin(new URL(url).origin),
    channel,
  };
}
