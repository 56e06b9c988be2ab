import { Malformed, type ChannelObservation } from '../../verifier/index.ts';
import type { CertificateSight, NavigationEvent } from './event.ts';
import { spkiOf } from './spki.ts';

/** A document that is now shown, and what was seen of how it came. */
export type Arrival = {
  readonly tabId: number;
  readonly url: string;
  readonly documentId: string | null;
  readonly channel: ChannelObservation;
  /** Link fields of its response; empty when no response was seen. */
  readonly links: readonly string[];
  /** Its navigation was seen from the beginning; otherwise an announcement may have been missed. */
  readonly begun: boolean;
  /** It came out of the browser's memory: what was seen when this document first arrived still holds. */
  readonly restored: boolean;
};

type Request = {
  readonly id: string;
  /** Its beginning was seen, after that of the navigation. */
  readonly begun: boolean;
  url: string;
  speculative: boolean;
  /** The site's service worker stood in between (Firefox shows it as a redirect to the same address). */
  intercepted: boolean;
  status: number | null;
  fromCache: boolean | null;
  revalidated: boolean;
  links: readonly string[];
  certificate: CertificateSight | null;
};

type Tab = {
  /** Address of the navigation under way; null between a commit and the next navigation. */
  navigation: string | null;
  requests: Map<string, Request>;
  /** Addresses fetched ahead by this document. */
  speculated: Set<string>;
  prerendered: Set<string>;
};

const unobserved = (because: Extract<ChannelObservation, { kind: 'unobserved' }>['because']): ChannelObservation => ({
  kind: 'unobserved',
  because,
});

/** Requests carry no fragment; commits may. */
const withoutFragment = (url: string): string => url.split('#', 1)[0] ?? url;

/**
 * Ties each document to the response it came from (DESIGN §4, correlation): a navigation begins, exactly one main-frame
 * request follows, the document commits; same tab, same address, in this order. Everything else earns nothing.
 *
 * @param order `strict` where the browser reports a navigation before its request (Chromium); `loose` where the two
 * come on different ways and a second begin for the same navigation is usual (Firefox).
 */
export function followTabs(order: 'strict' | 'loose'): { see(event: NavigationEvent): Arrival | null } {
  const tabs = new Map<number, Tab>();

  function tabOf(tabId: number): Tab {
    const known = tabs.get(tabId);
    if (known !== undefined) return known;
    const fresh: Tab = { navigation: null, requests: new Map(), speculated: new Set(), prerendered: new Set() };
    tabs.set(tabId, fresh);
    return fresh;
  }

  function begin(tab: Tab, url: string): void {
    tab.navigation = withoutFragment(url);
    if (order === 'strict') tab.requests.clear();
    else for (const [id, request] of tab.requests) if (request.url !== tab.navigation) tab.requests.delete(id);
  }

  function commit(tab: Tab, event: Extract<NavigationEvent, { kind: 'committed' }>): Arrival | null {
    if (event.prerender) {
      if (event.documentId !== null) tab.prerendered.add(event.documentId);
      return null;
    }
    const requests = [...tab.requests.values()].filter(({ speculative }) => !speculative);
    const restored = requests.length === 0 && event.fromHistory;
    const arrival = {
      tabId: event.tabId,
      url: event.url,
      documentId: event.documentId,
      channel: restored ? unobserved('from-bfcache') : channelOf(tab, requests, event),
      links: requests.find(({ url }) => url === withoutFragment(event.url))?.links ?? [],
      begun: tab.navigation !== null || restored,
      restored,
    };
    // A new tab's empty document commits while the navigation to its first page is already under way: that one goes on.
    if (isOf(tab, event.url)) {
      const { prerendered } = tab;
      tabs.set(event.tabId, { navigation: null, requests: new Map(), speculated: new Set(), prerendered });
    }
    return arrival;
  }

  return {
    see(event) {
      if (event.kind === 'gone') {
        tabs.delete(event.tabId);
        return null;
      }
      const tab = tabOf(event.tabId);
      if (event.kind === 'before-navigate') begin(tab, event.url);
      else if (event.kind === 'committed') return commit(tab, event);
      else if (event.kind === 'navigate-failed') {
        if (order === 'strict') tab.requests.clear();
      } else note(tab, event);
      return null;
    },
  };
}

