import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { privateSession } from './private-session.ts';

type Values = Map<string, unknown>;

/** The databases of a private profile, by name: they last as long as its windows, whatever becomes of the extension. */
let databases: Map<string, Values>;

const answer = <T>(result: T): { onsuccess?: () => void; result: T } => {
  const request: { onsuccess?: () => void; result: T } = { result };
  queueMicrotask(() => request.onsuccess?.());
  return request;
};

const contents = (values: Values) => ({
  get: (key: string) => answer(values.get(key)),
  put: (value: unknown, key: string) => answer(values.set(key, value)),
  delete: (key: string) => answer(values.delete(key)),
  getAllKeys: () => answer([...values.keys()]),
});

beforeEach(() => {
  databases = new Map();
  vi.stubGlobal('indexedDB', {
    databases: () => Promise.resolve([...databases.keys()].map((name) => ({ name }))),
    deleteDatabase: (name: string) => databases.delete(name),
    open(name: string) {
      const values: Values = databases.get(name) ?? new Map<string, unknown>();
      databases.set(name, values);
      return answer({ transaction: () => ({ objectStore: () => contents(values) }) });
    },
  });
  vi.stubGlobal(
    'BroadcastChannel',
    class {
      postMessage = (): void => undefined;
    },
  );
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('what is kept for private windows', () => {
  it('is there for the next worker of the same release', async () => {
    await privateSession('1.2.0').set({ 'site:1': 'verified' });
    expect(await privateSession('1.2.0').get('site:1')).toBe('verified');
    expect(await privateSession('1.2.0').keys()).toEqual(['site:1']);
  });

  it('is not read by another release', async () => {
    await privateSession('1.2.0').set({ 'site:1': 'verified' });
    const updated = privateSession('1.2.1');
    expect(await updated.get('site:1')).toBeUndefined();
    expect(await updated.keys()).toEqual([]);
  });

  it('goes when another release starts, and nothing else does', async () => {
    databases.set('sealmark', new Map()).set('private-session', new Map());
    await privateSession('1.2.0').set({ 'site:1': 'verified' });
    await privateSession('1.2.1').set({ 'site:1': 'none' });
    await vi.waitFor(
      () => {
        expect([...databases.keys()]).toEqual(['sealmark', 'private-session-1.2.1']);
      },
      { timeout: 20_000 },
    );
  });
});
