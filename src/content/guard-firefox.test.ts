// Covers: guard.iife.ts
import { beforeEach, describe, expect, it } from 'vitest';
import {
  guard,
  load,
  ORIGIN,
  OURS,
  pageUnderPolicy,
  report,
  turns,
  type Page,
  type Violation,
} from '../../testing/content/guarded-page.ts';

let page: Page;
beforeEach(() => {
  page = pageUnderPolicy();
});

describe('the guard in Firefox', () => {
  const violate = async (more: Partial<Violation & { readonly isTrusted: boolean }> = {}): Promise<void> => {
    page.violated?.({ isTrusted: true, disposition: 'enforce', originalPolicy: OURS, ...more });
    await turns();
    if (page.loads) await load();
  };

  it('tells the policy that refused its probe, once the browser says so', async () => {
    await guard('firefox', page);
    expect([page.told, page.done]).toEqual([[], []]);
    await violate();
    expect([page.told, page.done]).toEqual([[report(OURS)], []]);
  });

  it('tells it when the page has loaded, and leaves the page its own handler of that', async () => {
    page.loads = false;
    await guard('firefox', page);
    await violate();
    expect([page.told, globalThis.onpageshow]).toEqual([[], null]);
    await load();
    expect(page.told).toEqual([report(OURS)]);
  });

  it.each([{ isTrusted: false }, { disposition: 'report' }])('believes no event with %j', async (more) => {
    await guard('firefox', page);
    await violate(more);
    expect(page.told).toEqual([]);
  });

  it('tells nothing of a frame', async () => {
    Object.assign(page, { isTop: false, frame: {} });
    await guard('firefox', page);
    await violate();
    expect(page.told).toEqual([]);
  });

  it('stops a document under no policy, takes its service workers away, and then tells', async () => {
    page.refuses = false;
    page.workers = [{ unregister: () => Promise.resolve(page.done.push('unregister') > 0) }];
    await guard('firefox', page);
    expect([page.told, page.done]).toEqual([[report(null)], ['stop', 'empty', 'unregister']]);
  });

  it('stops a document that a service worker made, whatever its policy', async () => {
    page.controller = {};
    await guard('firefox', page);
    expect([page.told, page.done]).toEqual([[report(null)], ['stop', 'empty']]);
  });

  it('does the same where service workers are turned off', async () => {
    page.workers = undefined;
    await guard('firefox', page);
    expect(page.told).toEqual([]);
    page.refuses = false;
    await guard('firefox', page);
    expect([page.told, page.done]).toEqual([[report(null)], ['stop', 'empty']]);
  });

  /** A frame in a page of its own origin, and what happens to its element. */
  const framed = (more: Partial<Page>): Page => {
    const frame = { replaceWith: (element: unknown) => page.done.push(element === frame ? 'made anew' : 'replaced') };
    return { ...pageUnderPolicy(), isTop: false, frame, ...more };
  };

  it('stops a frame in a page of another origin, where nothing holds it, whatever its policy', async () => {
    page = framed({ frame: null });
    await guard('firefox', page);
    expect([page.told, page.done]).toEqual([[report(null)], ['stop', 'empty']]);
  });

  it('stops a frame in a window that has no address on the network: no request opened it, and so nothing may hold it', async () => {
    page = framed({ outerHost: '' });
    await guard('firefox', page);
    expect([page.told, page.done]).toEqual([[report(null)], ['stop', 'empty']]);
    page = framed({ outerHost: '', href: 'about:srcdoc' });
    await guard('firefox', page);
    expect(page.done).toEqual([]);
  });

  it('leaves a frame alone that has no origin, and one in a page of its own', async () => {
    for (const more of [{ frame: null, origin: 'null' }, {}]) {
      page = framed(more);
      await guard('firefox', page);
      expect([page.told, page.done]).toEqual([[], []]);
    }
  });

  it.each(['about:srcdoc', `blob:${ORIGIN}/x`])('makes a frame at %s anew that was there before', async (href) => {
    const made: unknown[] = [];
    for (const loadType of [0, 1, 2] as const) {
      page = framed({ href, loadType });
      await guard('firefox', page);
      made.push([loadType, page.done]);
    }
    expect(made).toEqual([
      [0, []],
      [1, ['made anew']],
      [2, ['made anew']],
    ]);
  });

  it.each<[string, Partial<Page>]>([
    ['in a sandbox, where it reaches no page', { frame: null, origin: 'null' }],
    ['made anew for seconds, as when its page is loaded past all caches', { age: 3000 }],
    ['in a tab of its own', { isTop: true, frame: null }],
  ])('stops a document without an address on the network that was there before: %s', async (_, more) => {
    page = framed({ href: `blob:${ORIGIN}/x`, loadType: 1, ...more });
    await guard('firefox', page);
    expect([page.told, page.done]).toEqual([[report(null)], ['stop', 'empty']]);
  });

  it('leaves other frames and pages alone that come from the history', async () => {
    for (const one of [framed({ loadType: 2 }), { ...pageUnderPolicy(), loadType: 1 as const }]) {
      page = one;
      await guard('firefox', page);
      expect(page.done).toEqual([]);
    }
  });

  it('does nothing in a private window', async () => {
    Object.assign(page, { isPrivate: true, refuses: false });
    await guard('firefox', page);
    await violate();
    expect([page.told, page.done]).toEqual([[], []]);
  });

  it.each([
    ['https://a.test', '?443', true],
    ['https://a.test', '?8443', false],
    ['https://a.test:8443', '?443', false],
    ['https://a.test:8443', '?8443', true],
    ['https://a.test:844', '?8443', false],
    ['https://a.test:8443', '', true],
  ])('on %s, registered as guard.js%s: stops a document without a policy: %s', async (origin, fileQuery, stops) => {
    Object.assign(page, { origin, fileQuery, refuses: false });
    await guard('firefox', page);
    expect(page.done).toEqual(stops ? ['stop', 'empty'] : []);
  });

  it.each<[string, Partial<Page>, string | null]>([
    ['with an address', { href: 'https://a.test:9443/x', ancestors: [ORIGIN] }, '9443'],
    ['at an address that code made', { href: 'blob:https://a.test:9443/x', ancestors: [ORIGIN] }, '9443'],
    ['of text', { href: 'data:text/html,x', ancestors: ['https://a.test:9443', ORIGIN], baseUri: 'data:text/html,x' }, '9443'],
    ['in another such frame', { href: 'about:srcdoc', ancestors: ['null', 'https://a.test:9443'] }, '9443'],
    [
      'whose frame hides where it stands',
      { href: 'about:srcdoc', ancestors: ['null'], baseUri: 'https://a.test:9443/x' },
      '9443',
    ],
    [
      'in a Firefox that tells no ancestors',
      { href: 'about:srcdoc', ancestors: undefined, baseUri: 'https://a.test:9443/' },
      '9443',
    ],
    ['of which nothing tells its port', { href: 'data:text/html,x', ancestors: undefined, baseUri: 'data:text/html,x' }, null],
  ])('in a sandboxed frame %s: acts for its port only', async (_, frame, port) => {
    for (const locked of ['443', '9443', '8443']) {
      page = { ...pageUnderPolicy(), origin: 'null', ...frame, fileQuery: `?${locked}`, refuses: false };
      await guard('firefox', page);
      expect([locked, page.done]).toEqual([locked, port === null || port === locked ? ['stop', 'empty'] : []]);
    }
  });
});
