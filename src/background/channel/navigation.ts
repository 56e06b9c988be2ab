import type { ChannelObservation } from '../../verifier/index.ts';
import type { NavigationEvent, RequestEvent } from './event.ts';
import { keep, type Kept } from './kept.ts';
import { channelOf, signedHeadOf, unobserved, type Commit } from './observation.ts';
import { BEGINS, isBeginning, newRequest, note, reported, withoutFragment, type Reported, type Request } from './request.ts';

/** A document that is now shown, and what was seen of how it loaded. */
export type Arrival = Reported & {
  readonly tabId: number;
  readonly url: string;
  readonly documentId: string | null;
  readonly channel: ChannelObservation;
  /** Its navigation was seen from the beginning; otherwise an announcement may have been missed. */
  readonly begun: boolean;
  /** It came from the back-forward cache: what was seen when this document first arrived still holds. */
  readonly restored: boolean;
  /** It had run before it was shown. */
  readonly prerendered: boolean;
  /** By the back or forward button, or restored with its tab, whether it came out of a cache or was loaded again. */
  readonly fromHistory: boolean;
  /** The browser's own error page: not a page of the site. */
  readonly notLoaded: boolean;
};

/** What an event means for the tab: a document arrived, or a navigation may have come to nothing. */
export type Outcome =
  | { readonly at: 'arrived'; readonly arrival: Arrival }
  /** The browser must be asked what the tab shows now. */
  | { readonly at: 'came-to-nothing'; readonly tabId: number };

/** The document that a new tab begins with. */
const EMPTY = 'about:blank';

type Navigation = {
  /** Where it began. */
  readonly url: string;
  /** Where its request was redirected to last; null while it was not. */
  redirectedTo: string | null;
  /** The address that could not be loaded: the browser's own error page commits there. Firefox names the last one. */
  failed: string | null;
};

type Tab = {
  /** The navigation under way; null between navigations. */
  navigation: Navigation | null;
  /** The address of the document shown, if its commit was seen. */
  shown: string | null;
  /** Every document that was shown: one that is shown again came from the back-forward cache. */
  readonly documents: Kept;
  /** Requests that have not produced a document so far. */
  requests: Map<string, Request>;
  /** Addresses prefetched by documents of this tab, until they are used. */
  readonly speculated: Kept;
  readonly prerendered: Kept;
};

const newTab = (): Tab => ({
  navigation: null,
  shown: null,
  documents: new Set(),
  requests: new Map(),
  speculated: new Set(),
  prerendered: new Set(),
});

/**
 * Ties each document to the response it came from (DESIGN §4, correlation): a navigation begins, exactly one main-frame request
 * follows, the document commits; same tab, same address, in this order. Each request counts for at most one commit; one that
 * became a download, failed or had no document counts for none. Everything else earns nothing.
 *
 * @param order `strict` where the browser reports a navigation before its request (Chromium); `loose` where the two are reported
 * separately and a second begin for the same navigation is usual (Firefox).
 */
