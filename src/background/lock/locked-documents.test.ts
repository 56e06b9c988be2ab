// Covers: page-locks.ts
import { describe, expect, it } from 'vitest';
import { instant, toRfc3339 } from '../../verifier/index.ts';
import { pagePolicy, scriptSource, withSession } from '../../verifier/protocol/index.ts';
import { LOCKED as ORIGIN, lockedOrigins as browser, lockOf, source } from '../testing/locked-origins.ts';
import { MAX_LOCKED_ORIGINS } from './page-locks.ts';

const unguarded = (because: string) => ({ kind: 'unguarded', because });

describe('what is known about a document’s code', () => {
  it('is what its guard read, in this session', async () => {
    const { observe, follow, held } = browser();
    await follow(lockOf(1));
    expect(await observe(await held())).toEqual({
      kind: 'guarded',
      policy: pagePolicy(lockOf(1), []),
      earlier: [source(1)],
    });
  });

  it('is nothing if the policy it read does not end in this session’s word', async () => {
    const { observe, follow, document } = browser();
    await follow(lockOf(1));
    const header = withSession(pagePolicy(lockOf(1), []), 'another');
    expect(await observe(document({ guard: { kind: 'held', header, epoch: null } }))).toEqual(unguarded('other-policy'));
  });

  it('counts sources from earlier evidence until that expires', async () => {
    const { observe, follow, held, pass } = browser();
    await follow(lockOf(1));
    await follow(lockOf(2), ORIGIN, 5);
    pass(2);
    expect(await observe(await held())).toMatchObject({ earlier: [source(2)] });
  });

  it('never counts sources named by unknown code: whoever ends TLS may have an enclave, and name code for any site', async () => {
    const { rules, observe, follow, held } = browser();
    await follow(lockOf(1));
    await follow(lockOf(2), ORIGIN, 5, false);
    expect(rules.rules.get(1)?.policy).toBe(pagePolicy(lockOf(1, 2), []));
    expect(await observe(await held())).toMatchObject({ earlier: [source(1)] });
    expect(await follow(lockOf(1))).toBe(true);
    expect(rules.rules.get(1)?.policy).toBe(pagePolicy(lockOf(1), []));
  });

  it('never counts sources of earlier code that is now warned about, and no longer allows them', async () => {
    const { rules, observe, follow, held, warn } = browser();
    await follow(lockOf(1));
    await follow(lockOf(2), ORIGIN, 5);
    expect(await observe(await held())).toMatchObject({ earlier: [source(2), source(1)] });
    warn(lockOf(1));
    expect(await observe(await held())).toMatchObject({ earlier: [source(2)] });
    expect(await follow(lockOf(2), ORIGIN, 5)).toBe(true);
    expect(rules.rules.get(1)?.policy).toBe(pagePolicy(lockOf(2), []));
  });

  it('is that the policy was removed, once the guard has stopped it repeatedly', async () => {
    const { observe, document } = browser();
    expect(await observe(document({ guard: { kind: 'removed' } }))).toEqual({ kind: 'removed' });
  });

  it('is nothing without a guard, with the reason', async () => {
    const { rules, may, observe, follow, document } = browser();
    expect(await observe(document({ named: null }))).toEqual(unguarded('guard-silent'));
    expect(await observe(document())).toEqual(unguarded('not-locked-yet'));
    expect(await observe(document({ private: true }))).toEqual(unguarded('private-window'));
    await follow(lockOf(1));
    expect(await observe(document())).toEqual(unguarded('guard-silent'));
    rules.keys = false;
    const key = { ...lockOf(1), sources: [scriptSource('ed25519', new Uint8Array(32))] };
    expect(await observe(document({ named: key }))).toEqual(unguarded('keys-not-supported'));
    may.check = false;
    expect(await observe(document())).toEqual(unguarded('permission-missing'));
  });
});

