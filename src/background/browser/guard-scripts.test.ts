import { beforeEach, describe, expect, it, vi } from 'vitest';

type Registered = { readonly id: string; readonly matches: readonly string[]; readonly js: readonly string[] };

/** What a browser has registered: it knows each id once, as real ones do. */
const registered = new Map<string, Registered>();
const done: string[] = [];

function put(call: string, known: boolean, scripts: readonly Registered[]): Promise<void> {
  done.push(call);
  for (const script of scripts) {
    if (registered.has(script.id) !== known || script.matches.length === 0) throw new Error(`${call}: ${script.id}`);
    registered.set(script.id, script);
  }
  return Promise.resolve();
}

vi.mock('webextension-polyfill', () => ({
  default: {
    scripting: {
      getRegisteredContentScripts: () => Promise.resolve([...registered.values()]),
      registerContentScripts: (scripts: readonly Registered[]) => put('register', false, scripts),
      updateContentScripts: (scripts: readonly Registered[]) => put('update', true, scripts),
      unregisterContentScripts: ({ ids }: { readonly ids: readonly string[] }) => {
        done.push('unregister');
        for (const id of ids) registered.delete(id);
        return Promise.resolve();
      },
    },
  },
}));
const { hasHostName } = await import('./guard-scripts.ts');
const { registerGuard } = await import('./scripts.ts');

const OTHER: Registered = { id: 'announcements', matches: ['https://*/*'], js: ['content/announcement.js'] };
const guards = () => [...registered.values()].filter(({ id }) => id !== OTHER.id).map(({ js, matches }) => [js, matches]);

beforeEach(() => {
  registered.clear();
  registered.set(OTHER.id, OTHER);
  done.length = 0;
});

describe('the guard is registered', () => {
  const origins = ['https://a.test', 'https://b.test:8443', 'https://a.test:8443', 'https://c.test'];

  it('in Chrome for exactly these origins, ports included', async () => {
    vi.stubGlobal('__TARGET__', 'chrome');
    await registerGuard(origins);
    expect(guards()).toEqual([
      [['content/guard.js'], ['https://a.test:443/*', 'https://b.test:8443/*', 'https://a.test:8443/*', 'https://c.test:443/*']],
    ]);
  });

  it('in Firefox once for each port, which the address of the script names', async () => {
    vi.stubGlobal('__TARGET__', 'firefox');
    await registerGuard(origins);
    expect(guards()).toEqual([
      [['content/guard.js?443'], ['https://a.test/*', 'https://c.test/*']],
      [['content/guard.js?8443'], ['https://b.test/*', 'https://a.test/*']],
    ]);
  });

  it.each(['chrome', 'firefox'])(
    'in %s at the start of every document and frame, also of those without an address',
    async (target) => {
      vi.stubGlobal('__TARGET__', target);
      await registerGuard(['https://a.test']);
      expect([...registered.values()].at(-1)).toMatchObject({
        runAt: 'document_start',
        allFrames: true,
        matchOriginAsFallback: true,
        persistAcrossSessions: true,
      });
    },
  );

  it('anew without a moment in which a locked page has none, and for no port that holds no locked origin', async () => {
    vi.stubGlobal('__TARGET__', 'firefox');
    await registerGuard(['https://a.test', 'https://a.test:8443']);
    await registerGuard(['https://a.test', 'https://a.test:9443']);
    expect(done).toEqual(['register', 'update', 'register', 'unregister']);
    expect(guards().map(([js]) => js)).toEqual([['content/guard.js?443'], ['content/guard.js?9443']]);
  });

  it.each(['chrome', 'firefox'])('nowhere when nothing is locked, which leaves other scripts alone (%s)', async (target) => {
    vi.stubGlobal('__TARGET__', target);
    await registerGuard(['https://a.test']);
    await registerGuard([]);
    expect([...registered.keys()]).toEqual([OTHER.id]);
  });

  it('for what is asked for next, even if the browser refused this', async () => {
    vi.stubGlobal('__TARGET__', 'firefox');
    registered.set('page-guard-443', { id: 'page-guard-443', matches: [], js: [] });
    const refused = vi.spyOn(registered, 'set').mockImplementationOnce(() => {
      throw new Error('no match pattern');
    });
    await expect(registerGuard(['https://a.test'])).rejects.toThrow('no match pattern');
    refused.mockRestore();
    await registerGuard(['https://b.test']);
    expect(guards()).toEqual([[['content/guard.js?443'], ['https://b.test/*']]]);
  });
});

describe('a host that match patterns can name', () => {
  it.each([
    ['https://a.test', true],
    ['https://127.0.0.1:8443', true],
    ['https://[::1]:8443', false],
  ])('%s: %s', (origin, can) => {
    expect(hasHostName(origin)).toBe(can);
  });
});
