import type { WebRequest } from 'webextension-polyfill';
import type { CertificateView, NavigationEvent } from '../channel/event.ts';

type Emit = (event: NavigationEvent) => void;
/** Told of every response with its request id, which its certificate also carries. */
type OnHeaders = (answer: number, details: WebRequest.OnHeadersReceivedDetailsType) => void;

/** Firefox: the headers of a response are shown, and the response waits for our answer. */
export const HELD_BACK: WebRequest.OnHeadersReceivedOptions[] = ['responseHeaders', 'blocking'];
/** The same for a request. */
export const HELD_REQUEST: WebRequest.OnBeforeSendHeadersOptions[] = ['requestHeaders', 'blocking'];

/** Milliseconds for which a page waits at most for its certificate to be read; usually it takes one or two. */
const CERTIFICATE_TIMEOUT_MS = 300;

/** What is decided about a response while it waits. */
export type Holding = {
  /** Headers to replace the response's with, where needed. */
  readonly respond: (details: WebRequest.OnHeadersReceivedDetailsType) => Promise<WebRequest.BlockingResponse>;
  /** May the certificate of this response be left unread? */
  readonly unread: (details: WebRequest.OnHeadersReceivedDetailsType) => boolean;
};

/**
 * Firefox: `getSecurityInfo` of the navigation itself, in a blocking listener. It holds back the body until the certificate has
 * been read, so that it is known before the document commits. @returns removes the listener
 */
export function certificateOfRequest(
  webRequest: WebRequest.Static,
  filter: WebRequest.RequestFilter,
  report: OnHeaders,
  emit: Emit,
  { respond, unread }: Holding,
): () => void {
  let answers = 0;
  const listener = async (details: WebRequest.OnHeadersReceivedDetailsType): Promise<WebRequest.BlockingResponse> => {
    answers += 1;
    const answer = answers;
    report(answer, details);
    const { tabId, requestId, url } = details;
    if (unread(details)) {
      emit({ kind: 'certificate', answer, view: { kind: 'unread' }, tabId, requestId, url });
      return await respond(details);
    }
    const reading = webRequest
      .getSecurityInfo(requestId, { certificateChain: true, rawDER: true })
      .then(viewOfChain, (): CertificateView => ({ kind: 'unknown' }))
      .then((view) => {
        emit({ kind: 'certificate', answer, view, tabId, requestId, url });
      });
    const [response] = await Promise.all([respond(details), within(reading)]);
    return response;
  };
  webRequest.onHeadersReceived.addListener(listener, filter, HELD_BACK);
  return () => {
    webRequest.onHeadersReceived.removeListener(listener);
  };
}

/** Resolves with the promise, or after the time limit. */
function within(reading: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, CERTIFICATE_TIMEOUT_MS);
    void reading.finally(() => {
      // A forgotten timer would wake the process once more for every page.
      clearTimeout(timer);
      resolve();
    });
  });
}

/** A chain that the user overrode, or an empty one, proves nothing about the connection. */
function viewOfChain(info: WebRequest.SecurityInfo | undefined): CertificateView {
  if (info === undefined || info.state === 'insecure') return { kind: 'unknown' };
  const leaf = info.certificates[0]?.rawDER;
  const root = info.certificates.at(-1);
  const overridden = info.overridableErrorCategory !== undefined;
  if (info.state !== 'secure' || overridden || leaf === undefined || root === undefined)
    return { kind: 'not-validated', der: leaf === undefined ? null : Uint8Array.from(leaf) };
  return { kind: 'leaf', der: Uint8Array.from(leaf), locallyInstalledRoot: !root.isBuiltInRoot };
}

/**
 * Chromium: `securityInfoRawDer` on a separate listener next to a plain one, because without the feature such a listener is never
 * called (or called without the field), and an older Chrome throws on the keyword. Only an arriving field shows that the browser
 * supports certificates. @returns removes the listeners
 */
export function certificateOfDetails(
  webRequest: WebRequest.Static,
  { onHeadersReceived }: typeof chrome.webRequest,
  filter: WebRequest.RequestFilter,
  report: OnHeaders,
  emit: Emit,
): () => void {
  // Both listeners receive one response with the same time stamp, down to a fraction of a millisecond.
  const plain = (details: WebRequest.OnHeadersReceivedDetailsType): void => {
    report(details.timeStamp, details);
  };
  webRequest.onHeadersReceived.addListener(plain, filter, ['responseHeaders']);
  const listener = (details: chrome.webRequest.OnHeadersReceivedDetails): undefined => {
    const { tabId, requestId, url, securityInfo, timeStamp } = details;
    if (securityInfo !== undefined)
      emit({ kind: 'certificate', answer: timeStamp, view: viewOfLeaf(securityInfo), tabId, requestId, url });
  };
  try {
    onHeadersReceived.addListener(listener, chromeFilter(filter), ['securityInfoRawDer']);
  } catch {
    // Chrome before 144: the keyword is unknown, and so is the certificate.
  }
  return () => {
    webRequest.onHeadersReceived.removeListener(plain);
    onHeadersReceived.removeListener(listener);
  };
}

function chromeFilter({ urls, types }: WebRequest.RequestFilter): chrome.webRequest.RequestFilter {
  return { urls, types: (types ?? []).filter((type) => type === 'main_frame' || type === 'xmlhttprequest' || type === 'other') };
}

function viewOfLeaf({ state, certificates }: chrome.webRequest.SecurityInfo): CertificateView {
  // For https, Chromium says `insecure` while it starts and for prefetched responses: unknown, never a verdict.
  if (state === 'insecure') return { kind: 'unknown' };
  const der = certificates[0]?.rawDER;
  if (state !== 'secure' || der === undefined)
    return { kind: 'not-validated', der: der === undefined ? null : new Uint8Array(der) };
  return { kind: 'leaf', der: new Uint8Array(der), locallyInstalledRoot: null };
}
