import browser, { type WebRequest } from 'webextension-polyfill';
import type { ChannelObservation } from '../../verifier/index.ts';
import type { NavigationEvent } from '../channel/event.ts';
import { observationOf, unobserved } from '../channel/observation.ts';
import type { ServiceRequest } from '../channel/service-request.ts';
import { signedHeadIn } from '../channel/signed-head.ts';
import { watchCertificates } from './certificates-shown.ts';
import { holdResponses, lockedResponse } from './locked-responses.ts';
import { listenToWebNavigation } from './navigation.ts';
import { anyHostGranted } from './permissions.ts';
import { COURIERS, leave, MAIN_FRAMES, on, requestsOf } from './request-filters.ts';
import { headOf, namesOf, savesAsFile, valuesOf, type PageHead } from './response-fields.ts';
import { certificateOfDetails, certificateOfRequest } from './security-info.ts';
import { fromCacheOf, serviceRequestOf, type ServiceAnswer } from './service-request-of.ts';
import { readSignedBody } from './signed-bodies.ts';
import { watchRequests } from './unheard-requests.ts';

type Emit = (event: NavigationEvent) => void;

const never = (): boolean => false;

/**
 * Adds every listener that a page's channel depends on. Call it on the worker's first tick, or the events that woke it are lost.
 * @param emit main frames @param announcesNothing may the certificate of this page's response be left unread, where reading it has a
 * cost (Firefox)? @returns adds the webRequest listeners again, unless they are known to work: Chromium refuses those added while no
 * host is granted (and reports it on the extension's error page). Events of requests under way may be missed meanwhile, which `emit`
 * is told.
 */
export function listenToNavigation(emit: Emit, announcesNothing: (page: PageHead) => boolean): { readonly again: () => void } {
  if (__TARGET__ === 'firefox') {
    listenToWebNavigation(emit);
    // Firefox delivers the events that woke a background in the order of its listeners, not in the order they happened.
    listenToConnections(MAIN_FRAMES, emit);
    listenToAnswers(MAIN_FRAMES, emit, announcesNothing);
    // It asks for the current permissions: nothing is dropped.
    return { again: () => undefined };
  }

  const remove: (() => void)[] = [];
  const certificates = watchCertificates((shown) => {
    if (shown) {
      again();
      return;
    }
    emit({ kind: 'certificates-not-shown' });
    leave(connections);
  });
  const requests = watchRequests(again);
  const see = (event: NavigationEvent): void => {
    requests.heard();
    emit(event);
    certificates.see(event);
  };
  /** Without certificates these events decide nothing, and each costs one more event per page. */
  const connections: (() => void)[] = [];
  function listen(): void {
    remove.push(...listenToAnswers(MAIN_FRAMES, see));
    if (certificates.mayCome()) connections.push(...listenToConnections(MAIN_FRAMES, see));
    else emit({ kind: 'certificates-not-shown' });
  }
  function again(): void {
    stop();
    listen();
  }
  function stop(): void {
    requests.renewed();
    emit({ kind: 'listeners-renewed' });
    leave(remove);
    leave(connections);
  }
  function againWhereGranted(): void {
    void anyHostGranted().then((granted) => {
      if (!granted) stop();
      else if (!requests.areHeard()) again();
    });
  }
  listenToWebNavigation((event) => {
    emit(event);
    requests.committed(event);
  });
  // No event woke a worker that is being installed, so asking first loses none.
  if (isBeingInstalled()) againWhereGranted();
  else listen();
  return { again: againWhereGranted };
}

/** Firefox: pages of these origins get these policies from now on, in place of their own. */
export function holdPages(policies: ReadonlyMap<string, string>): void {
  holdResponses(browser.webRequest, policies);
}

/**
 * Reports every network response that a page's script got from one of these hosts: in Firefox with the connection's certificate,
 * which delays the response until it is read; stock Chromium shows extensions none. @param patterns match patterns @returns adds
 * the listener again, as `listenToNavigation` does
 */
export function listenToServices(
  patterns: readonly string[],
  see: (request: ServiceRequest) => void,
): { readonly again: () => void } {
  const { webRequest } = browser;
  const filter: WebRequest.RequestFilter = { urls: [...patterns], types: ['xmlhttprequest'] };
  const tell = (details: ServiceAnswer, channel: ChannelObservation): void => {
    const request = serviceRequestOf(details, channel);
    if (request !== null) see(request);
  };
  if (__TARGET__ === 'firefox') {
    const answered = new Map<number, ServiceAnswer>();
    certificateOfRequest(
      webRequest,
      filter,
      (answer, details) => answered.set(answer, details),
      (event) => {
        if (event.kind !== 'certificate') return;
        const details = answered.get(event.answer);
        answered.delete(event.answer);
        if (details !== undefined) tell(details, observationOf(event.view));
      },
      { respond: () => Promise.resolve({}), unread: never },
    );
    return { again: () => undefined };
  }
  const { renew, again } = renewable(() => [
    on(webRequest.onResponseStarted, filter, (details: ServiceAnswer) => {
      tell(details, unobserved('browser-cannot-see'));
    }),
  ]);
  if (isBeingInstalled()) void again();
  else renew();
  return { again: () => void again() };
}

