import { describe, expect, it, vi } from 'vitest';
import { memoryTables } from '../testing/memory.ts';
import { holding } from './held-table.ts';

describe('a table that is held in memory', () => {
  it('is read once, for existing and for missing keys', async () => {
    const tables = memoryTables();
    await tables.put('pins', 'a', 1);
    const all = vi.spyOn(tables, 'all');
    const get = vi.spyOn(tables, 'get');
    const held = holding(tables, 'pins');
    expect([await held.get('pins', 'a'), await held.get('pins', 'b'), await held.get('pins', 'a')]).toEqual([1, undefined, 1]);
    expect([all.mock.calls.length, get.mock.calls.length]).toEqual([1, 0]);
  });

  it('shows what was written and removed since', async () => {
    const held = holding(memoryTables(), 'pins');
    expect(await held.get('pins', 'a')).toBeUndefined();
    await held.put('pins', 'a', 1);
    expect(await held.get('pins', 'a')).toBe(1);
    await held.remove('pins', 'a');
    expect(await held.get('pins', 'a')).toBeUndefined();
  });

  it('does not keep what was read during a write', async () => {
    const tables = memoryTables();
    let resolve = (): void => undefined;
    const disk = new Promise<void>((done) => {
      resolve = done;
    });
    const held = holding(
      {
        ...tables,
        async put(table, key, value) {
          await disk;
          await tables.put(table, key, value);
        },
      },
      'pins',
    );
    const writing = held.put('pins', 'a', 1);
    expect(await held.get('pins', 'a')).toBeUndefined();
    resolve();
    await writing;
    expect(await held.get('pins', 'a')).toBe(1);
  });

  it('is read again when it could not be read', async () => {
    const tables = memoryTables();
    await tables.put('pins', 'a', 1);
    vi.spyOn(tables, 'all').mockRejectedValueOnce(new Error('the disk'));
    const held = holding(tables, 'pins');
    await expect(held.get('pins', 'a')).rejects.toThrow('the disk');
    expect(await held.get('pins', 'a')).toBe(1);
  });

  it('leaves the other tables unchanged', async () => {
    const tables = memoryTables();
    const held = holding(tables, 'pins');
    await held.put('history', 'a', 1);
    await tables.put('history', 'a', 2);
    expect(await held.get('history', 'a')).toBe(2);
    await held.remove('history', 'a');
    expect(tables.rows.size).toBe(0);
  });
});
