import { beforeEach, describe, expect, it, vi } from 'vitest';
import { sessionWord } from '../api/page-guard.ts';
import type { PageRule } from '../lock/page-rules.ts';
import type { lockedResponse } from './locked-responses.ts';

type Script = { readonly id: string; readonly matches: readonly string[] };

/** What the browser keeps for its session, and which scripts are registered. */
const stored: Record<string, unknown> = {};
const scripts = new Map<string, Script>();
/** What pages of these origins would get, whenever a script is registered or removed. */
let whenGuarded: (string | undefined)[] = [];

const event = () => ({ addListener: vi.fn(), removeListener: vi.fn() });
const registered = async (all: readonly Script[]): Promise<void> => {
  whenGuarded.push(await policyOf(ORIGIN));
  for (const script of all) scripts.set(script.id, script);
};

vi.stubGlobal('__TARGET__', 'firefox');
vi.mock('webextension-polyfill', () => ({
  default: {
    extension: { inIncognitoContext: false },
    runtime: { getURL: (path: string) => `moz-extension://profile/${path}` },
    webRequest: { onHeadersReceived: event(), onBeforeSendHeaders: event() },
    storage: {
      session: {
        get: (key: string) => Promise.resolve({ [key]: stored[key] }),
        set: (values: object) => Promise.resolve(void Object.assign(stored, values)),
      },
    },
    tabs: {
      get: (id: number) => (id === 9 ? Promise.reject(new Error('Invalid tab ID: 9')) : Promise.resolve({ incognito: id === 8 })),
    },
    scripting: {
      getRegisteredContentScripts: () => Promise.resolve([...scripts.values()]),
      registerContentScripts: registered,
      updateContentScripts: registered,
      unregisterContentScripts: async ({ ids }: { readonly ids: readonly string[] }) => {
        await registered([]);
        for (const id of ids) scripts.delete(id);
      },
    },
  },
}));

/** What the browser itself was told of the tabs that it holds, in order. */
const inTabs = vi.hoisted(() => ({ told: [] as (readonly (readonly [string, string])[])[] }));
vi.mock('./held-tabs.ts', () => ({
  holdTab: () => Promise.resolve(),
  holdTabs: (all: ReadonlyMap<string, string>) => Promise.resolve(void inTabs.told.push([...all])),
}));
const reloadUnheldTab = vi.fn(() => Promise.resolve());
vi.mock('./unheld-pages.ts', () => ({ reloadUnheldTab }));

const ORIGIN = 'https://a.test';
const OTHER = 'https://b.test';
const rule = (id: number, origin: string): PageRule => ({ id, origin, policy: `policy ${String(id)}` });
const SECRET = /^[0-9a-f]{32}$/;
const secret = (): string => String(stored['page-lock-secret']);
const held = ({ origin, policy }: PageRule): string => `${policy} https://${sessionWord(secret(), origin)}`;
const guarded = (): readonly string[] => [...scripts.values()].flatMap(({ matches }) => matches);

/** A background that has just started. */
async function started() {
  vi.resetModules();
  const { firefoxRules } = await import('./firefox-rules.ts');
  ({ lockedResponse: respond } = await import('./locked-responses.ts'));
  return firefoxRules;
}

let respond: typeof lockedResponse;

/** The policy that a page of this origin gets. */
async function policyOf(origin: string): Promise<string | undefined> {
  const details = { type: 'main_frame', url: `${origin}/`, responseHeaders: [] } as unknown as Parameters<typeof respond>[0];
  return (await respond(details)).responseHeaders?.find(({ name }) => name === 'content-security-policy')?.value;
}

beforeEach(() => {
  for (const key of Object.keys(stored)) Reflect.deleteProperty(stored, key);
  scripts.clear();
  whenGuarded = [];
});