/**
 * Reports our own requests for evidence. Only a worker that makes one has to see it, so nothing that woke a worker is lost when this
 * is called late; but each of these listeners delays a start. Wait for the answer before the first request: then they are added, or
 * nothing is granted and Chromium would refuse them. @returns adds them again, as `listenToNavigation` does
 */
export async function listenToCouriers(courier: Emit): Promise<{ readonly again: () => void }> {
  const listen = (): readonly (() => void)[] => [
    ...listenToConnections(COURIERS, courier),
    ...listenToAnswers(COURIERS, courier),
  ];
  if (__TARGET__ === 'firefox') {
    listen();
    return { again: () => undefined };
  }
  const { again } = renewable(listen);
  await again();
  return { again: () => void again() };
}

/** Chromium: listeners that have to be added again after a grant. @param listen adds them, and returns what removes each */
function renewable(listen: () => readonly (() => void)[]) {
  const remove: (() => void)[] = [];
  function renew(): void {
    leave(remove);
    remove.push(...listen());
  }
  /** Where any host is granted. */
  async function again(): Promise<void> {
    if (await anyHostGranted()) renew();
    else leave(remove);
  }
  return { renew, again };
}

/** Is this Chromium's worker at its first start after an installation or an update? (Service Workers, a worker's "state".) */
function isBeingInstalled(): boolean {
  const { serviceWorker } = globalThis as { readonly serviceWorker?: { readonly state: string } };
  return serviceWorker !== undefined && ['parsed', 'installing', 'installed'].includes(serviceWorker.state);
}

/** The response and its outcome: an announcement, a certificate. @returns removes the listeners */
function listenToAnswers(
  filter: WebRequest.RequestFilter,
  emit: Emit,
  announcesNothing: (page: PageHead) => boolean = never,
): readonly (() => void)[] {
  const { webRequest } = browser;
  const ofTab = requestsOf(filter);
  const onRedirect = ofTab<WebRequest.OnBeforeRedirectDetailsType>(({ redirectUrl }, of) => {
    emit({ kind: 'redirect', to: redirectUrl, ...of });
  });
  const onFailed = ofTab<WebRequest.OnErrorOccurredDetailsType>((_, of) => {
    emit({ kind: 'request-failed', ...of });
  });
  const onHeaders = (answer: number, received: WebRequest.OnHeadersReceivedDetailsType): void => {
    ofTab<WebRequest.OnHeadersReceivedDetailsType>((details, of) => {
      emit({
        kind: 'headers',
        answer,
        status: details.statusCode,
        fromCache: fromCacheOf(details),
        links: valuesOf(details, 'link'),
        fields: namesOf(details),
        signed: signedHeadIn(details),
        attachment: savesAsFile(details),
        ...of,
      });
    })(received);
  };
  return [
    on(webRequest.onBeforeRedirect, filter, onRedirect),
    on(webRequest.onErrorOccurred, filter, onFailed),
    __TARGET__ === 'firefox'
      ? certificateOfRequest(webRequest, filter, onHeaders, emit, { respond, unread: (seen) => announcesNothing(headOf(seen)) })
      : certificateOfDetails(webRequest, chrome.webRequest, filter, onHeaders, emit),
  ];
}

/** Firefox: replaces a page's headers, and reads the body of a page that says it is signed. */
function respond(details: WebRequest.OnHeadersReceivedDetailsType): Promise<WebRequest.BlockingResponse> {
  readSignedBody(browser.webRequest, details);
  return lockedResponse(details);
}

/** How a request and its body began, which decides whether its certificate counts. @returns removes the listeners */
function listenToConnections(filter: WebRequest.RequestFilter, emit: Emit): readonly (() => void)[] {
  const { webRequest } = browser;
  const ofTab = requestsOf(filter);
  const onRequest = ofTab<WebRequest.OnBeforeRequestDetailsType>((_, of) => {
    emit({ kind: 'request', ...of });
  });
  const onSent = ofTab<WebRequest.OnSendHeadersDetailsType>(({ requestHeaders }, of) => {
    const speculative = requestHeaders?.some(({ name }) => name.toLowerCase() === 'sec-purpose') ?? false;
    emit({ kind: 'sent', speculative, ...of });
  });
  const onResponse = ofTab<WebRequest.OnResponseStartedDetailsType>(({ statusCode, fromCache }, of) => {
    emit({ kind: 'response', status: statusCode, fromCache, ...of });
  });
  // Chromium shows Sec-Purpose with `extraHeaders` only; Firefox does not know that word.
  const shown: WebRequest.OnSendHeadersOptions[] =
    __TARGET__ === 'firefox' ? ['requestHeaders'] : ['requestHeaders', 'extraHeaders'];
  webRequest.onSendHeaders.addListener(onSent, filter, shown);
  return [
    // Firefox sends every request that it reports, so one event fewer per page is needed.
    ...(__TARGET__ === 'firefox' ? [] : [on(webRequest.onBeforeRequest, filter, onRequest)]),
    on(webRequest.onResponseStarted, filter, onResponse),
    () => {
      webRequest.onSendHeaders.removeListener(onSent);
    },
  ];
}
