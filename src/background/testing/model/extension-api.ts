import type { ModelBrowser, Tab } from './browser.ts';

/** The parts of the extension's environment that every run has anew. */
export type Connection = { readonly leafOf: (host: string, node: string) => Uint8Array };

/** The one host pattern that the user grants and withdraws. */
export const EVERY_SITE = 'https://*/*';

const badgeOf = (details: { readonly path?: Record<string, string>; readonly imageData?: Record<string, string> }): string =>
  /([a-z]+)-(?:light|dark)-16/.exec(String((details.path ?? details.imageData)?.['16']))?.[1] ?? 'none';

/** Recordings state no type: all their requests are for main frames. */
const textOf = (type: unknown): string => (typeof type === 'string' ? type : 'main_frame');

type Listener = (details: Record<string, unknown>) => unknown;
type Icon = OfTab & { readonly path?: Record<string, string>; readonly imageData?: Record<string, string> };
type Change = (tab: Tab) => void;
type OfTab = { readonly tabId: number };

/** The functions that the background's own files call, over the modelled browser. */
export function extensionApi(model: ModelBrowser, { leafOf }: Connection) {
  const filtered = new Map<Listener, Listener>();
  const event = (name: string) => ({
    addListener: (listener: Listener, filter?: { readonly types?: readonly string[] }) => {
      // Main frames are recorded; the run adds requests of a page's scripts.
      const types = filter?.types;
      const heard: Listener =
        types === undefined ? listener : (details) => (types.includes(textOf(details['type'])) ? listener(details) : undefined);
      filtered.set(listener, heard);
      model.listen(name, heard);
    },
    removeListener: (listener: Listener) => {
      model.unlisten(name, filtered.get(listener) ?? listener);
    },
  });
  const events = (space: string, names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, event(`${space}.${name}`)]));
  const paint = (tabId: number, says: string, change: Change): Promise<void> => model.paint(tabId, change, says);
  const { stored } = model;

  return {
    runtime: {
      id: 'us',
      getURL: (path: string) => `chrome-extension://us${path}`,
      ...events('runtime', ['onMessage', 'onInstalled']),
    },
    extension: { inIncognitoContext: false },
    webNavigation: {
      ...events('webNavigation', ['onBeforeNavigate', 'onCommitted', 'onErrorOccurred', 'onCompleted', 'onTabReplaced']),
      getFrame: ({ tabId }: OfTab) =>
        model.call(() => {
          const tab = model.tabs.get(tabId);
          return tab === undefined ? null : { url: tab.url, documentId: tab.documentId, errorOccurred: tab.failed };
        }),
    },
    webRequest: {
      ...events('webRequest', [
        'onBeforeRequest',
        'onSendHeaders',
        'onHeadersReceived',
        'onBeforeRedirect',
        'onResponseStarted',
        'onCompleted',
        'onErrorOccurred',
      ]),
      getSecurityInfo: (requestId: string) =>
        model.call(() => {
          const [host, node] = model.connections.get(requestId) ?? ['', ''];
          const certificates = [{ rawDER: [...leafOf(host, node)] }, { isBuiltInRoot: true, rawDER: [] }];
          return { state: 'secure', certificates };
        }),
    },
    tabs: {
      ...events('tabs', ['onRemoved']),
      get: (tabId: number) =>
        model.call(() => {
          if (!model.tabs.has(tabId)) throw new Error('No tab with id');
          return { incognito: model.hidden.has(tabId), url: model.tab(tabId).url, cookieStoreId: 'firefox-default' };
        }),
      query: () => model.call(() => [...model.tabs.keys()].map((id) => ({ id }))),
      reload: () => Promise.resolve(),
    },
    action: {
      setIcon: (details: Icon) => {
        const badge = badgeOf(details);
        return paint(details.tabId, badge, (tab) => (tab.icon = badge));
      },
      getTitle: ({ tabId }: Partial<OfTab>) => model.call(() => (tabId === undefined ? '' : model.tab(tabId).title)),
      setTitle: ({ tabId, title }: OfTab & { readonly title: string }) => paint(tabId, '', (tab) => (tab.title = title)),
    },
    pageAction: {
      setIcon: (details: Icon) => {
        const badge = badgeOf(details);
        return paint(details.tabId, badge, (tab) => (tab.barIcon = badge));
      },
      setTitle: () => undefined,
      show: (tabId: number) => paint(tabId, '', (tab) => (tab.bar = tab.barIcon)),
      hide: (tabId: number) => paint(tabId, '', (tab) => (tab.bar = null)),
    },
    alarms: {
      ...events('alarms', ['onAlarm']),
      create: (name: string, { when }: { readonly when: number }) => model.call(() => void model.alarms.set(name, when)),
      clear: (name: string) => model.call(() => model.alarms.delete(name)),
    },
    permissions: {
      ...events('permissions', ['onAdded', 'onRemoved']),
      contains: () => model.call(() => model.granted),
      getAll: () => model.call(() => ({ origins: model.granted ? [EVERY_SITE] : [] })),
    },
    storage: {
      session: {
        get: (key: string) => model.call(() => (stored.has(key) ? { [key]: JSON.parse(stored.get(key) ?? '') as unknown } : {})),
        set: (values: Record<string, unknown>) => {
          // The value as of the call is stored.
          const entries = Object.entries(values).map(([key, value]) => [key, JSON.stringify(value)] as const);
          return model.call(() => {
            for (const [key, value] of entries) stored.set(key, value);
          });
        },
        remove: (keys: readonly string[]) =>
          model.call(() => {
            for (const key of keys) stored.delete(key);
          }),
        getKeys: () => model.call(() => [...stored.keys()]),
      },
    },
  };
}
