/**
 * What the browser shows of the certificate of one response, told apart by how much it says:
 * `leaf` for a chain that the browser validated; `not-validated` for one that somebody overrode, that is broken or
 * empty: its leaf (null where there is none) proves nothing of the connection, and may hold evidence that proves itself; `unknown` where nothing can be concluded (Chromium says `insecure` of https responses while it starts, and of
 * prefetched ones).
 */
export type CertificateView =
  | { readonly kind: 'leaf'; readonly der: Uint8Array; readonly locallyInstalledRoot: boolean | null }
  | { readonly kind: 'not-validated'; readonly der: Uint8Array | null }
  | { readonly kind: 'unknown' };

/** An answer that says it is signed, as far as a signature covers it. */
export type SignedHead = {
  readonly requestId: string;
  readonly method: string;
  readonly url: string;
  readonly status: number;
  /** Names in lower case, each line by itself. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** When it came: milliseconds since 1970, this computer's clock. */
  readonly at: number;
};

type OfRequest = { readonly tabId: number; readonly requestId: string; readonly url: string };

/** What the browser reports of one request. */
export type RequestEvent =
  /** Chromium only: it begins, before anything was sent; in Firefox it begins with `sent`. */
  | ({ readonly kind: 'request' } & OfRequest)
  /** `speculative`: the request says that it is a prefetch or prerender (Sec-Purpose). */
  | ({ readonly kind: 'sent'; readonly speculative: boolean } & OfRequest)
  /**
   * `answer`: a number that grows, and that the certificate of the same answer carries too; one request may be answered
   * several times (401, 304), over several connections. `fromCache` is null where the browser tells it later only.
   * `links`: the values of all Link fields; `fields`: the names of all, in lower case; `signed`: all of it, for the few that say they
   * are signed. `attachment`: the response asks to be saved, not shown.
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

/** What the browser reports of the main frame of tabs, in the order in which it arrives here. */
export type NavigationEvent =
  | RequestEvent
  | { readonly kind: 'before-navigate'; readonly tabId: number; readonly url: string }
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
  /**
   * Something was given up (`aborted`) or could not be loaded. Firefox reports the former for navigations that go on in
   * another process, too; Chromium shows an error page without a commit and names its `documentId` here.
   */
  | {
      readonly kind: 'navigate-failed';
      readonly tabId: number;
      readonly url: string;
      readonly documentId: string | null;
      readonly aborted: boolean;
    }
  /** Firefox only: a load has ended, of the document that was committed or of an address that became a download. */
  | { readonly kind: 'navigate-over'; readonly tabId: number; readonly url: string }
  | { readonly kind: 'gone'; readonly tabId: number }
  /** Chromium only: this browser shows no certificates, and no request's beginning is reported any more, until one comes after all. */
  | { readonly kind: 'certificates-not-shown' }
  /** The listeners of requests were added anew: of requests under way something may have been missed. */
  | { readonly kind: 'listeners-renewed' };
