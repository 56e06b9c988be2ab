// Covers: page-locks.ts
import { describe, expect, it, vi } from 'vitest';
import { pagePolicy, scriptSource, withSession } from '../../verifier/protocol/index.ts';
import { LOCKED as ORIGIN, lockedOrigins as browser, lockOf, source } from '../testing/locked-origins.ts';
import { MAX_LOCKED_ORIGINS } from './page-locks.ts';

const KEY = scriptSource('ed25519', new Uint8Array(32));
const OTHER = 'https://b.test';
const pinOf = (origin: string, pin: 'off' | 'soft') =>
  ({ origin, pin, since: '2026-11-25T08:00:00Z', chosen: true, adapter: 'sealmark' }) as const;

describe('operations on locks', () => {
  it('run one after the other: origins locked at once get rules of their own', async () => {
    const { rules, follow } = browser();
    await Promise.all([ORIGIN, OTHER, 'https://c.test'].map((origin) => follow(lockOf(1), origin)));
    expect([...rules.rules.keys()]).toEqual([1, 2, 3]);
    expect(rules.guarded).toHaveLength(3);
  });

  it('go on after one that the browser refused, which is reported to its caller alone', async () => {
    const { rules, locks, follow } = browser();
    await follow(lockOf(1));
    const refused = vi.spyOn(rules, 'drop').mockRejectedValueOnce(new Error('refused'));
    const [first, second] = await Promise.allSettled([locks.turn(ORIGIN, false), follow(lockOf(1), OTHER)]);
    refused.mockRestore();
    expect([first.status, second]).toMatchObject(['rejected', { status: 'fulfilled', value: true }]);
  });

  it('leave no record of a rule that the browser refused: the same evidence sets it the next time', async () => {
    const { rules, records, follow } = browser();
    // The rule is there, but its guard was refused.
    vi.spyOn(rules, 'set').mockImplementationOnce((rule) => {
      rules.rules.set(rule.id, rule);
      return Promise.reject(new Error('refused'));
    });
    await expect(follow(lockOf(1))).rejects.toThrow('refused');
    expect([await records.list(), rules.guarded, rules.rules.size]).toEqual([[], [], 0]);
    expect(await follow(lockOf(1))).toBe(true);
    expect(rules.rules.get(1)?.policy).toBe(pagePolicy(lockOf(1), []));
  });

  it('leave the former lock in force where the browser refuses its change, and try that again', async () => {
    const { rules, follow } = browser();
    await follow(lockOf(1));
    vi.spyOn(rules, 'clear').mockRejectedValueOnce(new Error('refused'));
    const scripts = { ...lockOf(1), level: 'scripts' } as const;
    await expect(follow(scripts)).rejects.toThrow('refused');
    expect(rules.rules.get(1)?.policy).toBe(pagePolicy(lockOf(1), []));
    expect(await follow(scripts)).toBe(true);
    expect(rules.rules.get(1)?.policy).toBe(pagePolicy(scripts, []));
  });

  it('leave a lock off that the browser refuses to turn on again', async () => {
    const { rules, records, locks, follow } = browser();
    await follow(lockOf(1));
    await locks.turn(ORIGIN, false);
    vi.spyOn(rules, 'set').mockRejectedValueOnce(new Error('refused'));
    await expect(locks.turn(ORIGIN, true)).rejects.toThrow('refused');
    expect((await records.get(ORIGIN))?.off).toBe(true);
  });

  it('record no lock as lifted that the browser did not lift: it can be turned off again, or let go', async () => {
    const { rules, records, locks, follow } = browser();
    await follow(lockOf(1));
    vi.spyOn(rules, 'drop').mockRejectedValueOnce(new Error('refused')).mockRejectedValueOnce(new Error('refused'));
    await expect(locks.turn(ORIGIN, false)).rejects.toThrow('refused');
    await expect(follow(null)).rejects.toThrow('refused');
    expect(await records.get(ORIGIN)).toMatchObject({ off: false });
    await locks.turn(ORIGIN, false);
    expect([rules.rules.size, (await records.get(ORIGIN))?.off]).toEqual([0, true]);
  });

  it('change no rule where there is nothing to let go', async () => {
    const { rules, locks, follow } = browser();
    await follow(lockOf(1));
    await locks.turn(ORIGIN, false);
    const drop = vi.spyOn(rules, 'drop');
    await locks.release(OTHER);
    await locks.release(ORIGIN);
    expect(drop).not.toHaveBeenCalled();
  });
});

describe('pages of an origin whose lock changes', () => {
  const both = [lockOf(1), { ...lockOf(1), level: 'scripts' } as const];

  it('are loaded again three times within any minute, counted from each', async () => {
    const { follow, pass } = browser();
    const minutes = (count: number): void => {
      pass(count / 60);
    };
    const changed: boolean[] = [];
    for (let visit = 0; visit < 6; visit += 1) {
      if (visit === 3) minutes(59 / 60);
      if (visit === 4) minutes(1 / 60);
      changed.push(await follow(both[visit % 2] ?? null));
    }
    expect(changed).toEqual([true, true, true, false, true, true]);
  });
});