export function correlateNavigations(order: 'strict' | 'loose'): { see(event: NavigationEvent): Outcome | null } {
  const tabs = new Map<number, Tab>();
  let certificates: 'possible' | 'not-shown' = 'possible';

  function tabOf(tabId: number): Tab {
    const known = tabs.get(tabId) ?? newTab();
    tabs.set(tabId, known);
    return known;
  }

  function begin(tab: Tab, url: string): void {
    if (isEmptyStart(tab, url) && (tab.requests.size > 0 || tab.navigation !== null)) return;
    tab.navigation = { url: withoutFragment(url), redirectedTo: null, failed: null };
    if (order === 'strict') tab.requests.clear();
    for (const [id, request] of tab.requests) if (request.url !== tab.navigation.url) tab.requests.delete(id);
  }

  /**
   * Firefox may report a new tab's empty document at any time while its first page loads: events of navigations and of requests
   * reach us in no common order. It was there before anything was requested, so it uses up and abandons nothing. A later empty
   * document does, and whatever it cut short is reported as failed.
   */
  function isEmptyStart(tab: Tab, url: string): boolean {
    return order === 'loose' && url === EMPTY && tab.shown === null;
  }

  function commit(tab: Tab, event: Extract<NavigationEvent, { kind: 'committed' }>): Outcome | null {
    const { documentId } = event;
    if (event.prerender) {
      keep(tab.prerendered, documentId);
      return null;
    }
    const url = withoutFragment(event.url);
    const requests = [...tab.requests.values()].filter((request) => !request.speculative && !request.void);
    const restored = tab.documents.has(documentId) || (event.fromHistory && requests.length === 0);
    const about = {
      url,
      prerendered: tab.prerendered.has(documentId),
      fromHistory: event.fromHistory,
      begun: tab.navigation !== null,
      speculated: tab.speculated.has(url),
    };
    const brought = restored ? undefined : requests.find((request) => request.url === url);
    const arrival: Arrival = {
      tabId: event.tabId,
      url: event.url,
      documentId,
      channel: restored ? unobserved('from-bfcache') : channel(about, requests),
      ...reported(brought, restored ? null : signedHeadOf(about, requests, order)),
      begun: about.begun || restored,
      restored,
      prerendered: about.prerendered,
      fromHistory: about.fromHistory,
      notLoaded: tab.navigation?.failed === url,
    };
    show(tab, event);
    return { at: 'arrived', arrival };
  }

  /** If no certificate is shown, nothing else would help. */
  function channel(about: Commit, requests: readonly Request[]): ChannelObservation {
    return certificates === 'not-shown' ? unobserved('browser-cannot-see') : channelOf(about, requests, order);
  }

  /** The document is shown; its request is used up and counts for no other. */
  function show(tab: Tab, { url, documentId }: Pick<Arrival, 'url' | 'documentId'>): void {
    const usesUp = !isEmptyStart(tab, url);
    keep(tab.documents, documentId);
    tab.shown = withoutFragment(url);
    tab.speculated.delete(tab.shown);
    // A new tab's empty document commits while the navigation to its first page is already under way: that navigation continues.
    if (!isOf(tab, url)) return;
    tab.navigation = null;
    if (usesUp) tab.requests = new Map();
  }

  function failed(tab: Tab, event: Extract<NavigationEvent, { kind: 'navigate-failed' }>): Outcome | null {
    const { tabId, url, documentId, aborted } = event;
    if (order === 'loose') {
      if (aborted) return cameToNothing(tab, tabId, url);
      if (isTo(tab.navigation, url)) tab.navigation.failed = withoutFragment(url);
      for (const request of requestsOf(tab, url)) request.void = true;
      return { at: 'came-to-nothing', tabId };
    }
    for (const request of requestsOf(tab, url)) tab.requests.delete(request.id);
    if (isTo(tab.navigation, url)) tab.navigation = null;
    // A document that is shown may also fail halfway, and stays.
    if (aborted || documentId === null || tab.shown === null || tab.documents.has(documentId))
      return { at: 'came-to-nothing', tabId };
    show(tab, event);
    const channel = unobserved('no-request-seen');
    const seen = {
      ...reported(undefined),
      begun: true,
      restored: false,
      prerendered: false,
      fromHistory: false,
      notLoaded: true,
    };
    return { at: 'arrived', arrival: { tabId, url, documentId, channel, ...seen } };
  }

  /** Firefox: something was abandoned. A navigation that continues in another process keeps its request. */
  function cameToNothing(tab: Tab, tabId: number, url: string): Outcome | null {
    return requestsOf(tab, url).every((request) => request.void) ? { at: 'came-to-nothing', tabId } : null;
  }

  /** A load that ends before its document commits was saved as a download. */
  function over(tab: Tab, { tabId, url }: Extract<NavigationEvent, { kind: 'navigate-over' }>): Outcome | null {
    if (order === 'strict' || tab.navigation === null) return null;
    const ended = requestsOf(tab, url);
    if (!isTo(tab.navigation, url) && ended.length === 0) return null;
    for (const request of ended) request.void = true;
    // The document shown may have the same address and be what has ended.
    if (tab.shown !== withoutFragment(url)) tab.navigation = null;
    return { at: 'came-to-nothing', tabId };
  }

  function ofRequest(tab: Tab, event: RequestEvent): Outcome | null {
    const { tabId, requestId, url } = event;
    const known = tab.requests.get(requestId);
    // What happens to a request after its document committed no longer matters.
    if (known === undefined && !BEGINS.has(event.kind)) return null;
    // A request that began before the navigation or before this worker: its announcement counts, but its connection proves
    // nothing.
    const request = known ?? newRequest(requestId, url, isBeginning(event, order));
    tab.requests.set(requestId, request);
    if (event.kind === 'redirect' && !request.speculative && isTo(tab.navigation, url))
      tab.navigation.redirectedTo = withoutFragment(event.to);
    note(request, event);
    if (request.speculative) keep(tab.speculated, request.url);
    if (event.kind !== 'request-failed') return null;
    tab.requests.delete(requestId);
    return order === 'loose' ? cameToNothing(tab, tabId, url) : null;
  }

  return {
    see(event) {
      if ('requestId' in event) return ofRequest(tabOf(event.tabId), event);
      switch (event.kind) {
        case 'gone':
          tabs.delete(event.tabId);
          return null;
        case 'certificates-not-shown':
          certificates = 'not-shown';
          return null;
        case 'listeners-renewed':
          certificates = 'possible';
          for (const { requests } of tabs.values()) for (const request of requests.values()) request.begun = false;
          return null;
        case 'before-navigate':
          begin(tabOf(event.tabId), event.url);
          return null;
        case 'committed':
          return commit(tabOf(event.tabId), event);
        case 'navigate-failed':
          return failed(tabOf(event.tabId), event);
        case 'navigate-over':
          return over(tabOf(event.tabId), event);
      }
    },
  };
}

/** Is this the address of the navigation under way, or where it was redirected to? */
function isTo(navigation: Navigation | null, url: string): navigation is Navigation {
  const address = withoutFragment(url);
  return navigation !== null && (navigation.url === address || navigation.redirectedTo === address);
}

const requestsOf = (tab: Tab, url: string): readonly Request[] =>
  [...tab.requests.values()].filter((request) => request.url === withoutFragment(url));

/** Does this address belong to the navigation under way, possibly through redirects? */
function isOf(tab: Tab, url: string): boolean {
  return tab.navigation === null || isTo(tab.navigation, url) || requestsOf(tab, url).length > 0;
}
