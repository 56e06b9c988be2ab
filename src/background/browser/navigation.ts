import browser, { type WebNavigation } from 'webextension-polyfill';
import type { NavigationEvent } from '../channel/event.ts';

type Emit = (event: NavigationEvent) => void;

/** Reports every navigation of a tab's main frame, and closed tabs. Must be added on the first tick. */
export function listenToWebNavigation(emit: Emit): void {
  const { webNavigation } = browser;
  webNavigation.onBeforeNavigate.addListener(({ tabId, frameId, url }) => {
    if (frameId === 0) emit({ kind: 'before-navigate', tabId, url });
  });
  // Firefox delivers the events that woke a background in the order of its listeners: a failure must be heard before its error page
  // commits, or that passes for a page of the site.
  webNavigation.onErrorOccurred.addListener((details) => {
    const { tabId, frameId, url } = details;
    const aborted = ABORTS.has(fieldOf(details, 'error') ?? '');
    if (frameId === 0) emit({ kind: 'navigate-failed', tabId, url, documentId: documentIdOf(details), aborted });
  });
  webNavigation.onCommitted.addListener((details) => {
    const prerender = lifecycleOf(details) === 'prerender';
    // A prerendered page has its own frame until it is shown.
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
  // Each event wakes the worker for every page. Chromium reports in order, so it is not asked for events that
  // `correlateNavigations` only needs elsewhere.
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

/** Fields that only some browsers provide; absent ones are null. */
export function fieldOf(details: object, name: string): string | null {
  const value: unknown = Object.hasOwn(details, name) ? Reflect.get(details, name) : undefined;
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Also null for the all-zero id that Chromium uses for no document. */
export function documentIdOf(details: object): string | null {
  const id = fieldOf(details, 'documentId');
  return id === null || /^0+$/.test(id) ? null : id;
}

/** Chromium's net error list: ERR_ABORTED; Firefox: NS_BINDING_ABORTED (0x804b0002), in decimal digits. */
const ABORTS: ReadonlySet<string> = new Set(['net::ERR_ABORTED', 'Error code 2152398850']);
/** The document's lifecycle (Chromium): `prerender`, `active`, …; null where the browser does not report it. */
export const lifecycleOf = (details: object): string | null => fieldOf(details, 'documentLifecycle');
const isOutermost = (details: object): boolean => fieldOf(details, 'frameType') === 'outermost_frame';

/** The document in a tab's main frame, reported without a host permission; null where there is none. @throws for a closed tab */
export function mainFrame(tabId: number): Promise<WebNavigation.GetFrameCallbackDetailsType | null> {
  return browser.webNavigation.getFrame({ tabId, frameId: 0 });
}

/** Reports every https page whose content has been parsed, not counting images and frames. Must be added on the first tick. */
export function onPageRead(read: (tabId: number) => void): void {
  browser.webNavigation.onDOMContentLoaded.addListener(
    ({ tabId, frameId }) => {
      if (frameId === 0) read(tabId);
    },
    { url: [{ schemes: ['https'] }] },
  );
}
