// Covers: page-rules.ts
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { sessionWord } from '../api/page-guard.ts';
import type { PageRule } from '../lock/page-rules.ts';

type Rule = chrome.declarativeNetRequest.Rule;
type Script = { readonly id: string; readonly matches: readonly string[] };

/** What the browser has: its rules and scripts, the name of this session, and every change in order. */
const state = { rules: new Map<number, Rule>(), scripts: new Map<string, Script>(), secret: '', inPrivate: false };
const done: string[] = [];

vi.stubGlobal('__TARGET__', 'chrome');
vi.stubGlobal('chrome', {
  declarativeNetRequest: {
    getDynamicRules: () => Promise.resolve([...state.rules.values()]),
    // As Chrome does: removes first, and refuses an id that is there already.
    updateDynamicRules({ removeRuleIds = [], addRules = [] }: chrome.declarativeNetRequest.UpdateRuleOptions) {
      done.push('rules');
      for (const id of removeRuleIds) state.rules.delete(id);
      for (const rule of addRules) {
        if (state.rules.has(rule.id))
          return Promise.reject(new Error(`Rule with id ${String(rule.id)} does not have a unique ID.`));
        state.rules.set(rule.id, rule);
      }
      return Promise.resolve();
    },
    isRegexSupported: ({ regex }: { readonly regex: string }) => Promise.resolve({ isSupported: regex.length < 100 }),
  },
  browsingData: {
    remove: (what: object, kinds: object) => Promise.resolve(void done.push(JSON.stringify([what, kinds]))),
  },
});
vi.mock('webextension-polyfill', () => ({
  default: {
    extension: {
      get inIncognitoContext() {
        return state.inPrivate;
      },
    },
    runtime: { getURL: (path: string) => `chrome-extension://${state.secret}/${path}` },
    scripting: {
      getRegisteredContentScripts: () => Promise.resolve([...state.scripts.values()]),
      registerContentScripts: (scripts: readonly Script[]) => put(scripts),
      updateContentScripts: (scripts: readonly Script[]) => put(scripts),
      unregisterContentScripts: ({ ids }: { readonly ids: readonly string[] }) => {
        done.push('guard');
        for (const id of ids) state.scripts.delete(id);
        return Promise.resolve();
      },
    },
  },
}));

function put(scripts: readonly Script[]): Promise<void> {
  done.push('guard');
  for (const script of scripts) state.scripts.set(script.id, script);
  return Promise.resolve();
}

const [reloadUnheld, reloadUnheldTab] = [vi.fn(() => Promise.resolve()), vi.fn(() => Promise.resolve())];
vi.mock('./unheld-pages.ts', () => ({ reloadUnheld, reloadUnheldTab }));
const { chromeRules } = await import('./page-rules.ts');

const ORIGIN = 'https://a.test';
const OTHER = 'https://b.test';
const SECRET = '6f1ed002-ab55-4cd6-8000-0123456789ab';
const NEXT = SECRET.replace('6', '7');
const rule = (id: number, origin: string): PageRule => ({
  id,
  origin,
  policy: `script-src 'sha256-${String(id)}'; manifest-src`,
});
const headers = (): readonly (readonly [number, string | undefined])[] =>
  [...state.rules.values()].map(({ id, action }) => [id, action.responseHeaders?.[0]?.value]);
const held = ({ id, origin, policy }: PageRule, secret = SECRET) => [id, `${policy} https://${sessionWord(secret, origin)}`];
const guarded = (): readonly string[] => [...state.scripts.values()].flatMap(({ matches }) => matches);

beforeEach(() => {
  state.rules.clear();
  state.scripts.clear();
  Object.assign(state, { secret: SECRET, inPrivate: false });
  done.length = 0;
});

