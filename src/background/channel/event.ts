/**
 * What the browser shows of one response's certificate, by how much it proves: `leaf` for a chain that the browser validated;
 * `not-validated` for one that was overridden, broken or empty: its leaf (null if there is none) proves nothing about the
 * connection, but may hold evidence that proves itself; `unknown` where nothing can be concluded (Chromium reports `insecure` for
 * https responses during startup, and for prefetched ones); `unread` where it was left out on purpose (quiet-pages.ts).
 */
export type CertificateView =
  | { readonly kind: 'leaf'; readonly der: Uint8Array; readonly locallyInstalledRoot: boolean | null }
  | { readonly kind: 'not-validated'; readonly der: Uint8Array | null }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unread' };

/** A response that says it is signed, as far as a signature covers it. */
export type SignedHead = {
  readonly requestId: string;
  readonly method: string;
  readonly url: string;
  readonly status: number;
  /** Lowercase names, each line separate. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** Arrival time: milliseconds since 1970, this computer's clock. */
  readonly at: number;
};

type OfRequest = { readonly tabId: number; readonly requestId: string; readonly url: string };

/** What the browser reports about one request. */
export type RequestEvent =
  /** Chromium only: the request begins, before anything is sent; in Firefox it begins with `sent`. */
  | ({ readonly kind: 'request' } & OfRequest)
  /** `speculative`: the request says that it is a prefetch or prerender (Sec-Purpose). */
  | ({ readonly kind: 'sent'; readonly speculative: boolean } & OfRequest)
  /**
   * `answer`: an increasing number, also carried by that answer's certificate; one request may get several answers (401, 304),
   * over several connections. `fromCache` is null if the browser reports it only later. `links`: the values of all Link fields;
   * `fields`: all field names in lower case; `signed`: everything, for the few responses that say they are signed. `attachment`:
   * the response asks to be saved, not shown.
   */
  | ({
      readonly kind: 'headers';
      readonly answer: number;
      readonly status: number;
      readonly fromCache: boolean | null;
      readonly links: readonly string[];
      readonly fields: readonly string[];
      readonly signed: SignedHead | null;
      readonly attachment: boolean;
    } & OfRequest)
  | ({ readonly kind: 'certificate'; readonly answer: number; readonly view: CertificateView } & OfRequest)
  | ({ readonly kind: 'redirect'; readonly to: string } & OfRequest)
  | ({ readonly kind: 'response'; readonly status: number; readonly fromCache: boolean } & OfRequest)
  | ({ readonly kind: 'request-failed' } & OfRequest);

/** What the browser reports about the main frames of tabs, in order of arrival. */
export type NavigationEvent =
  | RequestEvent
  | { readonly kind: 'before-navigate'; readonly tabId: number; readonly url: string }
  | {
      readonly kind: 'committed';
      readonly tabId: number;
      readonly url: string;
      /** Null if the browser gives none. */
      readonly documentId: string | null;
      /** The document is shown, or prepared for a navigation that may come. */
      readonly prerender: boolean;
      /** The back or forward button: the document may come from the back-forward cache. */
      readonly fromHistory: boolean;
    }
  /**
   * Something was abandoned (`aborted`) or could not be loaded. Firefox also reports `aborted` for navigations that continue in
   * another process; Chromium shows an error page without a commit and gives its `documentId` here.
   */
  | {
      readonly kind: 'navigate-failed';
      readonly tabId: number;
      readonly url: string;
      readonly documentId: string | null;
      readonly aborted: boolean;
    }
  /** Firefox only: a load ended, of the committed document or of an address that became a download. */
  | { readonly kind: 'navigate-over'; readonly tabId: number; readonly url: string }
  | { readonly kind: 'gone'; readonly tabId: number }
  /** Chromium only: this browser shows no certificates, and the start of requests is not reported until one arrives after all. */
  | { readonly kind: 'certificates-not-shown' }
  /** The request listeners were added again: events of requests under way may have been missed. */
  | { readonly kind: 'listeners-renewed' };
