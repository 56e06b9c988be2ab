import { privateSessionOf } from '../../background/api/private-session.ts';

/** Reads what the background of Chromium's private windows stored (background/api/private-session.ts); undefined for nothing. @param version the manifest's */
export function readPrivate(version: string, key: string): Promise<unknown> {
  const { name, store } = privateSessionOf(version);
  return new Promise((resolve) => {
    const opening = indexedDB.open(name, 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore(store);
    };
    opening.onerror = () => {
      resolve(undefined);
    };
    opening.onsuccess = () => {
      const reading = opening.result.transaction(store).objectStore(store).get(key);
      reading.onsuccess = () => {
        resolve(reading.result);
        opening.result.close();
      };
      reading.onerror = () => {
        resolve(undefined);
      };
    };
  });
}

/** Calls back with the new value of this key whenever it changed, until the returned function is called. @param version the manifest's */
export function watchPrivate(version: string, key: string, changed: (value: unknown) => void): () => void {
  const channel = new BroadcastChannel(privateSessionOf(version).name);
  channel.onmessage = ({ data }: MessageEvent<readonly string[]>) => {
    if (data.includes(key)) void readPrivate(version, key).then(changed);
  };
  return () => {
    channel.close();
  };
}
