import browser, { type WebRequest } from 'webextension-polyfill';
import type { NavigationEvent } from '../channel/event.ts';
import { certificateOfDetails, certificateOfRequest } from './security-info.ts';

type Emit = (event: NavigationEvent) => void;

const MAIN_FRAMES: WebRequest.RequestFilter = { urls: ['https://*/*'], types: ['main_frame'] };
/** Our own requests for evidence, by a tab's content script or by the background (tab -1), never the page's others. */
const COURIERS: WebRequest.RequestFilter = {
  urls: ['https://*/.well-known/attestation?*'],
  types: ['xmlhttprequest', 'other'],
};

/**
 * Adds every listener on which the channel rests. Call it on the worker's first tick, or events that woke it are lost.
 * @param emit main frames @param courier requests for the attestation document
 * @returns adds the webRequest listeners again: in Chromium one that was added before a host permission was granted
 * stays dead after the grant. Of requests under way something may be missed meanwhile, which `emit` is told.
 */
export function listenToNavigation(emit: Emit, courier: Emit): { readonly again: () => void } {
  listenToWebNavigation(emit);
  const remove = [...listenToRequests(MAIN_FRAMES, emit), ...listenToRequests(COURIERS, courier)];
  return {
    again() {
      // Firefox asks the permissions of the moment: nothing is dropped there.
      if (__TARGET__ === 'firefox') return;
      emit({ kind: 'listeners-renewed' });
      for (const one of remove.splice(0)) one();
      remove.push(...listenToRequests(MAIN_FRAMES, emit), ...listenToRequests(COURIERS, courier));
    },
  };
}

function listenToWebNavigation(emit: Emit): void {
  const { webNavigation } = browser;
  webNavigation.onBeforeNavigate.addListener(({ tabId, frameId, url }) => {
    if (frameId === 0) emit({ kind: 'before-navigate', tabId, url });
  });
  webNavigation.onCommitted.addListener((details) => {
    const prerender = lifecycleOf(details) === 'prerender';
    // A prerendered page has a frame of its own until it is shown.
    if (details.frameId !== 0 && !(prerender && isOutermost(details))) return;
    emit({
      kind: 'committed',
      tabId: details.tabId,
      url: details.url,
      documentId: documentIdOf(details),
      prerender,
      fromHistory: details.transitionQualifiers.includes('forward_back'),
    });
  });
  webNavigation.onErrorOccurred.addListener((details) => {
    const { tabId, frameId, url } = details;
    const aborted = ABORTS.has(fieldOf(details, 'error') ?? '');
    if (frameId === 0) emit({ kind: 'navigate-failed', tabId, url, documentId: documentIdOf(details), aborted });
  });
  // Each event wakes the worker for every page: Chromium, which reports in order, is not asked for what `correlateNavigations` needs elsewhere.
  if (__TARGET__ === 'firefox')
    webNavigation.onCompleted.addListener(({ tabId, frameId, url }) => {
      if (frameId === 0) emit({ kind: 'navigate-over', tabId, url });
    });
  webNavigation.onTabReplaced.addListener(({ replacedTabId }) => {
    emit({ kind: 'gone', tabId: replacedTabId });
  });
  browser.tabs.onRemoved.addListener((tabId) => {
    emit({ kind: 'gone', tabId });
  });
}

