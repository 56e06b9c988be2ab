// Covers: page-locks.ts, after-evidence.ts
import { describe, expect, it } from 'vitest';
import { pagePolicy, scriptSource, type PageLock } from '../../verifier/protocol/index.ts';
import { LOCKED as ORIGIN, lockedOrigins as browser, lockOf, NO_RELAXATIONS as NONE } from '../testing/locked-origins.ts';

describe('an origin whose evidence names its code', () => {
  it('is locked once its service workers are cleared and its guard is registered, and then its pages are reloaded', async () => {
    const { rules, follow } = browser();
    expect(await follow(lockOf(1))).toBe(true);
    expect(rules.done).toEqual([`clear ${ORIGIN}`, `set ${ORIGIN}`]);
    expect([...rules.rules.values()]).toEqual([{ id: 1, origin: ORIGIN, policy: pagePolicy(lockOf(1), []) }]);
    expect(rules.guarded).toEqual([ORIGIN]);
  });

  it('is left alone by evidence that names the same code', async () => {
    const { rules, follow } = browser();
    await follow(lockOf(1));
    rules.done.splice(0);
    expect(await follow(lockOf(1))).toBe(false);
    expect(rules.done).toEqual([]);
  });

  it('asks the browser no more whether it can be held while it names the same code, and again when that changes', async () => {
    const { rules, follow } = browser();
    await follow(lockOf(1));
    let asked = 0;
    rules.canHold = () => Promise.resolve((asked += 1) > 0);
    await follow(lockOf(1));
    expect(asked).toBe(0);
    await follow(lockOf(2));
    expect(asked).toBe(1);
  });

  it('is held to the code of all unexpired evidence, and to no other: nodes, and the previous release', async () => {
    const { rules, follow, pass } = browser();
    await follow(lockOf(1));
    expect(await follow(lockOf(2), ORIGIN, 5)).toBe(true);
    expect(rules.rules.get(1)?.policy).toBe(pagePolicy(lockOf(1, 2), []));
    expect(await follow(lockOf(1))).toBe(false);
    pass(2);
    expect(await follow(lockOf(2), ORIGIN, 5)).toBe(true);
    expect(rules.rules.get(1)?.policy).toBe(pagePolicy(lockOf(2), []));
  });

  it('follows the newest evidence in its level and relaxations', async () => {
    const { rules, follow } = browser();
    await follow(lockOf(1));
    const open: PageLock = { ...lockOf(1), relaxations: { ...NONE, frames: true } };
    expect(await follow(open)).toBe(true);
    expect(rules.rules.get(1)?.policy).toBe(pagePolicy(open, []));
    expect(await follow({ ...lockOf(1), level: 'scripts' })).toBe(true);
    expect(rules.rules.get(1)?.policy).toBe(pagePolicy({ ...lockOf(1), level: 'scripts' }, []));
  });

  it('is not reloaded endlessly by nodes that ask for different levels', async () => {
    const { follow, pass } = browser();
    const both = [lockOf(1), { ...lockOf(1), level: 'scripts' } as const];
    const loads: boolean[] = [];
    for (let visit = 0; visit < 10; visit += 1) loads.push(await follow(both[visit % 2] ?? null));
    expect(loads.filter(Boolean)).toHaveLength(3);
    pass(1);
    expect(await follow(both[0] ?? null)).toBe(true);
  });

  it('names no more code than fits in a header: the oldest goes', async () => {
    const { rules, follow } = browser();
    const many = (from: number): PageLock => ({
      ...lockOf(),
      sources: Array.from({ length: 150 }, (_, at) => scriptSource('sha256', new Uint8Array(32).fill(from).fill(at, 1))).sort(),
    });
    await follow(many(1));
    await follow(many(2));
    expect(rules.rules.get(1)?.policy).toBe(pagePolicy(many(2), []));
  });

  it('is released when evidence no longer names code', async () => {
    const { rules, records, follow } = browser();
    await follow(lockOf(1));
    expect(await follow(null)).toBe(true);
    expect([rules.rules.size, rules.guarded.length, await records.list()]).toEqual([0, 0, []]);
    expect(await follow(null)).toBe(false);
  });

  it('is not locked without permission, nor to a key that this browser does not check: nothing would run', async () => {
    const { rules, may, follow } = browser();
    rules.keys = false;
    expect(await follow({ ...lockOf(1), sources: [scriptSource('ed25519', new Uint8Array(32))] })).toBe(false);
    may.check = false;
    expect(await follow(lockOf(1))).toBe(false);
    expect(rules.done).toEqual([]);
  });
});

