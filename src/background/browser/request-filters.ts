import type { WebRequest } from 'webextension-polyfill';
import { EVIDENCE_PATHS } from '../api/adapters.ts';
import { lifecycleOf } from './navigation.ts';

/** Requests that may become a tab's document. */
export const MAIN_FRAMES: WebRequest.RequestFilter = { urls: ['https://*/*'], types: ['main_frame'] };
/** Our own requests for evidence, by a tab's content script or by the background (tab -1); never the page's other requests. */
export const COURIERS: WebRequest.RequestFilter = {
  urls: EVIDENCE_PATHS.map((path) => `https://*${path}?*`),
  types: ['xmlhttprequest', 'other'],
};

/** Removes these listeners. */
export function leave(remove: (() => void)[]): void {
  for (const one of remove.splice(0)) one();
}

type Details = { readonly tabId: number; readonly requestId: string; readonly url: string };

/** What is emitted for a request that counts, in addition to the event's own data. */
export function requestsOf(filter: WebRequest.RequestFilter) {
  return <D extends Details>(then: (details: D, of: Details) => void) =>
    (details: D): void => {
      const { tabId, requestId, url } = details;
      // Requests of workers belong to no tab, and of those only our own for evidence count; a prerendered page is not shown.
      const ours = tabId >= 0 || filter === COURIERS;
      if (ours && lifecycleOf(details) !== 'prerender') then(details, { tabId, requestId, url });
    };
}

type Event<L> = { addListener(listener: L, filter: WebRequest.RequestFilter): void; removeListener(listener: L): void };

/** Adds a listener. @returns removes it */
export function on<L>(event: Event<L>, filter: WebRequest.RequestFilter, listener: L): () => void {
  event.addListener(listener, filter);
  return () => {
    event.removeListener(listener);
  };
}
