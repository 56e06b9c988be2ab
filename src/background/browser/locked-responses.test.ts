import type { WebRequest } from 'webextension-polyfill';
import { describe, expect, it, vi } from 'vitest';
import { holdResponses, lockedResponse } from './locked-responses.ts';

const holdTab = vi.hoisted(() => vi.fn(() => Promise.resolve()));
vi.mock('./held-tabs.ts', () => ({ holdTab }));

const ORIGIN = 'https://a.test';
const FRESH = { name: 'cache-control', value: 'no-cache' };

type Received = Parameters<typeof lockedResponse>[0];
/** A response as Firefox describes it, without the fields that are not read here. */
const received = (more: Partial<Received> = {}): Received =>
  ({
    type: 'main_frame',
    url: `${ORIGIN}/x`,
    responseHeaders: [],
    cookieStoreId: 'firefox-default',
    incognito: false,
    ...more,
  }) as Received;

/** Firefox's webRequest, reduced to adding and removing listeners. */
function listening() {
  const events = { onBeforeSendHeaders: { addListener: vi.fn(), removeListener: vi.fn() } };
  return { events, webRequest: events as unknown as WebRequest.Static };
}

describe('a response of a locked origin in Firefox', () => {
  it('waits until it is known what is locked', async () => {
    const settled = vi.fn();
    const waiting = lockedResponse(received()).then(settled);
    await Promise.resolve();
    expect(settled).not.toHaveBeenCalled();
    holdResponses(listening().webRequest, new Map());
    await waiting;
    expect(settled).toHaveBeenCalledWith({});
  });

  it('waits no longer than a second when storage cannot be read', async () => {
    vi.useFakeTimers();
    vi.resetModules();
    const anew = await import('./locked-responses.ts');
    const settled = vi.fn();
    void anew.lockedResponse(received()).then(settled);
    await vi.advanceTimersByTimeAsync(anew.LOADING_TIMEOUT_MS - 1);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(settled).toHaveBeenCalledWith({});
    vi.useRealTimers();
  });

  it('gets our policy, and nothing that reports, once the tab is held', async () => {
    holdResponses(listening().webRequest, new Map([[ORIGIN, 'policy']]));
    const names = ['content-security-policy-report-only', 'Report-To', 'NEL', 'Reporting-Endpoints', 'Speculation-Rules'];
    const responseHeaders = [...names, 'X-Other'].map((name) => ({ name, value: 'theirs' }));
    expect(await lockedResponse(received({ responseHeaders, tabId: 7 }))).toEqual({
      responseHeaders: [{ name: 'X-Other', value: 'theirs' }, FRESH, { name: 'content-security-policy', value: 'policy' }],
    });
    expect(holdTab).toHaveBeenLastCalledWith(7, ORIGIN, 'policy');
  });

  it('is not used again from a cache, nor stored where its site forbids it', async () => {
    holdResponses(listening().webRequest, new Map([[ORIGIN, 'policy']]));
    const own = { name: 'Cache-Control', value: 'no-store' };
    const responseHeaders = [own, ...['ETag', 'Last-Modified'].map((name) => ({ name, value: 'theirs' }))];
    expect((await lockedResponse(received({ responseHeaders }))).responseHeaders?.slice(0, -1)).toEqual([own, FRESH]);
  });

  it('with a policy of its own, which stays, gets one that is not ours: nothing may be claimed of it', async () => {
    holdResponses(listening().webRequest, new Map([[ORIGIN, 'policy']]));
    const headers = await lockedResponse(received({ responseHeaders: [{ name: 'Content-Security-Policy', value: 'theirs' }] }));
    expect(headers).toEqual({ responseHeaders: [FRESH, { name: 'content-security-policy', value: 'policy.added' }] });
  });

  it('whose policy the browser replaced is left as it is; one that only looks so is not', async () => {
    holdResponses(listening().webRequest, new Map([[ORIGIN, 'policy']]));
    const ours = { name: 'content-security-policy', value: 'policy' };
    holdTab.mockClear();
    expect(await lockedResponse(received({ responseHeaders: [ours], tabId: 7 }))).toEqual({});
    // Its cache may have kept the policy of another tab, so this one is held all the same.
    expect(holdTab.mock.calls).toEqual([[7, ORIGIN, 'policy']]);
    for (const others of [[{ ...ours, value: 'policy; x' }], [ours, { ...ours, value: 'theirs' }]])
      expect((await lockedResponse(received({ responseHeaders: others }))).responseHeaders).toEqual([
        FRESH,
        { ...ours, value: 'policy.added' },
      ]);
  });

  it('that sends our policy itself, and another that reports, is under ours alone', async () => {
    holdResponses(listening().webRequest, new Map([[ORIGIN, 'policy']]));
    const ours = { name: 'content-security-policy', value: 'policy' };
    const reports = { name: 'Content-Security-Policy-Report-Only', value: 'report-uri /x' };
    expect((await lockedResponse(received({ responseHeaders: [ours, reports] }))).responseHeaders).toEqual([FRESH, ours]);
  });

  it('is not let through under our policy where its tab cannot be held', async () => {
    holdResponses(listening().webRequest, new Map([[ORIGIN, 'policy']]));
    holdTab.mockRejectedValueOnce(new Error('no room'));
    await expect(lockedResponse(received())).rejects.toThrow('no room');
  });

  it('gets our policy where the browser shows no headers, and does not say whether the window is private', async () => {
    holdResponses(listening().webRequest, new Map([[ORIGIN, 'policy']]));
    const details = { type: 'main_frame', url: `${ORIGIN}/` } as Received;
    expect(await lockedResponse(details)).toEqual({
      responseHeaders: [FRESH, { name: 'content-security-policy', value: 'policy' }],
    });
  });

  it.each<[string, Partial<Received>, boolean]>([
    ['a frame, which the browser holds', { type: 'sub_frame' }, false],
    ['the same host with a name before it', { url: 'https://user@a.test/' }, true],
    ['the same host with a dot at its end', { url: 'https://a.test./' }, true],
    ['another port', { url: 'https://a.test:8443/' }, false],
    ['a subdomain', { url: 'https://sub.a.test/' }, false],
    ['a private window', { incognito: true }, false],
    ['our own request for its evidence', { type: 'xmlhttprequest' }, false],
    ['a container, where the guard runs', { cookieStoreId: 'firefox-container-1' }, true],
  ])('is changed at %s or not (%o: %s)', async (_, more, changed) => {
    holdResponses(listening().webRequest, new Map([[ORIGIN, 'policy']]));
    expect((await lockedResponse(received(more))).responseHeaders !== undefined).toBe(changed);
  });

  it('has a listener for its workers, and no other site has', () => {
    const { events, webRequest } = listening();
    const origins = [ORIGIN, `${ORIGIN}:8443`, 'https://b.test'];
    holdResponses(webRequest, new Map(origins.map((origin) => [origin, 'policy'])));
    const urls = ['https://a.test/*', 'https://b.test/*'];
    expect(events.onBeforeSendHeaders.addListener.mock.calls).toEqual([
      [expect.any(Function), { urls, types: ['script'], tabId: -1 }, ['requestHeaders', 'blocking']],
    ]);
  });

  it('has listeners for what is locked now, and none for what no longer is', () => {
    const { events, webRequest } = listening();
    holdResponses(webRequest, new Map([[ORIGIN, 'policy']]));
    holdResponses(webRequest, new Map());
    holdResponses(webRequest, new Map());
    const { addListener, removeListener } = events.onBeforeSendHeaders;
    expect(removeListener.mock.calls).toEqual(addListener.mock.calls.map(([listener]: unknown[]) => [listener]));
    expect(addListener).toHaveBeenCalledTimes(1);
  });

  it('refuses a service worker’s script, and no other', () => {
    const { events, webRequest } = listening();
    holdResponses(webRequest, new Map([[ORIGIN, 'policy']]));
    const refuse = events.onBeforeSendHeaders.addListener.mock.calls[0]?.[0] as (details: object) => object;
    const asked = (name: string, url = `${ORIGIN}/sw.js`) => refuse({ url, requestHeaders: [{ name, value: 'script' }] });
    expect(asked('Service-Worker')).toEqual({ cancel: true });
    expect(asked('Accept')).toEqual({});
    expect(asked('Service-Worker', 'https://a.test:8443/sw.js')).toEqual({});
    expect(refuse({ url: `${ORIGIN}/sw.js` })).toEqual({});
    // Of a private window: it would tell the site what was learnt in ordinary ones.
    const header = { name: 'Service-Worker', value: 'script' };
    expect(refuse({ url: `${ORIGIN}/sw.js`, requestHeaders: [header], incognito: true })).toEqual({});
    const many = ['Accept', 'Service-Worker'].map((name) => ({ name, value: 'script' }));
    expect(refuse({ url: `${ORIGIN}/sw.js`, requestHeaders: many })).toEqual({ cancel: true });
  });
});
