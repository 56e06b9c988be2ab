import type { Table, Tables } from './tables.ts';

/**
 * The same tables, one of which is read once, as a whole, and held in memory, because every page needs it and few change it.
 * Every writer has to use the returned tables. After a write, completed or failed, it is read again.
 */
export function holding(tables: Tables, table: Table): Tables {
  let held: Promise<ReadonlyMap<string, unknown>> | null = null;

  function whole(): Promise<ReadonlyMap<string, unknown>> {
    if (held !== null) return held;
    const reading = tables.all(table).then((rows) => new Map(rows.map(({ key, value }) => [key, value] as const)));
    held = reading;
    reading.catch(() => {
      if (held === reading) held = null;
    });
    return reading;
  }

  /** Whatever is read in the meantime may be outdated. */
  async function written(write: () => Promise<void>): Promise<void> {
    held = null;
    try {
      await write();
    } finally {
      held = null;
    }
  }

  return {
    ...tables,
    get: async (from, key) => (from === table ? (await whole()).get(key) : await tables.get(from, key)),
    put: (into, key, value) => (into === table ? written(() => tables.put(into, key, value)) : tables.put(into, key, value)),
    putAll: (into, rows) => (into === table ? written(() => tables.putAll(into, rows)) : tables.putAll(into, rows)),
    remove: (from, key) => (from === table ? written(() => tables.remove(from, key)) : tables.remove(from, key)),
  };
}