describe('an origin that no rule can hold', () => {
  const LONG = `https://${'a'.repeat(200)}.test`;

  it('is not locked, and that is said', async () => {
    const { rules, records, observe, follow, document } = browser();
    rules.refused.add(LONG);
    expect(await follow(lockOf(1), LONG)).toBe(false);
    expect([await records.list(), rules.done]).toEqual([[], []]);
    expect(await observe(document({ origin: LONG }))).toEqual({ kind: 'unguarded', because: 'address-not-supported' });
  });

  it('keeps no other from being held, should it be among those that are set again', async () => {
    const { rules, locks, follow } = browser();
    for (const origin of [LONG, ORIGIN]) await follow(lockOf(1), origin);
    rules.refused.add(LONG);
    rules.rules.clear();
    await locks.renew();
    expect([...rules.rules.values()].map(({ origin }) => origin)).toEqual([ORIGIN]);
  });
});

describe('a lock', () => {
  it('stays locked while nothing can be proven, as long as evidence holds or the site is pinned', async () => {
    const { rules, pins, locks, follow, pass } = browser();
    await follow(lockOf(1));
    await locks.unproven(ORIGIN);
    expect(rules.rules.size).toBe(1);
    pass(2);
    await pins.put({ origin: ORIGIN, pin: 'soft', since: '2026-11-25T08:00:00Z', chosen: true, adapter: 'sealmark' });
    await locks.unproven(ORIGIN);
    expect(rules.rules.size).toBe(1);
    await pins.put({ origin: ORIGIN, pin: 'off', since: '2026-11-25T08:00:00Z', chosen: true, adapter: 'sealmark' });
    await locks.unproven(ORIGIN);
    expect(rules.rules.size).toBe(0);
  });

  it('stays off if the user turned it off, whatever evidence arrives, until turned on again', async () => {
    const { rules, records, locks, observe, follow, document } = browser();
    await follow(lockOf(1));
    await locks.turn(ORIGIN, false);
    expect([rules.rules.size, rules.guarded]).toEqual([0, []]);
    expect(await observe(document())).toEqual({ kind: 'unguarded', because: 'switched-off' });
    expect(await follow(null)).toBe(false);
    expect(await follow(lockOf(2))).toBe(false);
    expect(rules.rules.size).toBe(0);
    await locks.turn(ORIGIN, true);
    expect(rules.rules.get(1)?.policy).toBe(pagePolicy(lockOf(1, 2), []));
    expect([rules.guarded, (await records.get(ORIGIN))?.off]).toEqual([[ORIGIN], false]);
  });

  it('is released when its permission is withdrawn, and others stay', async () => {
    const { rules, may, locks, follow, records } = browser();
    await follow(lockOf(1));
    await follow(lockOf(1), 'https://b.test');
    rules.done.splice(0);
    await locks.withdrawn((origin) => origin === ORIGIN);
    expect([rules.rules.size, rules.done]).toEqual([2, []]);
    may.check = false;
    await locks.withdrawn((origin) => origin === ORIGIN);
    expect((await records.list()).map(({ origin }) => origin)).toEqual(['https://b.test']);
    expect(rules.guarded).toEqual(['https://b.test']);
  });

  it('is forgotten with its rule, alone or with all others', async () => {
    const { rules, locks, follow } = browser();
    for (const origin of [ORIGIN, 'https://b.test', 'https://c.test']) await follow(lockOf(1), origin);
    await locks.release(ORIGIN);
    expect(rules.guarded).toEqual(['https://b.test', 'https://c.test']);
    await locks.release(null);
    expect([rules.rules.size, rules.guarded]).toEqual([0, []]);
  });

  it('gets a number of its own, possibly one freed earlier', async () => {
    const { rules, locks, follow } = browser();
    for (const origin of [ORIGIN, 'https://b.test']) await follow(lockOf(1), origin);
    await locks.release(ORIGIN);
    await follow(lockOf(1), 'https://c.test');
    expect([...rules.rules.values()].map(({ id, origin }) => [id, origin]).toSorted()).toEqual([
      [1, 'https://c.test'],
      [2, 'https://b.test'],
    ]);
  });

  it('is set again, with all others, after an update or restart, except those that are off', async () => {
    const { rules, locks, follow } = browser();
    for (const origin of [ORIGIN, 'https://b.test']) await follow(lockOf(1), origin);
    await locks.turn('https://b.test', false);
    rules.rules.clear();
    await locks.renew();
    expect([...rules.rules.values()].map(({ origin }) => origin)).toEqual([ORIGIN]);
  });

  it('is repaired where a document was stopped: workers cleared, every rule renewed', async () => {
    const { rules, locks, follow } = browser();
    await follow(lockOf(1));
    rules.done.splice(0);
    await locks.restore(ORIGIN);
    expect(rules.done).toEqual([`clear ${ORIGIN}`, 'renew']);
  });

  it('without a record leaves rules as they are, and renews their word: a private window knows no other', async () => {
    const { rules, locks } = browser();
    await locks.restore(ORIGIN);
    expect(rules.done).toEqual(['renew word']);
  });
});
