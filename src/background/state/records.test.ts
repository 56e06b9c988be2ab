import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OWN_KNOWLEDGE, type AllowlistEntry } from '../api/allowlist.ts';
import { DEFAULT_SETTINGS } from '../api/settings.ts';
import { memoryTables } from '../testing/memory.ts';
import { ALLOWLIST, entriesFor } from './allowlist.ts';
import { difference, readFile, writeFile } from './allowlist-file.ts';
import { ENDORSEMENTS } from './endorsement-store.ts';
import { HISTORY } from './history.ts';
import { PINS } from './pins.ts';
import { listSetAside, recordsOf } from './records.ts';
import { currentSettings, SETTINGS } from './settings.ts';
import { fieldsOf, InvalidRecord } from './shape.ts';

const NOW = '2026-11-25T08:00:00.000Z';
const entry = (more: Partial<AllowlistEntry> = {}): AllowlistEntry => ({
  id: 'entry-0001',
  tee: 'sgx',
  registers: { MRENCLAVE: 'ab'.repeat(32) },
  origins: null,
  note: '',
  addedAt: NOW,
  ...OWN_KNOWLEDGE,
  ...more,
});

describe('records', () => {
  it('returns what was put, and forgets what was removed', async () => {
    const allowlist = recordsOf(memoryTables(), ALLOWLIST, () => NOW);
    await allowlist.put(entry());
    await allowlist.put(entry({ id: 'entry-0002', origins: ['https://enclave.test'] }));
    expect(await allowlist.list()).toHaveLength(2);
    expect(await allowlist.get('entry-0002')).toEqual(entry({ id: 'entry-0002', origins: ['https://enclave.test'] }));
    await allowlist.remove('entry-0001');
    expect(await allowlist.get('entry-0001')).toBeNull();
  });

  it('puts many in one write, so that an interruption leaves all of them or none', async () => {
    const tables = memoryTables();
    const writes: string[] = [];
    const counting = {
      ...tables,
      put: (...row: Parameters<typeof tables.put>) => {
        writes.push('put');
        return tables.put(...row);
      },
      putAll: (...rows: Parameters<typeof tables.putAll>) => {
        writes.push('putAll');
        return tables.putAll(...rows);
      },
    };
    const allowlist = recordsOf(counting, ALLOWLIST, () => NOW);
    await allowlist.putAll([entry(), entry({ id: 'entry-0002' })]);
    expect(writes).toEqual(['putAll']);
    expect(await allowlist.list()).toHaveLength(2);
  });

  it('sets aside an invalid record, keeps the others, and reports it', async () => {
    const tables = memoryTables();
    const allowlist = recordsOf(tables, ALLOWLIST, () => NOW);
    await allowlist.put(entry());
    await tables.put('allowlist', 'entry-0003', { ...entry({ id: 'entry-0003' }), registers: { MRENCLAVE: 'NOT HEX' } });
    await tables.put('allowlist', 'elsewhere', entry({ id: 'entry-0004' }));
    await tables.put('allowlist', 'nothing', null);
    expect(await allowlist.list()).toEqual([entry()]);
    const aside = await listSetAside(tables);
    expect(aside.map(({ key }) => key).toSorted()).toEqual(['elsewhere', 'entry-0003', 'nothing']);
    expect(aside.every(({ store, at, why }) => store === 'allowlist' && at === NOW && why !== '')).toBe(true);
    // The invalid record is kept for inspection.
    expect(await tables.get('set-aside', 'allowlist/entry-0003')).toMatchObject({ value: { id: 'entry-0003' } });
  });

  it('falls back to the shipped settings if the stored ones cannot be read', async () => {
    const tables = memoryTables();
    const settings = recordsOf(tables, SETTINGS, () => NOW);
    expect(await currentSettings(settings)).toEqual(DEFAULT_SETTINGS);
    await tables.put('settings', 'settings', { ...DEFAULT_SETTINGS, format: 99 });
    expect(await currentSettings(settings)).toEqual(DEFAULT_SETTINGS);
    expect(await listSetAside(tables)).toHaveLength(1);
    await settings.put({ ...DEFAULT_SETTINGS, askVendors: false });
    expect((await currentSettings(settings)).askVendors).toBe(false);
  });

  it.each([ALLOWLIST, SETTINGS, PINS, HISTORY, ENDORSEMENTS].map((shape) => [shape.table, shape] as const))(
    'never takes anything for a record of %s that is none, and throws nothing else',
    (_, shape) => {
      fc.assert(
        fc.property(fc.anything(), (value) => {
          expect(() => shape.read(fieldsOf(value, 'x'))).toThrow(InvalidRecord);
        }),
      );
    },
  );

  it('ignores inherited properties', () => {
    const fields = fieldsOf(JSON.parse('{"__proto__":{"id":"x"}}'), 'x');
    expect(() => fields.string('id')).toThrow(InvalidRecord);
    expect(() => fieldsOf({}, 'x').string('toString')).toThrow(InvalidRecord);
  });
});