describe('a browser that checks no keys', () => {
  it('holds an origin to hashes', async () => {
    const { rules, follow } = browser();
    rules.keys = false;
    expect(await follow(lockOf(1))).toBe(true);
    expect(rules.rules.get(1)?.policy).toBe(pagePolicy(lockOf(1), []));
  });

  it('does not hold it to a key beside hashes in a browser that checks no keys: what is signed would not run', async () => {
    const { rules, follow, observe, document } = browser();
    rules.keys = false;
    const mixed = { ...lockOf(1), sources: [KEY, source(1)].sort() };
    expect(await follow(mixed)).toBe(false);
    expect(rules.done).toEqual([]);
    expect(await observe(document({ named: mixed }))).toEqual({ kind: 'unguarded', because: 'keys-not-supported' });
  });
});

describe('what is known about a document', () => {
  it('is what its guard read even where nothing is recorded: a private window of Chrome shares the rules', async () => {
    const { rules, observe, document } = browser();
    const header = withSession('policy', await rules.word(ORIGIN));
    expect(await observe(document({ private: true, guard: { kind: 'held', header, epoch: null } }))).toEqual({
      kind: 'guarded',
      policy: 'policy',
      earlier: [],
    });
  });

  it('counts no evidence that expires at this very moment', async () => {
    const { observe, follow, held, pass } = browser();
    await follow(lockOf(1));
    const document = await held();
    pass(1);
    expect(await observe(document)).toMatchObject({ kind: 'guarded', earlier: [] });
  });
});

describe('a lock that nothing proves any more', () => {
  it('is released where the site has no pin at all', async () => {
    const { rules, locks, follow, pass } = browser();
    await follow(lockOf(1));
    pass(1);
    await locks.unproven(ORIGIN);
    expect(rules.rules.size).toBe(0);
  });

  it('is kept while the user has it turned off: that choice would be forgotten with it', async () => {
    const { records, locks, follow, pass } = browser();
    await follow(lockOf(1));
    await locks.turn(ORIGIN, false);
    pass(1);
    await locks.unproven(ORIGIN);
    expect(await records.get(ORIGIN)).toMatchObject({ off: true });
  });

  it('is none where nothing was locked', async () => {
    const { rules, locks } = browser();
    await locks.unproven(ORIGIN);
    expect(rules.done).toEqual([]);
  });
});

describe('a document that loaded before it is shown', () => {
  it('is put right by the browser where its origin is locked, and nowhere else', async () => {
    const { rules, locks, follow } = browser();
    await follow(lockOf(1));
    rules.done.splice(0);
    await locks.shownLater(7, ORIGIN);
    await locks.shownLater(8, 'https://b.test');
    expect(rules.done).toEqual([`reload tab 7 if ${ORIGIN} is unheld`]);
    await locks.turn(ORIGIN, false);
    rules.done.splice(0);
    await locks.shownLater(7, ORIGIN);
    expect(rules.done).toEqual([]);
  });
});

describe('a lock that the user turned off', () => {
  it('is not put in force by a guard that was left over from it', async () => {
    const { rules, locks, follow } = browser();
    await follow(lockOf(1));
    await locks.turn(ORIGIN, false);
    rules.done.splice(0);
    await locks.restore(ORIGIN);
    expect([rules.done, rules.rules.size]).toEqual([['renew word'], 0]);
  });

  it('is turned on once, and nothing is turned where nothing was locked', async () => {
    const { rules, records, locks, follow } = browser();
    await locks.turn(ORIGIN, true);
    await locks.turn(ORIGIN, false);
    expect(await records.list()).toEqual([]);
    await follow(lockOf(1));
    rules.done.splice(0);
    await locks.turn(ORIGIN, true);
    expect(rules.done).toEqual([]);
    expect(rules.rules.get(1)?.policy).toBe(pagePolicy(lockOf(1), []));
  });
});

describe('room for another lock', () => {
  it('is made of a site whose pin the user took off, and never for an origin that has one', async () => {
    const { rules, records, pins, follow } = browser();
    const all = Array.from({ length: MAX_LOCKED_ORIGINS }, (_, at) => `https://o${String(at)}.test`);
    for (const [at, origin] of all.entries()) {
      const named = [{ sources: [source(1)], until: '2026-11-25T09:00:00Z', codeKnown: true, code: null }];
      await records.put({
        origin,
        rule: at + 1,
        epoch: '',
        lock: lockOf(1),
        named,
        lastUsed: '2026-11-25T08:00:00Z',
        off: false,
      });
      await pins.put(pinOf(origin, at === 500 ? 'off' : 'soft'));
    }
    expect(await follow(lockOf(2), 'https://o7.test')).toBe(true);
    expect([rules.done, rules.guarded.length]).toEqual([['clear https://o7.test', 'set https://o7.test'], MAX_LOCKED_ORIGINS]);
    expect(await follow(lockOf(1))).toBe(true);
    expect([await records.get('https://o500.test'), await records.get(ORIGIN)]).toMatchObject([null, { origin: ORIGIN }]);
  });
});
