/**
 * What the browser shows of the certificate of one response, told apart by how much it says:
 * `leaf` for a chain that the browser validated; `not-validated` for one that somebody overrode, that is broken or
 * empty; `unknown` where nothing can be concluded (Chromium says `insecure` of https responses while it starts, and of
 * prefetched ones).
 */
export type CertificateSight =
  | { readonly kind: 'leaf'; readonly der: Uint8Array; readonly locallyInstalledRoot: boolean | null }
  | { readonly kind: 'not-validated' }
  | { readonly kind: 'unknown' };

type OfRequest = { readonly tabId: number; readonly requestId: string; readonly url: string };

/** What the browser reports of the main frame of tabs, in the order in which it arrives here. */
export type NavigationEvent =
  | { readonly kind: 'before-navigate'; readonly tabId: number; readonly url: string }
  | ({ readonly kind: 'request' } & OfRequest)
  /** `speculative`: the request says that it is a prefetch or prerender (Sec-Purpose). */
  | ({ readonly kind: 'sent'; readonly speculative: boolean } & OfRequest)
  /** `fromCache` is null where the browser tells it later only. `links`: the values of all Link fields. */
  | ({
      readonly kind: 'headers';
      readonly status: number;
      readonly fromCache: boolean | null;
      readonly links: readonly string[];
    } & OfRequest)
  | ({ readonly kind: 'certificate'; readonly sight: CertificateSight } & OfRequest)
  | ({ readonly kind: 'redirect'; readonly to: string } & OfRequest)
  | ({ readonly kind: 'response'; readonly status: number; readonly fromCache: boolean } & OfRequest)
  | ({ readonly kind: 'request-failed' } & OfRequest)
  | {
      readonly kind: 'committed';
      readonly tabId: number;
      readonly url: string;
      /** Null where the browser has none. */
      readonly documentId: string | null;
      /** The document is shown, or made ready for a navigation that may come. */
      readonly prerender: boolean;
      /** The back or forward button: the document may come out of the browser's memory. */
      readonly fromHistory: boolean;
    }
  /** Firefox reports this for navigations that go on, too. */
  | { readonly kind: 'navigate-failed'; readonly tabId: number }
  | { readonly kind: 'gone'; readonly tabId: number };
