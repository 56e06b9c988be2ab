// Covers: guard.iife.ts
import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  enforced,
  guard,
  load,
  ORIGIN,
  OURS,
  pageUnderPolicy,
  report,
  SECRET,
  type Page,
  type Violation,
} from '../../testing/content/guarded-page.ts';
import { sessionWord } from '../background/api/page-guard.ts';

let page: Page;
beforeEach(() => {
  page = pageUnderPolicy();
});

describe('the guard in Chrome', () => {
  it('tells the policy under which its document runs, and leaves the document alone', async () => {
    await guard('chrome', page);
    expect([page.told, page.done]).toEqual([[report(OURS)], []]);
  });

  it('tells it when the page has loaded', async () => {
    page.loads = false;
    await guard('chrome', page);
    expect(page.told).toEqual([]);
    // A handler costs less than a listener, and is its own: the page has another.
    expect(globalThis.onpageshow).not.toBeNull();
    await load();
    expect(page.told).toEqual([report(OURS)]);
  });

  it('tells it after a second where the page has not loaded by then', async () => {
    page.loads = false;
    await guard('chrome', page);
    await vi.waitFor(
      () => {
        expect(page.told).toEqual([report(OURS)]);
      },
      { timeout: 20_000 },
    );
  });

  it('stops a document without waiting for that, and leaves its service workers to the background', async () => {
    const workers = [{ unregister: () => Promise.resolve(page.done.push('unregister') > 0) }];
    Object.assign(page, { loads: false, violations: [], workers });
    await guard('chrome', page);
    expect([page.told, page.done]).toEqual([[report(null)], ['stop', 'empty']]);
  });

  it('finds ours among reports of other kinds', async () => {
    page.violations = [{ id: 'NavigatorVibrate' } as unknown as Violation, ...page.violations];
    await guard('chrome', page);
    expect(page.told).toEqual([report(OURS)]);
  });

  it('finds ours among others', async () => {
    const others = ["script-src 'self'", OURS.replace('//', '//1')].map(enforced);
    page.violations = [...others, ...page.violations];
    await guard('chrome', page);
    expect(page.told).toEqual([report(OURS)]);
  });

  it.each([
    ['no policy', []],
    ['a policy that only reports', [{ disposition: 'report', originalPolicy: OURS }]],
    ['a policy with something behind the word', [{ disposition: 'enforce', originalPolicy: `${OURS}; x` }]],
    ['the word of another site', [enforced(`x https://${sessionWord(SECRET, 'https://b.test')}`)]],
    ['the word as a part of another', [{ disposition: 'enforce', originalPolicy: `x https://1${sessionWord(SECRET, ORIGIN)}` }]],
  ])('stops a document under %s at once, empties it and tells', async (_, violations) => {
    page.violations = violations;
    await guard('chrome', page);
    expect([page.told, page.done]).toEqual([[report(null)], ['stop', 'empty']]);
  });

  it.each([
    ['started a service worker', { workerStart: 0.3 }],
    ['asked a static route of one', { workerRouterEvaluationStart: 12 }],
    ['took it from a cache for one', { workerFinalSourceType: 'cache' }],
    ['did what a later browser measures', { workerSomething: 1 }],
  ])('stops a document under our policy for which the browser %s: that can make policies up', async (_, measured) => {
    page.measured = { ...page.measured, ...measured };
    await guard('chrome', page);
    expect([page.told, page.done]).toEqual([[report(null)], ['stop', 'empty']]);
  });

  it('stops a page out of the history, whose frames may come with their policies of before: loaded again, they do not', async () => {
    page.measured = { ...page.measured, type: 'back_forward' };
    await guard('chrome', page);
    expect([page.told, page.done]).toEqual([[report(null)], ['stop', 'empty']]);
  });

  it('leaves a page alone that is loaded again', async () => {
    page.measured = { ...page.measured, type: 'reload' };
    await guard('chrome', page);
    expect([page.told, page.done]).toEqual([[report(OURS)], []]);
  });

  it('leaves a PDF alone, which the browser draws under no policy of the site’s, and tells nothing of it', async () => {
    page = { ...page, contentType: 'application/pdf', violations: [] };
    await guard('chrome', page);
    expect([page.told, page.done]).toEqual([[], []]);
  });

  it('tells of a frame only that it was stopped', async () => {
    page.isTop = false;
    await guard('chrome', page);
    expect(page.told).toEqual([]);
    page.violations = [];
    await guard('chrome', page);
    expect(page.told).toEqual([report(null)]);
  });

  it('leaves a document alone that has no origin, as in a sandbox, under the policy of the page that framed it', async () => {
    page = { ...page, isTop: false, origin: 'null', ancestors: ['null', ORIGIN] };
    await guard('chrome', page);
    expect([page.told, page.done]).toEqual([[], []]);
  });

  it.each([
    ['is in a page of another site', ['https://b.test']],
    ['is a page', []],
  ])('stops a document without an origin that %s, under a policy in the name of the locked one', async (_, ancestors) => {
    page = { ...page, origin: 'null', ancestors };
    await guard('chrome', page);
    expect([page.told, page.done]).toEqual([[report(null)], ['stop', 'empty']]);
  });
});
