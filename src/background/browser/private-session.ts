import { isPrivateSession, privateSessionOf } from '../api/private-session.ts';
import type { SessionArea } from '../state/session-area.ts';

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error('IndexedDB failed'));
    };
  });
}

/**
 * A session area for Chromium's private windows, in the memory of their own profile (api/private-session.ts). @param version the
 * manifest's: what another release left is not read, and deleted
 */
export function privateSession(version: string): SessionArea {
  const { name, store } = privateSessionOf(version);
  // It is in nobody's way until it goes with its windows.
  void removeOthers(name).catch(() => undefined);
  let opened: Promise<IDBDatabase> | undefined;
  const channel = new BroadcastChannel(name);

  const values = async (mode: IDBTransactionMode): Promise<IDBObjectStore> => {
    try {
      opened ??= open(name, store);
      return (await opened).transaction(store, mode).objectStore(store);
    } catch {
      // The browser closed it unexpectedly, or could not open it: try once more.
      opened = open(name, store);
      return (await opened).transaction(store, mode).objectStore(store);
    }
  };

  return {
    async get(key) {
      return await done<unknown>((await values('readonly')).get(key));
    },
    async set(changed) {
      const content = await values('readwrite');
      await Promise.all(Object.entries(changed).map(([key, value]) => done(content.put(value, key))));
      channel.postMessage(Object.keys(changed));
    },
    async remove(keys) {
      const content = await values('readwrite');
      await Promise.all(keys.map((key) => done(content.delete(key))));
      channel.postMessage([...keys]);
    },
    async keys() {
      return (await done((await values('readonly')).getAllKeys())).filter((key) => typeof key === 'string');
    },
  };
}

async function removeOthers(name: string): Promise<void> {
  for (const one of await indexedDB.databases())
    if (one.name !== undefined && one.name !== name && isPrivateSession(one.name)) indexedDB.deleteDatabase(one.name);
}

function open(name: string, store: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(store);
  };
  return done(request);
}
