import type { SessionArea } from '../browser/session.ts';
import { openKnowledge, type Knowledge } from '../state/knowledge.ts';
import type { Table, Tables } from '../state/tables.ts';

/** Tables in memory: stored values are copied, as in a database. */
export function memoryTables(): Tables & { readonly rows: Map<string, unknown> } {
  const rows = new Map<string, unknown>();
  const keyOf = (table: Table, key: string): string => `${table} ${key}`;
  return {
    rows,
    get: (table, key) => Promise.resolve(structuredClone(rows.get(keyOf(table, key)))),
    all: (table) =>
      Promise.resolve(
        [...rows]
          .filter(([key]) => key.startsWith(`${table} `))
          .map(([key, value]) => ({ key: key.slice(table.length + 1), value: structuredClone(value) })),
      ),
    count: (table) => Promise.resolve([...rows.keys()].filter((key) => key.startsWith(`${table} `)).length),
    put(table, key, value) {
      rows.set(keyOf(table, key), structuredClone(value));
      return Promise.resolve();
    },
    putAll(table, all) {
      for (const { key, value } of all) rows.set(keyOf(table, key), structuredClone(value));
      return Promise.resolve();
    },
    remove(table, key) {
      rows.delete(keyOf(table, key));
      return Promise.resolve();
    },
  };
}

/** Session storage in memory: JSON in, JSON out. */
export function memorySession(): SessionArea & { readonly values: Map<string, string> } {
  const values = new Map<string, string>();
  return {
    values,
    get: (key) => Promise.resolve(values.has(key) ? (JSON.parse(values.get(key) ?? '') as unknown) : undefined),
    set(all) {
      for (const [key, value] of Object.entries(all)) values.set(key, JSON.stringify(value));
      return Promise.resolve();
    },
    remove(keys) {
      for (const key of keys) values.delete(key);
      return Promise.resolve();
    },
    keys: () => Promise.resolve([...values.keys()]),
  };
}

/** What was changed so far in a session of its own. */
export const memoryKnowledge = (): Knowledge => openKnowledge(memorySession(), () => undefined);
