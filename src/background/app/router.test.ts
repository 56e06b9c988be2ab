import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { DEFAULT_SETTINGS } from '../api/settings.ts';
import type { Sender } from '../browser/messages.ts';
import { openTestBackground, ORIGIN, type TestBackground } from '../testing/test-background.ts';
import { router } from './router.ts';

const PAGE: Sender = { kind: 'page' };
const CONTENT: Sender = { kind: 'content', tabId: 1, frameId: 0, url: `${ORIGIN}/`, documentId: 'D1' };
const STRANGER: Sender = { kind: 'stranger' };

function routed(background: TestBackground = openTestBackground()) {
  const changed = vi.fn();
  const route = router(background.calls, background.tabs, changed);
  return { background, changed, ask: (message: unknown, sender: Sender = PAGE) => route(message, sender) };
}

describe('the router', () => {
  it('answers our own pages', async () => {
    const { ask } = routed();
    expect(await ask({ call: 'settings.get', ask: null })).toEqual({ ok: true, value: DEFAULT_SETTINGS });
    expect(await ask({ call: 'allowlist.list' })).toEqual({ ok: true, value: [] });
    expect(await ask({ call: 'storage.set-aside', ask: null })).toEqual({ ok: true, value: [] });
  });

  it('leaves messages that are not calls to others', () => {
    const { ask } = routed();
    for (const message of [null, 7, 'settings.get', [], {}, { call: 7 }, { ask: null }]) expect(ask(message)).toBeNull();
  });

  it.each(['unknown', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'hint.link'])(
    'knows no call %s of a page',
    async (call) => {
      expect(await routed().ask({ call, ask: null })).toMatchObject({ ok: false, error: { code: 'call.unknown' } });
    },
  );

  it('lets neither content scripts nor strangers make calls of our pages', async () => {
    const { ask, background } = routed();
    const calls = Object.keys(background.calls);
    expect(calls.length).toBeGreaterThan(10);
    for (const call of calls) {
      for (const sender of [CONTENT, STRANGER])
        expect(await ask({ call, ask: { tabId: 1 } }, sender)).toMatchObject({ ok: false, error: { code: 'call.not-yours' } });
    }
    expect(await ask({ call: 'hint.link', ask: { rel: 'attestation', href: 'x' } }, STRANGER)).toMatchObject({ ok: false });
  });

  it('takes a hint from a content script as one for the tab that sent it, whatever it says', async () => {
    const { ask, background } = routed();
    await background.arrive(1, { links: [], documentId: 'D1' });
    await background.arrive(2, { links: [], documentId: 'D2' });
    const href = `${ORIGIN}/.well-known/attestation`;
    expect(await ask({ call: 'hint.link', ask: { rel: 'attestation', href, tabId: 2 } }, CONTENT)).toEqual({
      ok: true,
      value: null,
    });
    expect((await background.settled(1)).state.at).toBe('appraised');
    expect((await background.view(2)).state.at).toBe('none');
  });

  it.each([
    ['site.check', null],
    ['site.check', { tabId: '1', origin: ORIGIN, documentId: null }],
    ['site.check', { tabId: -1, origin: ORIGIN, documentId: null }],
    ['site.check', { tabId: 1.5, origin: ORIGIN, documentId: null }],
    ['site.check', { tabId: 1, origin: ORIGIN }],
    ['site.reload', { tabId: 1, origin: 'http://enclave.test', documentId: null }],
    ['site.reload', { tabId: 1, documentId: null }],
    ['site.accept', { tabId: 1, everywhere: 'yes', note: '' }],
    ['site.pin', { origin: 'http://enclave.test', pin: 'hard' }],
    ['site.pin', { origin: ORIGIN, pin: 'very hard' }],
    ['allowlist.put', {}],
    ['allowlist.import', { text: 7 }],
    ['allowlist.preview', { text: 'x' }],
    ['settings.put', { ...DEFAULT_SETTINGS, format: 2 }],
    ['settings.put', { ...DEFAULT_SETTINGS, developer: null }],
    ['hint.link', { rel: 'stylesheet', href: 'x' }],
    ['hint.link', { rel: 'attestation', href: 'x'.repeat(5000) }],
  ])('refuses a misshapen ask of %s: %j', async (call, ask) => {
    const { ask: route } = routed();
    const sender = call === 'hint.link' ? CONTENT : PAGE;
    expect(await route({ call, ask }, sender)).toMatchObject({ ok: false, error: { code: 'call.malformed' } });
  });

  it('says why there is nothing to accept', async () => {
    const { ask } = routed();
    expect(
      await ask({
        call: 'site.accept',
        ask: { tabId: 1, documentId: null, registers: {}, everywhere: true, note: '', word: 'accepted', statement: null },
      }),
    ).toMatchObject({
      ok: false,
      error: { code: 'accept.nothing-appraised' },
    });
  });

  it('answers any argument of any call with an answer', async () => {
    const { ask, background } = routed();
    const names = [...Object.keys(background.calls), 'hint.link'];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.anything(),
        fc.constantFrom(PAGE, CONTENT, STRANGER),
        async (call, value, sender) => {
          expect(await ask({ call, ask: value }, sender)).toHaveProperty('ok');
        },
      ),
      { numRuns: 200 },
    );
  });
});
