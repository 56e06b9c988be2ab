import { beforeEach, describe, expect, it, vi } from 'vitest';

type Rule = chrome.declarativeNetRequest.Rule;

/** What each open tab shows: nothing that is locked. */
const OPEN: readonly (readonly [number, string | null])[] = [
  [1, null],
  [2, 'https://a.test:444'],
  [3, 'http://a.test'],
];

/** The session rules of a browser, its open tabs, how often it was asked for a change, and whether private windows are ours, too. */
const state = {
  rules: new Map<number, Rule>(),
  open: new Map(OPEN),
  changes: 0,
  refuses: false,
  allowed: true,
  slow: Promise.resolve(),
};

vi.stubGlobal('chrome', {
  declarativeNetRequest: {
    getSessionRules: () => Promise.resolve([...state.rules.values()]),
    async updateSessionRules({ removeRuleIds = [], addRules = [] }: chrome.declarativeNetRequest.UpdateRuleOptions) {
      await state.slow;
      if (state.refuses) throw new Error('no room');
      state.changes += 1;
      for (const id of removeRuleIds) state.rules.delete(id);
      for (const rule of addRules) {
        // As browsers do.
        if (!Number.isInteger(rule.id) || rule.id < 1 || state.rules.has(rule.id)) throw new Error(`id ${String(rule.id)}`);
        state.rules.set(rule.id, rule);
      }
    },
  },
});
vi.mock('webextension-polyfill', () => ({
  default: { extension: { isAllowedIncognitoAccess: () => Promise.resolve(state.allowed) } },
}));
vi.mock('./tabs.ts', () => ({ ordinaryTabs: () => Promise.resolve(state.open) }));

const ORIGIN = 'https://a.test';
const OTHER = 'https://b.test:8443';
/** Origins by the tabs in which they are held, and the policies. */
const held = (): readonly unknown[] =>
  [...state.rules.values()].map(({ condition, action }) => [
    condition.regexFilter?.includes('a\\.test') === true ? ORIGIN : OTHER,
    condition.tabIds,
    action.responseHeaders?.[0]?.value,
  ]);

/** A background that has just started. */
async function started() {
  vi.resetModules();
  return await import('./held-tabs.ts');
}

beforeEach(() => {
  state.rules.clear();
  Object.assign(state, { open: new Map(OPEN), changes: 0, refuses: false, allowed: true, slow: Promise.resolve() });
});

const removed = (name: string): readonly unknown[] => [name, 'remove', undefined];