/** Fields that only some browsers give; absent ones are null. */
function fieldOf(details: object, name: string): string | null {
  const value: unknown = Object.hasOwn(details, name) ? Reflect.get(details, name) : undefined;
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Firefox says it with the headers, Chromium only when the response starts. */
function fromCacheOf(details: object): boolean | null {
  const value: unknown = Reflect.get(details, 'fromCache');
  return typeof value === 'boolean' ? value : null;
}

/** Null also for the id of no document, which Chromium writes as all zeros. */
function documentIdOf(details: object): string | null {
  const id = fieldOf(details, 'documentId');
  return id === null || /^0+$/.test(id) ? null : id;
}

/** Chromium's net error list: ERR_ABORTED; Firefox: NS_BINDING_ABORTED (0x804b0002), in decimal digits. */
const ABORTS: ReadonlySet<string> = new Set(['net::ERR_ABORTED', 'Error code 2152398850']);
const lifecycleOf = (details: object): string | null => fieldOf(details, 'documentLifecycle');
const isOutermost = (details: object): boolean => fieldOf(details, 'frameType') === 'outermost_frame';

/** Adds the webRequest listeners of one filter; what it returns removes them. */
function listenToRequests(filter: WebRequest.RequestFilter, emit: Emit): readonly (() => void)[] {
  const { webRequest } = browser;
  const ofTab = <D extends { tabId: number; requestId: string; url: string }>(
    then: (details: D, of: { tabId: number; requestId: string; url: string }) => void,
  ) => {
    return (details: D): void => {
      const { tabId, requestId, url } = details;
      // Requests of workers belong to no tab, and of those only our own for evidence count; a prerendered page is not shown.
      const ours = tabId >= 0 || filter === COURIERS;
      if (ours && lifecycleOf(details) !== 'prerender') then(details, { tabId, requestId, url });
    };
  };

  const onRequest = ofTab<WebRequest.OnBeforeRequestDetailsType>((_, of) => {
    emit({ kind: 'request', ...of });
  });
  const onSent = ofTab<WebRequest.OnSendHeadersDetailsType>(({ requestHeaders }, of) => {
    const speculative = requestHeaders?.some(({ name }) => name.toLowerCase() === 'sec-purpose') ?? false;
    emit({ kind: 'sent', speculative, ...of });
  });
  const onRedirect = ofTab<WebRequest.OnBeforeRedirectDetailsType>(({ redirectUrl }, of) => {
    emit({ kind: 'redirect', to: redirectUrl, ...of });
  });
  const onResponse = ofTab<WebRequest.OnResponseStartedDetailsType>(({ statusCode, fromCache }, of) => {
    emit({ kind: 'response', status: statusCode, fromCache, ...of });
  });
  const onFailed = ofTab<WebRequest.OnErrorOccurredDetailsType>((_, of) => {
    emit({ kind: 'request-failed', ...of });
  });
  const onOver = ofTab<WebRequest.OnCompletedDetailsType>((_, of) => {
    emit({ kind: 'request-over', ...of });
  });
  const reportHeaders = (answer: number, received: WebRequest.OnHeadersReceivedDetailsType): void => {
    ofTab<WebRequest.OnHeadersReceivedDetailsType>((details, of) => {
      emit({
        kind: 'headers',
        answer,
        status: details.statusCode,
        fromCache: fromCacheOf(details),
        links: valuesOf(details, 'link'),
        attachment: valuesOf(details, 'content-disposition').some(isAttachment),
        ...of,
      });
    })(received);
  };

  webRequest.onBeforeRequest.addListener(onRequest, filter);
  webRequest.onSendHeaders.addListener(onSent, filter, sentOptions());
  webRequest.onBeforeRedirect.addListener(onRedirect, filter);
  webRequest.onResponseStarted.addListener(onResponse, filter);
  webRequest.onErrorOccurred.addListener(onFailed, filter);
  if (__TARGET__ === 'firefox') webRequest.onCompleted.addListener(onOver, filter);
  const remove = [
    () => {
      webRequest.onBeforeRequest.removeListener(onRequest);
    },
    () => {
      webRequest.onSendHeaders.removeListener(onSent);
    },
    () => {
      webRequest.onBeforeRedirect.removeListener(onRedirect);
    },
    () => {
      webRequest.onResponseStarted.removeListener(onResponse);
    },
    () => {
      webRequest.onErrorOccurred.removeListener(onFailed);
    },
    () => {
      webRequest.onCompleted.removeListener(onOver);
    },
  ];
  return [
    ...remove,
    __TARGET__ === 'firefox'
      ? certificateOfRequest(filter, reportHeaders, emit)
      : certificateOfDetails(filter, reportHeaders, emit),
  ];
}

/** The values of all response fields of this name. */
function valuesOf({ responseHeaders }: WebRequest.OnHeadersReceivedDetailsType, wanted: string): readonly string[] {
  return (responseHeaders ?? []).filter(({ name }) => name.toLowerCase() === wanted).map(({ value }) => value ?? '');
}

/** RFC 6266, section 4.2: whatever is not `inline` is handled like an attachment. */
const isAttachment = (disposition: string): boolean => !/^\s*inline\s*(?:;|$)/i.test(disposition);

/** Chromium shows Sec-Purpose with `extraHeaders` only; Firefox does not know that word. */
function sentOptions(): WebRequest.OnSendHeadersOptions[] {
  return __TARGET__ === 'firefox' ? ['requestHeaders'] : ['requestHeaders', 'extraHeaders'];
}
