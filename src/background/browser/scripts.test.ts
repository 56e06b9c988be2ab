import { beforeEach, describe, expect, it, vi } from 'vitest';

type Script = { readonly id: string; readonly matches: readonly string[] };
type Injection = { readonly target: object; readonly files: readonly string[]; readonly injectImmediately: boolean };

/** What the browser has registered, and what was injected where. */
const state = { inPrivate: false, refuses: false, watches: false };
const scripts = new Map<string, Script>();
const injected: Injection[] = [];
let pageRead: ((tabId: number) => void)[] = [];

vi.mock('./declared-content.ts', () => ({ watchedByChrome: () => Promise.resolve(state.watches) }));
vi.mock('./navigation.ts', () => ({ onPageRead: (heard: (tabId: number) => void) => void pageRead.push(heard) }));
vi.mock('webextension-polyfill', () => ({
  default: {
    extension: {
      get inIncognitoContext() {
        return state.inPrivate;
      },
    },
    scripting: {
      getRegisteredContentScripts: ({ ids }: { readonly ids: readonly string[] }) =>
        Promise.resolve([...scripts.values()].filter(({ id }) => ids.includes(id))),
      // As browsers do: an id that is there already is refused, and so is one to remove that is not.
      registerContentScripts(all: readonly Script[]) {
        for (const script of all) {
          if (scripts.has(script.id)) return Promise.reject(new Error('duplicate id'));
          scripts.set(script.id, script);
        }
        return Promise.resolve();
      },
      unregisterContentScripts: ({ ids }: { readonly ids: readonly string[] }) =>
        ids.every((id) => scripts.delete(id)) ? Promise.resolve() : Promise.reject(new Error('unknown id')),
      executeScript(injection: Injection) {
        injected.push(injection);
        return state.refuses ? Promise.reject(new Error('no access')) : Promise.resolve();
      },
    },
  },
}));
const { injectHints, registerHints, watchPrivatePages } = await import('./scripts.ts');

const HOSTS = ['https://a.test/*', 'http://a.test/*', 'https://*/*'];

beforeEach(() => {
  Object.assign(state, { inPrivate: false, refuses: false, watches: false });
  scripts.clear();
  injected.length = 0;
  pageRead = [];
  vi.stubGlobal('__TARGET__', 'firefox');
});

describe('pages that may announce an attestation', () => {
  it('are watched by a script that no page waits for, on the granted https hosts alone', async () => {
    await registerHints(HOSTS);
    expect([...scripts.values()]).toEqual([
      {
        id: 'announcements',
        matches: ['https://a.test/*', 'https://*/*'],
        js: ['content/announcement.js'],
        runAt: 'document_idle',
        allFrames: false,
        persistAcrossSessions: true,
      },
    ]);
  });

  it('are watched by Chrome itself where it can, which needs a style sheet in them and no script', async () => {
    vi.stubGlobal('__TARGET__', 'chrome');
    state.watches = true;
    await registerHints(HOSTS);
    expect([...scripts.values()]).toEqual([
      {
        id: 'announcements',
        matches: ['https://a.test/*', 'https://*/*'],
        css: ['content/announcement.css'],
        runAt: 'document_start',
        allFrames: false,
        persistAcrossSessions: true,
      },
    ]);
  });

  it.each([
    ['chrome', false],
    ['firefox', true],
  ])('get the script where the browser does not watch by itself (%s, %s)', async (target, watches) => {
    vi.stubGlobal('__TARGET__', target);
    state.watches = watches;
    await registerHints(HOSTS);
    expect([...scripts.values()][0]).toHaveProperty('js');
  });

  it('are watched anew when hosts change, and not at all without any', async () => {
    await registerHints(HOSTS);
    await registerHints(['https://b.test/*']);
    expect([...scripts.values()].map(({ matches }) => matches)).toEqual([['https://b.test/*']]);
    await registerHints(['http://a.test/*']);
    expect(scripts.size).toBe(0);
  });

  it('are watched as was asked for last, one call after the other, even if the browser refused one', async () => {
    const refused = vi.spyOn(scripts, 'set').mockImplementationOnce(() => {
      throw new Error('no match pattern');
    });
    const all = await Promise.allSettled([registerHints(['https://a.test/*']), registerHints(['https://b.test/*'])]);
    refused.mockRestore();
    expect(all.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect([...scripts.values()].map(({ matches }) => matches)).toEqual([['https://b.test/*']]);
  });
});

describe('pages in private windows', () => {
  it('of Chrome get the script once they are read', () => {
    vi.stubGlobal('__TARGET__', 'chrome');
    state.inPrivate = true;
    watchPrivatePages();
    pageRead[0]?.(7);
    expect(injected).toEqual([
      { target: { tabId: 7, frameIds: [0] }, files: ['content/announcement.js'], injectImmediately: true },
    ]);
  });

  it.each([
    ['chrome', false],
    ['firefox', true],
  ])('have rules of their own, or are none (%s, %s)', (target, inPrivate) => {
    vi.stubGlobal('__TARGET__', target);
    state.inPrivate = inPrivate;
    watchPrivatePages();
    expect(pageRead).toEqual([]);
  });
});

describe('the courier', () => {
  it('is put into the document that it is for, and into no other', async () => {
    expect(await injectHints({ tabId: 7, documentId: 'D1' })).toBe(true);
    expect(injected).toEqual([
      { target: { tabId: 7, documentIds: ['D1'] }, files: ['content/courier.js'], injectImmediately: true },
    ]);
  });

  it('is not put where we may not', async () => {
    state.refuses = true;
    expect(await injectHints({ tabId: 7, documentId: null })).toBe(false);
  });
});