describe('many locked origins', () => {
  it('are limited to the rules that browsers allow; the ones named longest ago go, pinned or disabled ones stay', async () => {
    const { rules, pins, records, locks, follow, pass } = browser();
    const origin = (at: number): string => `https://o${String(at)}.test`;
    await follow(lockOf(1), origin(0));
    await pins.put({ origin: origin(0), pin: 'hard', since: '2026-11-25T08:00:00Z', chosen: false, adapter: 'sealmark' });
    await follow(lockOf(1), origin(1));
    await locks.turn(origin(1), false);
    for (let at = 2; at < MAX_LOCKED_ORIGINS; at += 1)
      await records.put({
        origin: origin(at),
        rule: at + 1,
        epoch: '',
        lock: lockOf(1),
        named: [{ sources: [source(1)], until: '2026-11-25T09:00:00Z', codeKnown: true, code: null }],
        // The last in the list was named longest ago, though after those that stay.
        lastUsed: toRfc3339(instant(Date.parse('2026-11-25T08:00:01Z') + MAX_LOCKED_ORIGINS - at)),
        off: false,
      });
    pass(1);
    for (const at of [5000, 5001]) await follow(lockOf(1), origin(at));
    const left = new Set((await records.list()).map((one) => one.origin));
    expect(left.size).toBe(MAX_LOCKED_ORIGINS);
    const last = MAX_LOCKED_ORIGINS - 1;
    expect([0, 1, 2, last - 2, last - 1, last, 5000, 5001].filter((at) => left.has(origin(at)))).toEqual([
      ...[0, 1, 2, last - 2, 5000, 5001],
    ]);
    expect(rules.guarded).toHaveLength(MAX_LOCKED_ORIGINS - 1);
    // Before the next is set: Chrome accepts no more.
    expect(rules.done.at(-1)).toBe('set https://o5001.test');
  });

  /** As many locks as browsers allow, all of pinned sites. */
  async function full() {
    const origins = browser();
    for (let at = 0; at < MAX_LOCKED_ORIGINS; at += 1) {
      const origin = `https://o${String(at)}.test`;
      const named = [{ sources: [source(1)], until: '2026-11-25T09:00:00Z', codeKnown: true, code: null }];
      await origins.records.put({
        origin,
        rule: at + 1,
        epoch: '',
        lock: lockOf(1),
        named,
        lastUsed: '2026-11-25T08:00:00Z',
        off: false,
      });
      await origins.pins.put({ origin, pin: 'soft', since: '2026-11-25T08:00:00Z', chosen: false, adapter: 'sealmark' });
    }
    return origins;
  }

  it('get no further one while all are pinned, which is said: the browser would refuse its rule, and set none again', async () => {
    const { rules, records, follow, observe, document } = await full();
    expect(await follow(lockOf(1))).toBe(false);
    expect([rules.done, await records.get(ORIGIN)]).toEqual([[], null]);
    expect(await observe(document())).toEqual(unguarded('too-many-locked'));
  });

  it('still say of one of them what its guard does', async () => {
    const { observe, document } = await full();
    expect(await observe(document({ origin: 'https://o7.test' }))).toEqual(unguarded('guard-silent'));
  });

  it.each<[string, (origins: Awaited<ReturnType<typeof full>>) => Promise<unknown>]>([
    ['is erased', ({ locks }) => locks.release('https://o7.test')],
    [
      'is no longer pinned',
      ({ pins }) =>
        pins.put({ origin: 'https://o7.test', pin: 'off', since: '2026-11-25T08:00:00Z', chosen: true, adapter: 'sealmark' }),
    ],
  ])('get a further one once one of them %s', async (_, free) => {
    const origins = await full();
    await free(origins);
    expect(await origins.observe(origins.document())).toEqual(unguarded('not-locked-yet'));
    expect(await origins.follow(lockOf(1))).toBe(true);
    const left = new Set((await origins.records.list()).map(({ origin }) => origin));
    expect([left.size, left.has(ORIGIN), left.has('https://o7.test')]).toEqual([MAX_LOCKED_ORIGINS, true, false]);
    expect(await origins.observe(origins.document())).toEqual(unguarded('guard-silent'));
  });
});