/** Does this address belong to the navigation under way, be it through redirects? */
function isOf(tab: Tab, url: string): boolean {
  if (tab.navigation === null || tab.navigation === withoutFragment(url)) return true;
  return [...tab.requests.values()].some((request) => request.url === withoutFragment(url));
}

type RequestEvent = Extract<NavigationEvent, { readonly requestId: string }>;

function note(tab: Tab, event: RequestEvent): void {
  if (event.kind === 'request-failed') {
    tab.requests.delete(event.requestId);
    return;
  }
  const known = tab.requests.get(event.requestId);
  if (event.kind === 'request') {
    if (known === undefined) tab.requests.set(event.requestId, newRequest(event.requestId, event.url, true));
    else known.url = withoutFragment(event.url);
    return;
  }
  // A request that began before the navigation or before this worker did: its announcement may be heard, its connection proves nothing.
  const request = known ?? newRequest(event.requestId, event.url, false);
  tab.requests.set(event.requestId, request);
  switch (event.kind) {
    case 'sent':
      if (event.speculative) {
        request.speculative = true;
        tab.speculated.add(request.url);
      }
      return;
    case 'headers':
      request.status = event.status;
      request.revalidated ||= event.status === 304;
      request.links = event.links;
      request.fromCache = event.fromCache;
      request.url = withoutFragment(event.url);
      return;
    case 'certificate':
      request.certificate = event.sight;
      return;
    case 'redirect':
      request.intercepted ||= withoutFragment(event.to) === withoutFragment(event.url);
      request.url = withoutFragment(event.to);
      request.status = null;
      request.certificate = null;
      request.links = [];
      return;
    case 'response':
      request.fromCache = event.fromCache;
      request.revalidated ||= event.status === 304;
      return;
  }
}

function newRequest(id: string, url: string, begun: boolean): Request {
  return {
    id,
    begun,
    url: withoutFragment(url),
    speculative: false,
    intercepted: false,
    status: null,
    fromCache: null,
    revalidated: false,
    links: [],
    certificate: null,
  };
}

/** Each rule of DESIGN §4 that a document's response must meet, in order; the first that it does not meet names why. */
function channelOf(
  tab: Tab,
  requests: readonly Request[],
  event: Extract<NavigationEvent, { kind: 'committed' }>,
): ChannelObservation {
  if (event.documentId !== null && tab.prerendered.has(event.documentId)) return unobserved('prerendered');
  if (tab.navigation === null) return unobserved('started-before-us');
  const [request, ...others] = requests;
  if (request === undefined) return unobserved('no-request-seen');
  if (!request.begun) return unobserved('started-before-us');
  if (others.length > 0 || request.url !== withoutFragment(event.url)) return unobserved('ambiguous');
  if (tab.speculated.has(request.url)) return unobserved('prerendered');
  if (request.intercepted) return unobserved('service-worker');
  if (request.status === null) return unobserved('no-request-seen');
  if (request.fromCache === null) return unobserved('ambiguous');
  if (request.fromCache || request.revalidated) return unobserved('from-cache');
  return observationOf(request.certificate);
}

/** What one certificate that was seen says of its connection. */
export function observationOf(sight: CertificateSight | null): ChannelObservation {
  if (sight === null || sight.kind === 'unknown') return unobserved('browser-cannot-see');
  if (sight.kind === 'not-validated') return unobserved('chain-not-validated');
  try {
    const { der, locallyInstalledRoot } = sight;
    return { kind: 'observed', spki: spkiOf(der), confirmed: false, locallyInstalledRoot };
  } catch (error) {
    if (error instanceof Malformed) return unobserved('chain-not-validated');
    throw error;
  }
}