describe('the allowlist', () => {
  it('counts for its own origins, or for all', async () => {
    const allowlist = recordsOf(memoryTables(), ALLOWLIST, () => NOW);
    await allowlist.put(entry({ id: 'everywhere' }));
    await allowlist.put(entry({ id: 'here-only', origins: ['https://enclave.test'] }));
    await allowlist.put(entry({ id: 'there-too', origins: ['https://enclave.test', 'https://enclave.test:8443'] }));
    const on = async (origin: string) => (await entriesFor(allowlist, origin, Date.parse(NOW))).map(({ id }) => id);
    expect(await on('https://enclave.test')).toEqual(['everywhere', 'here-only', 'there-too']);
    expect(await on('https://enclave.test:8443')).toEqual(['everywhere', 'there-too']);
    expect(await on('https://sub.enclave.test')).toEqual(['everywhere']);
  });

  it('counts until its date, and a rejection for ever', async () => {
    const allowlist = recordsOf(memoryTables(), ALLOWLIST, () => NOW);
    await allowlist.put(entry({ id: 'ends-later', until: '2026-12-01T00:00:00.000Z' }));
    await allowlist.put(entry({ id: 'rejected-code', word: 'rejected' }));
    const at = async (time: string) =>
      (await entriesFor(allowlist, 'https://enclave.test', Date.parse(time))).map(({ id }) => id);
    expect(await at('2026-12-01T00:00:00.000Z')).toEqual(['ends-later', 'rejected-code']);
    expect(await at('2026-12-01T00:00:00.001Z')).toEqual(['rejected-code']);
  });

  it('reads an entry of an earlier release as accepted', () => {
    const { id, tee, registers, note, addedAt } = entry();
    const first = { id, tee, registers, origin: null, note, addedAt };
    const second = { ...first, origin: 'https://enclave.test', word: 'accepted', until: null, from: null };
    const read = (format: string, one: object) => readFile(JSON.stringify({ format, entries: [one] }));
    expect(read('sealmark-allowlist-1', first)).toEqual([entry()]);
    expect(read('sealmark-allowlist-2', second)).toEqual([entry({ origins: ['https://enclave.test'] })]);
  });

  it('identifies a file of a newer release', () => {
    expect(() => readFile(JSON.stringify({ format: 'sealmark-allowlist-4', entries: [] }))).toThrow('of a newer release');
  });

  it('is read back from its own file', () => {
    const entries = [entry({ id: 'entry-0002', addedAt: '2026-11-26T00:00:00.000Z' }), entry()];
    expect(readFile(JSON.stringify(writeFile(entries)))).toEqual([entry(), entries[0]]);
  });

  it.each([
    ['no JSON', 'x'],
    ['a list', '[]'],
    ['another format', JSON.stringify({ format: 'sealmark-list-2', entries: [] })],
    ['a newer format', JSON.stringify({ format: 'sealmark-allowlist-4', entries: [] })],
    [
      'a rejection that ends',
      JSON.stringify({ format: 'sealmark-allowlist-2', entries: [{ ...entry(), word: 'rejected', until: NOW }] }),
    ],
    ['a word of no meaning', JSON.stringify({ format: 'sealmark-allowlist-2', entries: [{ ...entry(), word: 'blessed' }] })],
    ['an entry that does not fit', JSON.stringify({ format: 'sealmark-allowlist-1', entries: [entry(), {}] })],
    ['an id twice', JSON.stringify({ format: 'sealmark-allowlist-1', entries: [entry(), entry()] })],
    ['a plain http origin', JSON.stringify({ format: 'sealmark-allowlist-1', entries: [entry({ origins: ['http://a.test'] })] })],
    [
      'an address for an origin',
      JSON.stringify({ format: 'sealmark-allowlist-1', entries: [entry({ origins: ['https://a.test/x'] })] }),
    ],
    ['no registers', JSON.stringify({ format: 'sealmark-allowlist-1', entries: [entry({ registers: {} })] })],
    ['capitals in hex', JSON.stringify({ format: 'sealmark-allowlist-1', entries: [entry({ registers: { X: 'AB' } })] })],
  ])('is not read from a file with %s, not even in part', (_, text) => {
    expect(() => readFile(text)).toThrow(InvalidRecord);
  });

  it('reports what an import would do', () => {
    const before = [entry(), entry({ id: 'entry-0002' })];
    const after = [
      entry({ registers: { MRENCLAVE: 'ab'.repeat(32) } }),
      entry({ id: 'entry-0002', note: 'x' }),
      entry({ id: 'entry-0003' }),
    ];
    expect(difference(before, after)).toEqual({
      added: [after[2]],
      changed: [{ before: before[1], after: after[1] }],
      unchanged: 1,
    });
  });
});
