import type { SetAside } from '../api/calls.ts';
import { fieldsOf, Misshapen, type Fields } from './shape.ts';
import type { Table, Tables } from './tables.ts';

/** A table whose records are validated whenever they are read. */
export type Records<T> = {
  get(key: string): Promise<T | null>;
  list(): Promise<readonly T[]>;
  put(value: T): Promise<void>;
  remove(key: string): Promise<void>;
};

export type RecordShape<T> = {
  readonly table: Table;
  keyOf(record: T): string;
  /** @throws Misshapen */
  read(fields: Fields): T;
};

/**
 * Typed access to one table. A record that does not fit its shape is moved to the table `set-aside` with the reason, so
 * that it is neither believed nor lost, and the user can be told.
 * @param now RFC 3339
 */
export function recordsOf<T>(tables: Tables, shape: RecordShape<T>, now: () => string): Records<T> {
  const { table } = shape;

  async function checked(key: string, value: unknown): Promise<T | null> {
    try {
      const record = shape.read(fieldsOf(value, table));
      if (shape.keyOf(record) !== key) throw new Misshapen(table, 'stored under another key');
      return record;
    } catch (error) {
      if (!(error instanceof Misshapen)) throw error;
      await tables.put('set-aside', `${table}/${key}`, { store: table, key, why: error.message, at: now(), value });
      await tables.remove(table, key);
      return null;
    }
  }

  return {
    async get(key) {
      const value = await tables.get(table, key);
      return value === undefined ? null : await checked(key, value);
    },
    async list() {
      const found = await Promise.all((await tables.all(table)).map(({ key, value }) => checked(key, value)));
      return found.filter((record) => record !== null);
    },
    put: (record) => tables.put(table, shape.keyOf(record), record),
    remove: (key) => tables.remove(table, key),
  };
}

/** What was set aside, for options to show. */
export async function listSetAside(tables: Tables): Promise<readonly SetAside[]> {
  return (await tables.all('set-aside')).flatMap(({ value }) => {
    try {
      const fields = fieldsOf(value, 'set-aside');
      return [{ store: fields.string('store'), key: fields.string('key'), why: fields.string('why'), at: fields.string('at') }];
    } catch (error) {
      if (error instanceof Misshapen) return [];
      throw error;
    }
  });
}