describe('the rules of Firefox', () => {
  it('are forgotten with the background, and need nothing but to be set again', async () => {
    const rules = await started();
    expect(rules.lasting).toBe(false);
    await rules.set(rule(1, ORIGIN), [ORIGIN]);
    const again = await started();
    await again.renew([]);
    expect(await policyOf(ORIGIN)).toBeUndefined();
  });

  it('are set before their guard, which would stop a page without one, and replace those with the same number', async () => {
    const rules = await started();
    await rules.set(rule(1, ORIGIN), [ORIGIN]);
    expect([await policyOf(ORIGIN), guarded(), whenGuarded]).toEqual([
      held(rule(1, ORIGIN)),
      ['https://a.test/*'],
      [held(rule(1, ORIGIN))],
    ]);
    await rules.set(rule(1, OTHER), [OTHER]);
    expect([await policyOf(ORIGIN), await policyOf(OTHER), guarded()]).toEqual([
      undefined,
      held(rule(1, OTHER)),
      ['https://b.test/*'],
    ]);
  });

  it('are dropped after their guard, and others stay', async () => {
    const rules = await started();
    for (const one of [rule(1, ORIGIN), rule(2, OTHER)]) await rules.set(one, [ORIGIN, OTHER]);
    whenGuarded = [];
    await rules.drop([1], [OTHER]);
    expect([await policyOf(ORIGIN), await policyOf(OTHER)]).toEqual([undefined, held(rule(2, OTHER))]);
    expect([guarded(), whenGuarded]).toEqual([['https://b.test/*'], [held(rule(1, ORIGIN))]]);
  });

  it('are all set anew, and whatever else was there goes', async () => {
    const rules = await started();
    await rules.set(rule(3, ORIGIN), [ORIGIN]);
    await rules.renew([rule(1, OTHER), rule(2, 'https://c.test')]);
    expect([await policyOf(ORIGIN), await policyOf(OTHER)]).toEqual([undefined, held(rule(1, OTHER))]);
    expect(guarded()).toEqual(['https://b.test/*', 'https://c.test/*']);
    const c = rule(2, 'https://c.test');
    expect(inTabs.told.at(-1)).toEqual([rule(1, OTHER), c].map((one) => [one.origin, held(one)]));
  });

  it('end in a word of this browser session, which outlives the background', async () => {
    const rules = await started();
    const word = await rules.word(ORIGIN);
    expect(secret()).toMatch(SECRET);
    expect(word).toBe(sessionWord(secret(), ORIGIN));
    expect(await rules.word(ORIGIN)).toBe(word);
    expect(await (await started()).word(ORIGIN)).toBe(word);
  });

  it('end in another word in the next session', async () => {
    const word = await (await started()).word(ORIGIN);
    Reflect.deleteProperty(stored, 'page-lock-secret');
    expect(await (await started()).word(ORIGIN)).not.toBe(word);
  });

  it('have one secret, however many ask for it at once', async () => {
    const rules = await started();
    const [one, other] = await Promise.all([rules.word(ORIGIN), rules.word(ORIGIN)]);
    expect(one).toBe(other);
  });

  it('can hold every host that a match pattern can name', async () => {
    const rules = await started();
    const origins = [ORIGIN, `https://${'a'.repeat(200)}.test`, 'https://[::1]:8443', 'https://*.a.test'];
    expect(await Promise.all(origins.map((origin) => rules.canHold(origin)))).toEqual([true, true, false, false]);
  });

  it('have a tab loaded again that shows a document from earlier under another word, but no private one: nothing holds that', async () => {
    const rules = await started();
    for (const tabId of [7, 8, 9]) await rules.reloadUnheldTab(tabId, ORIGIN);
    expect(reloadUnheldTab.mock.calls).toEqual([[7, [ORIGIN], [` https://${await rules.word(ORIGIN)}`]]]);
  });

  it('need neither a new word nor anything cleared: the guard takes service workers away in the document itself', async () => {
    const rules = await started();
    await rules.set(rule(1, ORIGIN), [ORIGIN]);
    await expect(rules.renewWord()).resolves.toBeUndefined();
    await expect(rules.clear(ORIGIN)).resolves.toBeUndefined();
    expect(await policyOf(ORIGIN)).toBe(held(rule(1, ORIGIN)));
  });
});
