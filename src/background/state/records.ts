import type { SetAside } from '../api/calls.ts';
import { fieldsOf, InvalidRecord, type Fields } from './shape.ts';
import type { Table, Tables } from './tables.ts';

/** A table whose records are validated whenever they are read. */
export type Records<T> = {
  get(key: string): Promise<T | null>;
  list(): Promise<readonly T[]>;
  put(value: T): Promise<void>;
  remove(key: string): Promise<void>;
};

/** Records of which many may come at once. */
export type ManyRecords<T> = Records<T> & {
  /** In one write: all of them or none. */
  putAll(values: readonly T[]): Promise<void>;
};

/** How the records of one table are named, read and evicted. */
export type RecordShape<T> = {
  readonly table: Table;
  keyOf(record: T): string;
  /** @throws InvalidRecord */
  read(fields: Fields): T;
  /** How many are kept, and which go first when there are more; null for records that only the user adds and removes. */
  readonly bound: Bound<T> | null;
};

/**
 * Records that sites cause are bounded, or one site could fill the disk. `rank` says what a record is worth: the lowest go first,
 * and among equals the oldest (by `since`, any text or number that sorts by time). A null rank is never evicted.
 */
export type Bound<T> = {
  readonly maxEntries: number;
  rank(record: T): { readonly worth: number; readonly since: number | string } | null;
};

/**
 * How many records are set aside at most; a damaged disk, or a release that cannot read the previous one's records, may bring any
 * number.
 */
const MAX_SET_ASIDE = 100;

const oldestFirst = (a: number | string, b: number | string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Typed access to one table. A record that does not have its shape is moved to the table `set-aside` with the reason, so that it
 * is neither used nor lost, and the user can be told. @param now RFC 3339
 */
export function recordsOf<T>(tables: Tables, shape: RecordShape<T>, now: () => string): ManyRecords<T> {
  const { table } = shape;

  async function checked(key: string, value: unknown): Promise<T | null> {
    try {
      const record = shape.read(fieldsOf(value, table));
      if (shape.keyOf(record) !== key) throw new InvalidRecord(table, 'stored under another key');
      return record;
    } catch (error) {
      if (!(error instanceof InvalidRecord)) throw error;
      await tables.put('set-aside', `${table}/${key}`, { store: table, key, why: error.message, at: now(), value });
      await tables.remove(table, key);
      await evictSetAside(tables);
      return null;
    }
  }

  async function list(): Promise<readonly T[]> {
    const found = await Promise.all((await tables.all(table)).map(({ key, value }) => checked(key, value)));
    return found.filter((record) => record !== null);
  }

  /** Makes room for the next tenth, so that a full table is not read at every write. */
  async function evict(kept: string): Promise<void> {
    const { bound } = shape;
    if (bound === null || (await tables.count(table)) <= bound.maxEntries) return;
    const records = await list();
    const evictable = records
      .flatMap((record) => {
        const rank = bound.rank(record);
        const key = shape.keyOf(record);
        return rank === null || key === kept ? [] : [{ key, ...rank }];
      })
      .sort((a, b) => a.worth - b.worth || oldestFirst(a.since, b.since));
    const excess = records.length - Math.ceil(0.9 * bound.maxEntries);
    await Promise.all(evictable.slice(0, excess).map(({ key }) => tables.remove(table, key)));
  }

  return {
    async get(key) {
      const value = await tables.get(table, key);
      return value === undefined ? null : await checked(key, value);
    },
    list,
    async put(record) {
      const key = shape.keyOf(record);
      await tables.put(table, key, record);
      await evict(key);
    },
    async putAll(all) {
      await tables.putAll(
        table,
        all.map((value) => ({ key: shape.keyOf(value), value })),
      );
      const [last] = all.slice(-1);
      if (last !== undefined) await evict(shape.keyOf(last));
    },
    remove: (key) => tables.remove(table, key),
  };
}

async function evictSetAside(tables: Tables): Promise<void> {
  if ((await tables.count('set-aside')) <= MAX_SET_ASIDE) return;
  const dated = (await tables.all('set-aside')).map(({ key, value }) => ({ key, at: dateOf(value) }));
  const excess = dated.sort((a, b) => oldestFirst(a.at, b.at)).slice(0, dated.length - MAX_SET_ASIDE);
  await Promise.all(excess.map(({ key }) => tables.remove('set-aside', key)));
}

/** When a record was set aside; unreadable times count as the oldest. */
function dateOf(value: unknown): string {
  try {
    return fieldsOf(value, 'set-aside').date('at');
  } catch (error) {
    if (error instanceof InvalidRecord) return '';
    throw error;
  }
}

/** The records set aside, for the options page. */
export async function listSetAside(tables: Tables): Promise<readonly SetAside[]> {
  return (await tables.all('set-aside')).flatMap(({ value }) => {
    try {
      const fields = fieldsOf(value, 'set-aside');
      return [{ store: fields.string('store'), key: fields.string('key'), why: fields.string('why'), at: fields.string('at') }];
    } catch (error) {
      if (error instanceof InvalidRecord) return [];
      throw error;
    }
  });
}
