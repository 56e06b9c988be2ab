import type { Browser, Tab } from '../../testing/browser.ts';
import { answered } from '../../testing/json.ts';

/** One event as a browser reported it, with the fields that the background may use. */
export type RecordedEvent = { readonly event: string } & Readonly<Record<string, unknown>>;

/** Where a document's bytes came from: by its title, which every page under test has. */
export type Origin = 'attested' | 'front' | 'worker' | 'browser';

const FIELDS = [
  'tabId',
  'frameId',
  'url',
  'documentId',
  'documentLifecycle',
  'frameType',
  'transitionQualifiers',
  'error',
  'requestId',
  'statusCode',
  'fromCache',
  'redirectUrl',
  'replacedTabId',
];

/** Response headers that affect what becomes of a response; `x-node` is how the server says which key it has. */
const HEADERS = ['link', 'content-disposition', 'x-node'];

/**
 * Script: keeps every main-frame event in the probe document, one element each, and after each navigation event the result of
 * `getFrame`, which the background would ask for. Speculative requests are recognised by Sec-Purpose.
 */
const LISTEN = (firefox: boolean): string => `(() => {
  const fields = ${JSON.stringify(FIELDS)};
  const names = ${JSON.stringify(HEADERS)};
  const keep = (entry) => {
    const element = document.createElement('i');
    element.className = 'recorded';
    element.textContent = JSON.stringify(entry);
    document.documentElement.append(element);
  };
  const pick = (event, details) => {
    const entry = { event };
    for (const field of fields) if (details[field] !== undefined) entry[field] = details[field];
    if (details.requestHeaders) entry.speculative = details.requestHeaders.some(({ name }) => name.toLowerCase() === 'sec-purpose');
    for (const { name, value } of details.responseHeaders ?? []) {
      if (names.includes(name.toLowerCase())) (entry.headers ??= {})[name.toLowerCase()] = value;
    }
    return entry;
  };
  const frame = (tabId) => chrome.webNavigation.getFrame({ tabId, frameId: 0 }).then(
    (shown) => keep({ event: 'frame', tabId, ...(shown && { url: shown.url, documentId: shown.documentId, errorOccurred: shown.errorOccurred }) }),
    () => undefined,
  );
  const { webNavigation, webRequest, tabs } = chrome;
  for (const name of ['onBeforeNavigate', 'onCommitted', 'onErrorOccurred', 'onCompleted', 'onHistoryStateUpdated', 'onReferenceFragmentUpdated'])
    webNavigation[name].addListener((details) => {
      if (details.frameId !== 0 && details.frameType !== 'outermost_frame') return;
      keep(pick('webNavigation.' + name, details));
      if (name !== 'onBeforeNavigate') void frame(details.tabId);
    });
  webNavigation.onTabReplaced.addListener((details) => keep(pick('webNavigation.onTabReplaced', details)));
  tabs.onRemoved.addListener((tabId) => keep({ event: 'tabs.onRemoved', tabId }));
  tabs.onUpdated.addListener((tabId, changed) => { if (changed.discarded !== undefined) keep({ event: 'tabs.onUpdated', tabId, discarded: changed.discarded }); });
  const filter = { urls: ['https://*/*'], types: ['main_frame'] };
  const extra = { onSendHeaders: ${firefox ? "['requestHeaders']" : "['requestHeaders', 'extraHeaders']"} };
  // As in the background, Firefox holds back the body until this has answered: no document commits before its headers.
  const held = ${String(firefox)} ? ['responseHeaders', 'blocking'] : ['responseHeaders'];
  webRequest.onHeadersReceived.addListener((details) => {
    keep(pick('webRequest.onHeadersReceived', details));
    if (${String(firefox)}) return browser.webRequest.getSecurityInfo(details.requestId, {}).then(() => ({}), () => ({}));
  }, filter, held);
  for (const name of ['onBeforeRequest', 'onSendHeaders', 'onAuthRequired', 'onBeforeRedirect', 'onResponseStarted', 'onCompleted', 'onErrorOccurred'])
    webRequest[name].addListener((details) => keep(pick('webRequest.' + name, details)), filter, ...(extra[name] ? [extra[name]] : []));
  return null;
})()`;

const TAKE = `(() => {
  const all = [...document.querySelectorAll('i.recorded')];
  const entries = all.map(({ textContent }) => JSON.parse(textContent));
  for (const one of all) one.remove();
  return entries;
})()`;

/** Reads what was recorded, through the document that records it. */
export type Recorder = {
  /** Events since the last call, in the order in which they were reported. */
  readonly take: () => Promise<readonly RecordedEvent[]>;
  /** What the tab shows: the document's id and where its bytes came from. */
  readonly shown: (tab: Tab) => Promise<{ readonly documentId: string; readonly from: Origin } | null>;
};

/** Listens in the probe document, as the background does. */
export async function record(browser: Browser, sees = browser.probe): Promise<Recorder> {
  await sees.evaluate(LISTEN(browser.name === 'firefox'));
  return {
    take: async () => answered<readonly RecordedEvent[]>(await sees.evaluate(TAKE)),
    shown: async (tab) => {
      const frame = await sees.evaluate(`chrome.webNavigation.getFrame({ tabId: ${String(tab.id)}, frameId: 0 })`);
      const { documentId } = answered<{ documentId?: string } | null>(frame) ?? {};
      if (documentId === undefined) return null;
      // A browser may show the parts of a document as text.
      const words = String(await tab.evaluate(`document.title || document.body?.innerText || ''`).catch(() => ''));
      const from = (['attested', 'front', 'worker'] as const).find((one) => words.includes(one)) ?? 'browser';
      return { documentId, from };
    },
  };
}