describe('a tab of Firefox that shows a locked page, where we may look into private windows', () => {
  it('gets the policy for everything there that becomes a document, in place of the site’s own, and nothing that reports', async () => {
    const { tabRule } = await started();
    const { condition, action } = tabRule(1, ORIGIN, 'policy', [7]);
    expect(condition).toMatchObject({ resourceTypes: ['main_frame', 'sub_frame', 'object'], tabIds: [7] });
    const headers = action.responseHeaders?.map(({ header, operation, value }) => [header, operation, value]);
    expect(headers).toEqual([
      ['content-security-policy', 'set', 'policy'],
      ['cache-control', 'append', 'no-cache'],
      ...['content-security-policy-report-only', 'reporting-endpoints', 'report-to', 'nel', 'speculation-rules'].map(removed),
      ...['signature-input', 'signature', 'etag', 'last-modified'].map(removed),
    ]);
  });

  it('is held for each origin that it shows, as other tabs are', async () => {
    const { holdTab } = await started();
    await Promise.all([holdTab(1, ORIGIN, 'p'), holdTab(2, ORIGIN, 'p'), holdTab(1, OTHER, 'q')]);
    expect(held()).toEqual([
      [ORIGIN, [1, 2], 'p'],
      [OTHER, [1], 'q'],
    ]);
  });

  it('is held by one change, however often it shows the page, until the policy changes', async () => {
    const { holdTab } = await started();
    for (let time = 0; time < 3; time += 1) await holdTab(1, ORIGIN, 'p');
    expect(state.changes).toBe(1);
    await holdTab(1, ORIGIN, 'next');
    expect(held()).toEqual([[ORIGIN, [1], 'next']]);
  });

  it('stays held while the background sleeps, under the policy that it sets when it wakes', async () => {
    await (await started()).holdTab(1, ORIGIN, 'p');
    const { holdTabs, holdTab } = await started();
    await holdTabs(new Map([[ORIGIN, 'next']]));
    await holdTab(2, ORIGIN, 'next');
    expect(held()).toEqual([[ORIGIN, [1, 2], 'next']]);
  });

  it('is let go with its lock, and when it has closed', async () => {
    const { holdTab, holdTabs } = await started();
    await holdTab(1, ORIGIN, 'p');
    await holdTab(1, OTHER, 'q');
    await holdTab(2, OTHER, 'q');
    state.open.delete(1);
    await holdTabs(new Map([[OTHER, 'q']]));
    expect(held()).toEqual([[OTHER, [2], 'q']]);
    await holdTabs(new Map());
    expect(held()).toEqual([]);
  });

  it('is held anew once its lock was gone in between', async () => {
    const { holdTab, holdTabs } = await started();
    await holdTab(1, ORIGIN, 'p');
    await holdTabs(new Map());
    await holdTab(1, ORIGIN, 'p');
    expect(held()).toEqual([[ORIGIN, [1], 'p']]);
  });

  it('is held where it shows the page from before, with every other that is', async () => {
    state.open.set(1, `${ORIGIN}.`).set(4, ORIGIN).set(5, OTHER);
    const { holdTab, holdTabs } = await started();
    await holdTab(3, OTHER, 'q');
    await holdTabs(
      new Map([
        [ORIGIN, 'p'],
        [OTHER, 'q'],
      ]),
    );
    expect(held()).toEqual([
      [ORIGIN, [1, 4], 'p'],
      [OTHER, [3, 5], 'q'],
    ]);
    expect(new Set(state.rules.keys()).size).toBe(2);
  });

  it('is held under numbers that no other rule has', async () => {
    const { holdTab, holdTabs } = await started();
    for (const [tabId, origin] of [ORIGIN, OTHER, 'https://c.test'].entries()) await holdTab(tabId + 1, origin, 'p');
    state.open.set(1, OTHER).set(2, 'https://d.test').set(3, 'https://e.test');
    const origins = [OTHER, 'https://d.test', 'https://e.test'];
    await holdTabs(new Map(origins.map((origin) => [origin, 'p'])));
    expect(state.rules.size).toBe(3);
  });

  it('that the browser refuses to hold is an error, and may be tried again', async () => {
    const { holdTab, holdTabs } = await started();
    state.refuses = true;
    await expect(holdTab(1, ORIGIN, 'p')).rejects.toThrow('no room');
    state.refuses = false;
    await holdTab(1, ORIGIN, 'p');
    expect(held()).toEqual([[ORIGIN, [1], 'p']]);
    state.refuses = true;
    await expect(holdTabs(new Map())).rejects.toThrow('no room');
  });

  it('costs a browser nothing in which nothing is held', async () => {
    await (await started()).holdTabs(new Map([[ORIGIN, 'p']]));
    expect(state.changes).toBe(0);
  });
});

describe('where no private window is ours', () => {
  it('every tab is held from the moment of the lock, and none needs a rule of its own', async () => {
    state.allowed = false;
    const { holdTab, holdTabs } = await started();
    await holdTabs(new Map([[ORIGIN, 'p']]));
    await holdTab(1, ORIGIN, 'p');
    expect([held(), state.changes]).toEqual([[[ORIGIN, undefined, 'p']], 1]);
    await holdTabs(new Map([[OTHER, 'q']]));
    expect(held()).toEqual([[OTHER, undefined, 'q']]);
  });

  it('a page waits for the rule: the browser looks for one for a frame when that is asked for', async () => {
    let set = (): void => undefined;
    Object.assign(state, { allowed: false, slow: new Promise<void>((resolve) => (set = resolve)) });
    const { holdTab, holdTabs } = await started();
    const setting = holdTabs(new Map([[ORIGIN, 'p']]));
    const waited: string[] = [];
    const holding = holdTab(1, ORIGIN, 'p').then(() => waited.push(JSON.stringify(held())));
    await Promise.resolve();
    await Promise.resolve();
    expect(waited).toEqual([]);
    set();
    await Promise.all([setting, holding]);
    expect(waited).toEqual([JSON.stringify([[ORIGIN, null, 'p']])]);
  });

  it('no page is let through as held where the browser refused the rule', async () => {
    Object.assign(state, { allowed: false, refuses: true });
    const { holdTab, holdTabs } = await started();
    await expect(holdTabs(new Map([[ORIGIN, 'p']]))).rejects.toThrow('no room');
    await expect(holdTab(1, ORIGIN, 'p')).rejects.toThrow('no room');
  });
});