describe('the rules of Chrome', () => {
  it('outlive the background, and end in the word of this session', async () => {
    expect([chromeRules.lasting, await chromeRules.word(ORIGIN)]).toEqual([true, sessionWord(SECRET, ORIGIN)]);
  });

  it('are set before their guard, which would stop a page without one, and replace those with the same number', async () => {
    await chromeRules.set(rule(1, ORIGIN), [ORIGIN]);
    expect([headers(), guarded(), done]).toEqual([[held(rule(1, ORIGIN))], ['https://a.test:443/*'], ['rules', 'guard']]);
    const changed = { ...rule(1, ORIGIN), policy: 'x' };
    await chromeRules.set(changed, [ORIGIN]);
    expect(headers()).toEqual([held(changed)]);
  });

  it('are dropped after their guard, and others stay', async () => {
    for (const one of [rule(1, ORIGIN), rule(2, OTHER)]) await chromeRules.set(one, [ORIGIN, OTHER]);
    done.length = 0;
    await chromeRules.drop([1], [OTHER]);
    expect([headers(), guarded(), done]).toEqual([[held(rule(2, OTHER))], ['https://b.test:443/*'], ['guard', 'rules']]);
  });

  it('are all set anew, and whatever else was there goes', async () => {
    for (const one of [rule(1, ORIGIN), rule(3, 'https://c.test')]) await chromeRules.set(one, [ORIGIN, 'https://c.test']);
    state.secret = NEXT;
    const all = [rule(1, ORIGIN), rule(2, OTHER)];
    await chromeRules.renew(all);
    expect(headers()).toEqual(all.map((one) => held(one, NEXT)));
    expect(guarded()).toEqual(['https://a.test:443/*', 'https://b.test:443/*']);
  });

  it('get the word of a new session, those that lack it and no others', async () => {
    await chromeRules.set(rule(1, ORIGIN), [ORIGIN]);
    state.secret = NEXT;
    await chromeRules.set(rule(2, OTHER), [ORIGIN, OTHER]);
    const current = state.rules.get(2);
    done.length = 0;
    await chromeRules.renewWord();
    expect([headers().toSorted(), done]).toEqual([[rule(1, ORIGIN), rule(2, OTHER)].map((one) => held(one, NEXT)), ['rules']]);
    expect(state.rules.get(2)).toBe(current);
  });

  it('get their guard back, before anything else, where an update forgot it', async () => {
    await chromeRules.set(rule(1, ORIGIN), [ORIGIN]);
    state.scripts.clear();
    state.secret = NEXT;
    done.length = 0;
    // Not ours: it sets no policy.
    state.rules.set(9, { id: 9, condition: {}, action: { type: 'block' } });
    expect(await chromeRules.guardAgain()).toEqual([` https://${sessionWord(SECRET, ORIGIN)}`]);
    expect([guarded(), done]).toEqual([['https://a.test:443/*'], ['guard']]);
  });

  it('have open pages loaded again that are under neither the words of before nor those of now, but not for private windows', async () => {
    await chromeRules.set(rule(1, ORIGIN), [ORIGIN]);
    const before = await chromeRules.guardAgain();
    state.secret = NEXT;
    await chromeRules.renewWord();
    await chromeRules.reloadUnheld(before);
    expect(reloadUnheld).toHaveBeenCalledExactlyOnceWith(
      [ORIGIN],
      [SECRET, NEXT].map((secret) => ` https://${sessionWord(secret, ORIGIN)}`),
    );
    state.inPrivate = true;
    await chromeRules.reloadUnheld(before);
    expect(reloadUnheld).toHaveBeenCalledOnce();
  });

  it('have a tab loaded again that shows a document from earlier under no word of now, but not for private windows', async () => {
    await chromeRules.reloadUnheldTab(7, ORIGIN);
    state.inPrivate = true;
    await chromeRules.reloadUnheldTab(8, ORIGIN);
    expect(reloadUnheldTab.mock.calls).toEqual([[7, [ORIGIN], [` https://${sessionWord(SECRET, ORIGIN)}`]]]);
  });

  it('can hold an origin with a host name that makes an expression which Chrome has room for', async () => {
    const origins = [ORIGIN, `https://${'a'.repeat(100)}.test`, 'https://[::1]:8443'];
    expect(await Promise.all(origins.map((origin) => chromeRules.canHold(origin)))).toEqual([true, false, false]);
  });

  it('need the origin’s service workers and what they stored gone, and nothing else', async () => {
    await chromeRules.clear(ORIGIN);
    expect(done).toEqual(['[{"origins":["https://a.test"]},{"serviceWorkers":true,"cacheStorage":true}]']);
  });
});

describe('the background of Chrome’s private windows, which shares the rules', () => {
  it('neither sets nor drops any', async () => {
    await chromeRules.set(rule(1, ORIGIN), [ORIGIN]);
    state.inPrivate = true;
    done.length = 0;
    await chromeRules.set(rule(2, OTHER), [OTHER]);
    await chromeRules.drop([1], []);
    expect([done, headers()]).toEqual([[], [held(rule(1, ORIGIN))]]);
  });

  it('leaves the guard to the other one, which can read what is locked', async () => {
    await chromeRules.set(rule(1, ORIGIN), [ORIGIN]);
    state.scripts.clear();
    state.inPrivate = true;
    expect(await chromeRules.guardAgain()).toEqual([` https://${sessionWord(SECRET, ORIGIN)}`]);
    expect(guarded()).toEqual([]);
  });

  it('renews the word of those there are, and does not replace them by its own', async () => {
    await chromeRules.set(rule(1, ORIGIN), [ORIGIN]);
    Object.assign(state, { inPrivate: true, secret: NEXT });
    await chromeRules.renew([]);
    expect([headers(), guarded()]).toEqual([[held(rule(1, ORIGIN), NEXT)], ['https://a.test:443/*']]);
  });
});
