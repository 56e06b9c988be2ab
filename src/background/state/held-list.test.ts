import { describe, expect, it } from 'vitest';
import { holdingList } from './held-list.ts';
import type { ManyRecords } from './records.ts';

/** Texts, each its own key; counts how often all are read. */
function texts() {
  const stored = new Set<string>(['first']);
  const ports = { reads: 0, fails: false, midway: (): void => undefined };
  const change = async (what: () => void): Promise<void> => {
    await Promise.resolve();
    if (ports.fails) throw new Error('the disk is full');
    what();
    ports.midway();
  };
  const records: ManyRecords<string> = {
    get: (key) => Promise.resolve(stored.has(key) ? key : null),
    list: () => {
      ports.reads += 1;
      return ports.fails ? Promise.reject(new Error('unreadable')) : Promise.resolve([...stored]);
    },
    put: (value) => change(() => stored.add(value)),
    putAll: (values) =>
      change(() => {
        for (const value of values) stored.add(value);
      }),
    remove: (key) => change(() => stored.delete(key)),
  };
  return { ports, records: holdingList(records) };
}

describe('a held list', () => {
  it('is read once, however often it is needed', async () => {
    const { ports, records } = texts();
    await Promise.all([records.list(), records.list()]);
    expect(await records.list()).toEqual(['first']);
    expect(ports.reads).toBe(1);
  });

  it.each<readonly [how: string, write: (records: ManyRecords<string>) => Promise<void>, then: readonly string[]]>([
    ['one more', (records) => records.put('second'), ['first', 'second']],
    ['several more', (records) => records.putAll(['second', 'third']), ['first', 'second', 'third']],
    ['one fewer', (records) => records.remove('first'), []],
  ])('is read again after a write of %s', async (_, write, then) => {
    const { records } = texts();
    await records.list();
    await write(records);
    expect(await records.list()).toEqual(then);
  });

  it('is read again after a write that failed, and may have done something', async () => {
    const { ports, records } = texts();
    await records.list();
    ports.fails = true;
    await expect(records.put('second')).rejects.toThrow('the disk is full');
    ports.fails = false;
    await records.list();
    expect(ports.reads).toBe(2);
  });

  it('does not hold what was read while a write was under way', async () => {
    const { ports, records } = texts();
    let during: Promise<readonly string[]> = Promise.resolve([]);
    ports.midway = () => {
      during = records.list();
    };
    await records.put('second');
    await during;
    await records.list();
    expect(ports.reads).toBe(2);
  });

  it('is read again after it could not be read', async () => {
    const { ports, records } = texts();
    ports.fails = true;
    await expect(records.list()).rejects.toThrow('unreadable');
    ports.fails = false;
    expect(await records.list()).toEqual(['first']);
  });
});
