import type { ChannelObservation } from '../../verifier/index.ts';
import { canonicalOrigin } from '../../verifier/protocol/index.ts';
import type { CertificateView, NavigationEvent } from './event.ts';
import { observationOf } from './observation.ts';

/** Milliseconds after the body arrived in which the browser may still report its connection. */
const OBSERVATION_TIMEOUT_MS = 1000;

/** One request: what was seen of its connection, asked for after the response arrived. */
export type Watched = {
  observed(): Promise<ChannelObservation>;
};

/** How many requests are watched at once. For most of them nobody asks what was seen, so the oldest are dropped. */
const MAX_WATCHED = 64;

/** The tab that browsers name for requests of the background. */
const NO_TAB = -1;

type Seen = { requests: Set<string>; fromCache: boolean | null; intercepted: boolean; certificate: CertificateView | null };

/**
 * Watches our own requests for evidence, each of which has a unique address (its nonce). Only an uncached response from the
 * network counts, over a certificate that was seen.
 */
export function watchCouriers(): {
  see(event: NavigationEvent): void;
  /** To be called before the request is made. @param tabId the tab whose content script makes it; null for the background */
  expect(tabId: number | null, url: string): Watched;
} {
  const expected = new Map<string, { readonly seen: Seen; changed: () => void }>();

  return {
    see(event) {
      if (expected.size === 0 || !('requestId' in event)) return;
      const one = expected.get(keyOf(event.tabId, event.url));
      if (one === undefined) return;
      const { seen } = one;
      seen.requests.add(event.requestId);
      if (event.kind === 'redirect') seen.intercepted ||= event.to !== event.url;
      if (event.kind === 'headers') seen.fromCache = event.fromCache ?? seen.fromCache;
      if (event.kind === 'response') seen.fromCache = event.fromCache;
      if (event.kind === 'certificate') seen.certificate = event.view;
      one.changed();
    },

    expect(tabId, url) {
      const key = keyOf(tabId ?? NO_TAB, url);
      const seen: Seen = { requests: new Set(), fromCache: null, intercepted: false, certificate: null };
      const complete = (): boolean => seen.certificate !== null && seen.fromCache !== null;
      const entry = { seen, changed: (): void => undefined };
      expected.set(key, entry);
      const [oldest] = expected.keys();
      if (expected.size > MAX_WATCHED && oldest !== undefined) expected.delete(oldest);
      return {
        async observed() {
          if (!complete()) {
            await new Promise<void>((resolve) => {
              entry.changed = () => {
                if (complete()) resolve();
              };
              setTimeout(resolve, OBSERVATION_TIMEOUT_MS);
            });
          }
          expected.delete(key);
          if (seen.requests.size === 0) return { kind: 'unobserved', because: 'no-request-seen' };
          if (seen.requests.size > 1 || seen.intercepted) return { kind: 'unobserved', because: 'ambiguous' };
          if (seen.fromCache !== false) return { kind: 'unobserved', because: 'from-cache' };
          return observationOf(seen.certificate);
        },
      };
    },
  };
}

/** A tab's content script spells the host as its page does, possibly with a trailing dot. */
function keyOf(tabId: number, url: string): string {
  const path = url.indexOf('/', 'https://'.length);
  return `${String(tabId)} ${canonicalOrigin(url.slice(0, path))}${url.slice(path)}`;
}
