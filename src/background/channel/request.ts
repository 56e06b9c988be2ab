import type { CertificateView, RequestEvent, SignedHead } from './event.ts';

/** One main-frame request of a tab, as far as it was seen. */
export type Request = {
  readonly id: string;
  /** Its beginning was seen, and nothing was missed since. */
  begun: boolean;
  /** Without a fragment; redirects change it. */
  url: string;
  speculative: boolean;
  /** The site's service worker was in between (Firefox reports it as a redirect to the same address). */
  intercepted: boolean;
  /** Number of the last answer; null before the first. */
  answer: number | null;
  status: number | null;
  fromCache: boolean | null;
  revalidated: boolean;
  /** It met an authentication or client-certificate challenge: the answer may have come over another connection. */
  challenged: boolean;
  links: readonly string[];
  /** Names of the answer's fields, in lower case. */
  fields: readonly string[];
  /** The signed part of the answer; null for almost all. */
  signed: SignedHead | null;
  certificate: { readonly answer: number; readonly view: CertificateView } | null;
  /** The status with which the body began; null before. */
  started: number | null;
  /** It became no document, or says it will not: it counts for none. */
  void: boolean;
};

/** Requests carry no fragment; commits may. */
export const withoutFragment = (url: string): string => url.split('#', 1)[0] ?? url;

/** One event fewer is requested from Firefox, and no request is reported before it is sent. @param order as in `correlateNavigations` */
export const isBeginning = ({ kind }: RequestEvent, order: 'strict' | 'loose'): boolean =>
  kind === 'request' || (kind === 'sent' && order === 'loose');

/** Events that reveal a request whose beginning was not seen. */
export const BEGINS: ReadonlySet<RequestEvent['kind']> = new Set(['request', 'sent', 'headers', 'redirect']);

/** A request of which nothing but its address is known. @param begun whether its beginning was seen */
export function newRequest(id: string, url: string, begun: boolean): Request {
  return {
    id,
    begun,
    url: withoutFragment(url),
    speculative: false,
    intercepted: false,
    answer: null,
    status: null,
    fromCache: null,
    revalidated: false,
    challenged: false,
    links: [],
    fields: [],
    signed: null,
    certificate: null,
    started: null,
    void: false,
  };
}

/** Each answer stands alone: nothing of an earlier one is kept, including its certificate. */
function forgetAnswer(request: Request): void {
  request.answer = null;
  request.status = null;
  request.fromCache = null;
  request.links = [];
  request.fields = [];
  request.signed = null;
  request.started = null;
}

/** RFC 9110: an answer without a document (No Content, Reset Content). */
const NO_DOCUMENT: ReadonlySet<number> = new Set([204, 205]);
/** RFC 9110: Unauthorized, Proxy Authentication Required. */
const CHALLENGES: ReadonlySet<number> = new Set([401, 407]);

/** Updates the request from a reported event. */
export function note(request: Request, event: RequestEvent): void {
  switch (event.kind) {
    case 'request':
      forgetAnswer(request);
      request.url = withoutFragment(event.url);
      return;
    case 'sent':
      request.url = withoutFragment(event.url);
      request.speculative ||= event.speculative;
      return;
    case 'headers':
      forgetAnswer(request);
      request.answer = event.answer;
      request.status = event.status;
      request.fromCache = event.fromCache;
      request.revalidated ||= event.status === 304;
      request.challenged ||= CHALLENGES.has(event.status);
      request.links = event.links;
      request.fields = event.fields;
      request.signed = event.signed;
      request.url = withoutFragment(event.url);
      request.void ||= event.attachment || NO_DOCUMENT.has(event.status);
      return;
    case 'certificate':
      // Chromium may report it before the headers; a late one belongs to an answer that is no longer the last.
      if (event.answer >= (request.certificate?.answer ?? 0)) request.certificate = { answer: event.answer, view: event.view };
      return;
    case 'redirect':
      request.intercepted ||= withoutFragment(event.to) === withoutFragment(event.url);
      forgetAnswer(request);
      request.certificate = null;
      request.url = withoutFragment(event.to);
      return;
    case 'response':
      request.fromCache = event.fromCache;
      request.started = event.status;
      request.revalidated ||= event.status === 304;
      return;
    case 'request-failed':
      request.void = true;
      return;
  }
}

/** The certificate of the last answer; null if unseen, or only an earlier answer's was seen. */
export function certificateOf({ answer, certificate }: Request): CertificateView | null {
  return answer !== null && certificate?.answer === answer ? certificate.view : null;
}

/** What a document's response says about the site itself. */
export type Reported = {
  /** Link fields; empty if no response was seen. */
  readonly links: readonly string[];
  /** Names of all fields, in lower case. */
  readonly fields: readonly string[];
  /**
   * Its certificate (DER) if the browser showed one, validated or not: it may hold evidence, and says nothing about the channel.
   */
  readonly leaf: Uint8Array | null;
  /** Its signed part, if the document is tied to it; else null. */
  readonly signed: SignedHead | null;
};

/** What the last answer to this request says. @param signed of the response to which the document is tied */
export function reported(request: Request | undefined, signed: SignedHead | null = null): Reported {
  if (request === undefined) return { links: [], fields: [], leaf: null, signed };
  const view = certificateOf(request);
  const leaf = view !== null && 'der' in view ? view.der : null;
  return { links: request.links, fields: request.fields, leaf, signed };
}
