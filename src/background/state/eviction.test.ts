// Covers: endorsement-store.ts, history.ts, records.ts
import { describe, expect, it } from 'vitest';
import { instant } from '../../verifier/index.ts';
import { REGISTRY_RENEWALS, RELAY_STATES } from '../registry/profiles/stored.ts';
import { memoryTables } from '../testing/memory.ts';
import { ENDORSEMENTS } from './endorsement-store.ts';
import { HISTORY, type SiteHistory } from './history.ts';
import { PINS, type StoredPin } from './pins.ts';
import { listSetAside, recordsOf, type RecordShape } from './records.ts';

const at = (day: number): string => new Date(Date.UTC(2026, 0, 1 + day)).toISOString();
const date = (): string => at(0);

const visited = (name: string, goodDays: number, day: number): SiteHistory => {
  const code = { tee: 'sgx', registers: { MRENCLAVE: 'ab' }, since: at(day), lastSeen: at(day) };
  return { origin: `https://${name}.test`, code, before: null, goodDays, lastGoodDay: null };
};
const pinned = (name: string, pin: StoredPin['pin'], chosen: boolean, day: number): StoredPin => ({
  origin: `https://${name}.test`,
  pin,
  since: at(day),
  chosen,
  adapter: 'sealmark',
});

/** Fills a table to its limit and a little beyond. @returns what is left */
async function afterFlood<T>(shape: RecordShape<T>, before: readonly T[], flood: (index: number) => T): Promise<readonly T[]> {
  const tables = memoryTables();
  const records = recordsOf(tables, shape, date);
  const most = shape.bound?.maxEntries ?? 0;
  expect(most).toBeGreaterThan(0);
  for (const one of before) await records.put(one);
  for (let index = 0; index < most + 10; index += 1) await records.put(flood(index));
  const left = await records.list();
  expect(left.length).toBeLessThanOrEqual(most);
  expect(left.length).toBeGreaterThan(most / 2);
  return left;
}

describe('what sites make us keep is bounded', () => {
  it('as endorsements, of which the oldest go', async () => {
    const endorsement = { need: { kind: 'x' }, bytes: new Uint8Array() };
    const left = await afterFlood(ENDORSEMENTS, [], (index) => ({
      key: String(index),
      endorsement,
      fetchedAt: instant(index),
      expires: instant(1e12),
    }));
    expect(left.some(({ key }) => key === '0')).toBe(false);
    expect(left.at(-1)?.key).toBe(String((ENDORSEMENTS.bound?.maxEntries ?? 0) + 9));
  });

  it('as history, of which sites that were good for days go last', async () => {
    const left = await afterFlood(HISTORY, [visited('faithful', 5, 0), visited('once', 1, 0)], (index) =>
      visited(`flood-${String(index)}`, 1, 1 + index),
    );
    const origins = left.map(({ origin }) => origin);
    expect(origins).toContain('https://faithful.test');
    expect(origins).not.toContain('https://once.test');
  });

  it('as pins, of which those that the user chose never go, and those that took days go last', async () => {
    const mine = [pinned('hard', 'hard', true, 0), pinned('soft', 'soft', true, 0), pinned('waved-off', 'off', true, 0)];
    const before = [...mine, pinned('earned', 'soft', false, 0), pinned('once', 'off', false, 0)];
    const left = await afterFlood(PINS, before, (index) => pinned(`flood-${String(index)}`, 'off', false, 1 + index));
    for (const one of [...mine, before[3]]) expect(left).toContainEqual(one);
    expect(left).not.toContainEqual(before[4]);
  });

  it('as registrations seen on a chain, and as relay states', async () => {
    await afterFlood(REGISTRY_RENEWALS, [], (index) => ({ key: `chain/${String(index)}`, times: [index] }));
    const left = await afterFlood(RELAY_STATES, [], (index) => ({ giver: 'g', root: String(index), text: '{}', keptAt: index }));
    expect(left.some(({ root }) => root === '0')).toBe(false);
  });

  it('as damaged records, of which the oldest go', async () => {
    const tables = memoryTables();
    let day = 0;
    const records = recordsOf(tables, PINS, () => at(day));
    for (; day < 150; day += 1) {
      await tables.put('pins', `damaged-${String(day)}`, {});
      expect(await records.get(`damaged-${String(day)}`)).toBeNull();
    }
    const left = await listSetAside(tables);
    expect([left.length, left.some(({ key }) => key === 'damaged-0'), left.some(({ key }) => key === 'damaged-149')]).toEqual([
      100,
      false,
      true,
    ]);
  });
});

describe('what only the user adds', () => {
  it('is never evicted: all chosen pins, however many', async () => {
    const records = recordsOf(memoryTables(), PINS, date);
    const most = (PINS.bound?.maxEntries ?? 0) + 20;
    for (let index = 0; index < most; index += 1) await records.put(pinned(`mine-${String(index)}`, 'hard', true, index));
    expect(await records.list()).toHaveLength(most);
  });
});
