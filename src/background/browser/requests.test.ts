import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { NavigationEvent } from '../channel/event.ts';

type Listener = (details: object) => unknown;
type Added = { readonly listener: unknown; readonly types: readonly string[]; readonly extra: readonly string[] };

/** Which listeners there are for each event, by the options they asked for. */
const browser = vi.hoisted(() => {
  const listeners = new Map<string, Added[]>();
  const event = (name: string) => ({
    addListener(listener: unknown, filter?: { readonly types?: readonly string[] }, extra: readonly string[] = []) {
      listeners.set(name, [...(listeners.get(name) ?? []), { listener, types: filter?.types ?? [], extra }]);
    },
    removeListener(listener: unknown) {
      const others = (listeners.get(name) ?? []).filter((one) => one.listener !== listener);
      listeners.set(name, others);
    },
  });
  const events = (space: string): object => new Proxy({}, { get: (_, name) => event(`${space}.${String(name)}`) });
  const granted: string[] = [];
  const permissions = {
    getAll: () => Promise.resolve({ origins: [...granted] }),
    contains: () => Promise.resolve(granted.length > 0),
  };
  return {
    listeners,
    granted,
    api: { permissions, webNavigation: events('webNavigation'), webRequest: events('webRequest'), tabs: events('tabs') },
  };
});

vi.mock('webextension-polyfill', () => {
  vi.stubGlobal('chrome', browser.api);
  return { default: browser.api };
});

/** @param state of Chromium's worker */
async function listen(target: 'chrome' | 'firefox', state?: string) {
  vi.stubGlobal('__TARGET__', target);
  vi.stubGlobal('serviceWorker', state === undefined ? undefined : { state });
  const { listenToNavigation } = await import('./requests.ts');
  const emitted: NavigationEvent[] = [];
  const announces = (): boolean => false;
  const { again } = listenToNavigation((event) => emitted.push(event), announces);
  return { emitted, again };
}

const REQUEST = { tabId: 1, requestId: 'R1', url: 'https://site.test/', statusCode: 200, fromCache: false, timeStamp: 1 };

/** The browser reports a page's request to the listeners for it. */
function tell(name: string, details: object = {}, word?: string): void {
  for (const { listener, types, extra } of browser.listeners.get(`webRequest.${name}`) ?? [])
    if (types.includes('main_frame') && extra.includes('securityInfoRawDer') === (word !== undefined))
      (listener as Listener)({ ...REQUEST, ...details });
}

/** The browser reports that a page is shown. */
function arrive(): void {
  const details = { tabId: 1, frameId: 0, url: REQUEST.url, documentId: 'D1', transitionQualifiers: [] };
  for (const { listener } of browser.listeners.get('webNavigation.onCommitted') ?? []) (listener as Listener)(details);
}

/** The browser has reported which hosts are granted. */
const asked = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
async function renewedBy(again: () => void): Promise<void> {
  again();
  await asked();
}

const count = (name: string): number => browser.listeners.get(name)?.length ?? 0;

/** The events for how a request for a page began and its body arrived. */
const OF_CONNECTIONS = ['webRequest.onBeforeRequest', 'webRequest.onSendHeaders', 'webRequest.onResponseStarted'] as const;
const OF_ANSWERS = ['webRequest.onBeforeRedirect', 'webRequest.onErrorOccurred'] as const;
const OF_OWN = [...OF_ANSWERS, 'webRequest.onHeadersReceived', 'webRequest.onSendHeaders', 'webRequest.onResponseStarted'];

beforeEach(() => {
  browser.listeners.clear();
  browser.granted.length = 0;
});

describe('browsers are not asked for events that mean nothing to them, because each costs time on every page:', () => {
  it('ends of loads in Chromium', async () => {
    await listen('chrome');
    expect(count('webNavigation.onCompleted')).toBe(0);
    expect(count('webRequest.onCompleted')).toBe(0);
    for (const name of OF_CONNECTIONS) expect(count(name), name).toBe(1);
  });

  it('beginnings and ends of requests in Firefox, where ends of loads reveal downloads', async () => {
    await listen('firefox');
    expect(count('webNavigation.onCompleted')).toBe(1);
    expect(count('webRequest.onCompleted')).toBe(0);
    expect(count('webRequest.onBeforeRequest')).toBe(0);
    expect(count('webRequest.onSendHeaders')).toBe(1);
  });
});

describe('a background that Firefox wakes', () => {
  it.each([
    ['how a request began before its response', 'webRequest.onSendHeaders', 'webRequest.onHeadersReceived'],
    ['a failure before its error page is shown', 'webNavigation.onErrorOccurred', 'webNavigation.onCommitted'],
  ])('hears %s, because events arrive in the order of its listeners', async (_, ...names) => {
    await listen('firefox');
    expect([...browser.listeners.keys()].filter((name) => names.includes(name))).toEqual(names);
  });
});

