/** The tables of the extension's own database, which content scripts cannot reach. */
export const TABLES = [
  'settings',
  'allowlist',
  'pins',
  'history',
  'endorsements',
  'registry-profiles',
  'registry-choices',
  'registry-sightings',
  'relay-states',
  'audit-subscriptions',
  'audit-lists',
  'site-directory',
  'publisher-lists',
  'page-locks',
  'own-keys',
  'set-aside',
] as const;

/** Name of one table. */
export type Table = (typeof TABLES)[number];

/** Stored values as read: an older release, or a broken disk, may have written them. */
export type Tables = {
  get(table: Table, key: string): Promise<unknown>;
  all(table: Table): Promise<readonly { readonly key: string; readonly value: unknown }[]>;
  count(table: Table): Promise<number>;
  put(table: Table, key: string, value: unknown): Promise<void>;
  /** All of them or, where it is stopped or fails on the way, none. */
  putAll(table: Table, rows: readonly { readonly key: string; readonly value: unknown }[]): Promise<void>;
  remove(table: Table, key: string): Promise<void>;
};

const NAME = 'sealmark';
/** Raised when a table is added. */
const VERSION = 6;

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error('indexedDB failed'));
    };
  });
}

function done(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => {
      resolve();
    };
    transaction.onabort = transaction.onerror = () => {
      reject(transaction.error ?? new Error('indexedDB failed'));
    };
  });
}

/**
 * IndexedDB of the extension's origin. Opened at once: nearly every start asks for the pins of a page or for the settings, and
 * until then the browser has time to open it.
 */
export function indexedDbTables(factory: IDBFactory): Tables {
  let opening: Promise<IDBDatabase> | undefined;

  function database(): Promise<IDBDatabase> {
    if (opening !== undefined) return opening;
    const request = factory.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      for (const table of TABLES) {
        if (!request.result.objectStoreNames.contains(table)) request.result.createObjectStore(table);
      }
    };
    const opened = settled(request).then((database) => {
      // Browsers close it when storage is cleared or a disk fails: the next call reopens it.
      database.onclose = forget;
      database.onversionchange = () => {
        forget();
        database.close();
      };
      return database;
    });
    opening = opened;
    opened.catch(forget);
    return opened;

    function forget(): void {
      if (opening === opened) opening = undefined;
    }
  }

  /** A database that was closed silently is reopened once. */
  async function begin(table: Table, mode: IDBTransactionMode): Promise<IDBTransaction> {
    const opened = database();
    try {
      return (await opened).transaction(table, mode);
    } catch {
      if (opening === opened) opening = undefined;
      return (await database()).transaction(table, mode);
    }
  }

  // The first caller is told of a failure, or finds it reopened.
  database().catch(() => undefined);

  const read = async (table: Table): Promise<IDBObjectStore> => (await begin(table, 'readonly')).objectStore(table);

  return {
    async get(table, key) {
      return await settled<unknown>((await read(table)).get(key));
    },
    async all(table) {
      const store = await read(table);
      const [keys, values] = await Promise.all([settled(store.getAllKeys()), settled<unknown[]>(store.getAll())]);
      return keys.map((key, index) => ({ key: typeof key === 'string' ? key : JSON.stringify(key), value: values[index] }));
    },
    async count(table) {
      return await settled((await read(table)).count());
    },
    async put(table, key, value) {
      const transaction = await begin(table, 'readwrite');
      transaction.objectStore(table).put(value, key);
      await done(transaction);
    },
    async putAll(table, rows) {
      const transaction = await begin(table, 'readwrite');
      const store = transaction.objectStore(table);
      for (const { key, value } of rows) store.put(value, key);
      await done(transaction);
    },
    async remove(table, key) {
      const transaction = await begin(table, 'readwrite');
      transaction.objectStore(table).delete(key);
      await done(transaction);
    },
  };
}