describe('in a Chromium that shows no certificates', () => {
  it('only responses are listened to, once a page has come without one', async () => {
    const { emitted } = await listen('chrome');
    tell('onHeadersReceived');
    for (const name of OF_CONNECTIONS) expect(count(name), name).toBe(1);
    tell('onResponseStarted');
    for (const name of OF_CONNECTIONS) expect(count(name), name).toBe(0);
    for (const name of OF_ANSWERS) expect(count(name), name).toBe(1);
    expect(count('webRequest.onHeadersReceived')).toBe(2);
    expect(emitted.at(-1)).toEqual({ kind: 'certificates-not-shown' });
  });

  it('a grant does not bring back listeners that would report nothing', async () => {
    const { again, emitted } = await listen('chrome');
    tell('onHeadersReceived');
    tell('onResponseStarted');
    browser.granted.push('https://*/*');
    await renewedBy(again);
    for (const name of OF_CONNECTIONS) expect(count(name), name).toBe(0);
    for (const name of OF_ANSWERS) expect(count(name), name).toBe(1);
    expect(emitted.at(-1)).toEqual({ kind: 'certificates-not-shown' });
  });

  it('a certificate that comes after all is believed, and everything is listened to again', async () => {
    const { emitted } = await listen('chrome');
    tell('onHeadersReceived');
    tell('onResponseStarted');
    tell('onHeadersReceived', { securityInfo: { state: 'insecure', certificates: [] } }, 'securityInfoRawDer');
    for (const name of OF_CONNECTIONS) expect(count(name), name).toBe(1);
    expect(emitted.at(-1)).toEqual({ kind: 'listeners-renewed' });
    tell('onHeadersReceived');
    tell('onResponseStarted');
    for (const name of OF_CONNECTIONS) expect(count(name), name).toBe(1);
  });
});

describe('that a Chromium shows no certificates is not concluded', () => {
  it('from a page that came with one', async () => {
    const { emitted } = await listen('chrome');
    tell('onHeadersReceived', { securityInfo: { state: 'insecure', certificates: [] } }, 'securityInfoRawDer');
    tell('onHeadersReceived');
    tell('onResponseStarted');
    for (const name of OF_CONNECTIONS) expect(count(name), name).toBe(1);
    expect(emitted.map(({ kind }) => kind)).toEqual(['certificate', 'headers', 'response']);
  });

  it('from a stored page', async () => {
    await listen('chrome');
    tell('onHeadersReceived');
    tell('onResponseStarted', { fromCache: true });
    for (const name of OF_CONNECTIONS) expect(count(name), name).toBe(1);
  });

  it('from a page whose headers were missed', async () => {
    await listen('chrome');
    tell('onHeadersReceived', { requestId: 'R0' });
    tell('onResponseStarted');
    for (const name of OF_CONNECTIONS) expect(count(name), name).toBe(1);
  });
});

describe('a Chromium that would log an error of ours for each listener while no host is granted', () => {
  it('is asked for requests on the first tick by a worker that an event may have woken', async () => {
    await listen('chrome', 'activated');
    for (const name of OF_ANSWERS) expect(count(name), name).toBe(1);
  });

  it('is not asked for requests on a fresh installation, before the first grant', async () => {
    const { again } = await listen('chrome', 'parsed');
    await asked();
    for (const name of [...OF_ANSWERS, ...OF_CONNECTIONS]) expect(count(name), name).toBe(0);
    expect(count('webNavigation.onBeforeNavigate')).toBe(1);
    browser.granted.push('https://*/*');
    await renewedBy(again);
    for (const name of OF_ANSWERS) expect(count(name), name).toBe(1);
  });

  it('is asked for requests after an update, if hosts are granted', async () => {
    browser.granted.push('https://*/*');
    await listen('chrome', 'parsed');
    await asked();
    for (const name of OF_ANSWERS) expect(count(name), name).toBe(1);
  });

  it('is asked again when a page arrives without any request, as after a grant that was told to nobody', async () => {
    const { emitted } = await listen('chrome', 'parsed');
    await asked();
    browser.granted.push('https://*/*');
    arrive();
    await asked();
    for (const name of OF_ANSWERS) expect(count(name), name).toBe(1);
    expect(emitted.filter(({ kind }) => kind === 'listeners-renewed')).toHaveLength(2);
  });

  it('is not asked again while its requests are heard: a page that loads at that moment would get no mark', async () => {
    const { again, emitted } = await listen('chrome');
    browser.granted.push('https://*/*');
    tell('onBeforeRequest');
    await renewedBy(again);
    for (const name of OF_ANSWERS) expect(count(name), name).toBe(1);
    expect(emitted.map(({ kind }) => kind)).not.toContain('listeners-renewed');
  });

  it('is asked for nothing more when the last host is withdrawn, and again after the next grant, whatever was heard', async () => {
    const { again } = await listen('chrome');
    tell('onBeforeRequest');
    await renewedBy(again);
    for (const name of OF_ANSWERS) expect(count(name), name).toBe(0);
    browser.granted.push('https://*/*');
    await renewedBy(again);
    for (const name of OF_ANSWERS) expect(count(name), name).toBe(1);
  });
});

describe('our own requests for evidence', () => {
  /** Listens as a worker in this state does. */
  async function listenToOwn(target: 'chrome' | 'firefox', state: string): Promise<{ readonly again: () => void }> {
    vi.stubGlobal('__TARGET__', target);
    vi.stubGlobal('serviceWorker', { state });
    return await (await import('./requests.ts')).listenToCouriers(() => undefined);
  }

  it.each(['chrome', 'firefox'] as const)('are reported at once, and never those of pages: %s', async (target) => {
    browser.granted.push('https://*/*');
    await listenToOwn(target, 'activated');
    for (const name of OF_OWN) expect(count(name), name).toBeGreaterThan(0);
    for (const listeners of browser.listeners.values())
      for (const { types } of listeners) expect(types).toEqual(['xmlhttprequest', 'other']);
  });

  it('are listened to after a grant, once, and not before, nor after the last host is withdrawn', async () => {
    const { again } = await listenToOwn('chrome', 'activated');
    for (const name of [...OF_ANSWERS, ...OF_CONNECTIONS]) expect(count(name), name).toBe(0);
    browser.granted.push('https://*/*');
    for (let time = 0; time < 2; time += 1) again();
    await asked();
    for (const name of [...OF_ANSWERS, ...OF_CONNECTIONS]) expect(count(name), name).toBe(1);
    browser.granted.length = 0;
    await renewedBy(again);
    for (const name of OF_ANSWERS) expect(count(name), name).toBe(0);
  });
});
