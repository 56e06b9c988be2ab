// Covers: follow-lock.ts, guarded.ts
import { describe, expect, it, vi } from 'vitest';
import { toAscii } from '../../verifier/bytes/text.ts';
import { sgxAttester } from '../../verifier/testing/attesters/dcap.ts';
import type { Fault } from '../../verifier/testing/attester.ts';
import type { Binding } from '../../verifier/protocol/index.ts';
import { PAGE_LOCKS, type StoredLock } from '../state/page-locks.ts';
import { recordsOf } from '../state/records.ts';
import { source } from '../testing/locked-origins.ts';
import { arrive, guard, headerOf, LOCK, locked, locking, say, scriptsOf, TAB } from '../testing/locked-site.ts';
import { openTestBackground, ORIGIN, type TestBackground, unobserved } from '../testing/test-background.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

describe('a site whose evidence names its code', () => {
  it('is locked after the first check, which says that this page was not, and loaded again', async () => {
    const background = await locking();
    await arrive(background, 'D1');
    expect(await scriptsOf(background)).toMatchObject({ outcome: 'unknown', facts: { because: 'not-locked-yet' } });
    await vi.waitUntil(() => background.reloaded.length === 1, { timeout: 20_000 });
    expect(background.rules.done).toEqual([`clear ${ORIGIN}`, `set ${ORIGIN}`]);
    expect(background.reloaded).toEqual([ORIGIN]);
  });

  it.each<[string, (background: TestBackground) => Promise<unknown>]>([
    ['before its document is heard of', async (background) => guard(background, 'D2', await headerOf(background))],
    [
      'after',
      async (background) => {
        await arrive(background, 'D2');
        await background.settled(TAB);
        return guard(background, 'D2', await headerOf(background));
      },
    ],
  ])('is held to it when the guard of its document says so, %s', async (_, tell) => {
    const background = await locking();
    await arrive(background, 'D1');
    await background.settled(TAB);
    await vi.waitUntil(() => background.reloaded.length === 1, { timeout: 20_000 });
    await tell(background);
    if ((await background.view(TAB)).documentId !== 'D2') await arrive(background, 'D2');
    await vi.waitUntil(async () => (await scriptsOf(background)).outcome === 'pass', { timeout: 20_000 });
    expect(await scriptsOf(background)).toMatchObject({ badge: 'unbound', facts: { because: 'strict' } });
    expect((await background.view(TAB)).guarded).toBe(true);
    expect(background.reloaded).toHaveLength(1);
  });

  it('is held to it when its guard speaks while the document is being appraised', async () => {
    const background = await locked();
    await background.settled(TAB);
    await arrive(background, 'D3');
    let told = false;
    // Right after it was looked up what the guard had told.
    vi.spyOn(background.ports.locks, 'observe').mockImplementation(async ({ guard: known }) => {
      if (!told) {
        told = true;
        await guard(background, 'D3', await headerOf(background));
        await background.ports.visits.inTurn(TAB, () => Promise.resolve());
      }
      return known === null
        ? { kind: 'unguarded', because: 'guard-silent' }
        : { kind: 'guarded', policy: background.rules.rules.get(1)?.policy ?? '', earlier: [] };
    });
    await vi.waitUntil(async () => (await scriptsOf(background)).outcome === 'pass', { timeout: 20_000 });
  });

  it.each<[string, Binding['keys'], Fault | undefined]>([
    ['evidence was altered', LOCK, 'tampered'],
    ['evidence ends at another root', LOCK, 'wrong-root'],
    ['evidence commits to something else', LOCK, 'wrong-report-data'],
    ['evidence is of hardware that was revoked', LOCK, 'revoked'],
    ['evidence is of an enclave that can be debugged', LOCK, 'debug'],
    ['its names are not read', [{ use: 'page-policy', key: toAscii('lax', 'policy') }], undefined],
    ['it names no code', [], undefined],
  ])('is not locked where %s', async (_, also, fault) => {
    const background = await locking(also, fault);
    await arrive(background, 'D1');
    await background.settled(TAB);
    expect(background.rules.done).toEqual([]);
  });

  it('is not locked in a private window', async () => {
    const background = await locking();
    background.surroundings.private = true;
    await arrive(background, 'D1');
    expect(await scriptsOf(background)).toMatchObject({ outcome: 'unknown', facts: { because: 'private-window' } });
    expect(background.rules.done).toEqual([]);
  });

  it('is let go when its evidence names no code any more', async () => {
    const background = await locked();
    await background.settled(TAB);
    say(background, []);
    await arrive(background, 'D3');
    await background.settled(TAB);
    await vi.waitUntil(() => background.rules.rules.size === 0, { timeout: 20_000 });
    expect(background.reloaded).toHaveLength(2);
  });

  it('is let go for no check of a private window: that would be a trace of it', async () => {
    const background = await locked();
    await background.settled(TAB);
    // Past the life of all evidence that named it.
    background.surroundings.now += 3 * 24 * 60 * 60 * 1000;
    background.surroundings.say = () =>
      Promise.resolve({ problem: { code: 'net.unreachable', fault: 'site', remedy: 'retry', facts: {} } });
    const look = async (tabId: number): Promise<number> => {
      await background.arrive(tabId, { documentId: `T${String(tabId)}`, channel: unobserved('browser-cannot-see') });
      await background.settled(tabId);
      return background.rules.rules.size;
    };
    background.surroundings.private = true;
    expect(await look(2)).toBe(1);
    background.surroundings.private = false;
    expect(await look(3)).toBe(0);
  });

  it('keeps its lock when somebody in between sends evidence that is not genuine', async () => {
    const background = await locked();
    await background.settled(TAB);
    say(background, [], 'wrong-report-data');
    await arrive(background, 'D3');
    await background.settled(TAB);
    expect(background.rules.rules.size).toBe(1);
  });

  it('is held to no code that an enclave named which nobody knows, made by whoever ends TLS', async () => {
    const background = openTestBackground();
    say(background, [{ use: 'script-hashes', key: toAscii(source(2), 'hashes') }, ...LOCK.slice(1)]);
    await arrive(background, 'D1');
    await background.settled(TAB);
    await vi.waitUntil(() => background.reloaded.length === 1, { timeout: 20_000 });
    await background.accept({ tee: 'sgx', registers: sgxAttester.reference });
    say(background, LOCK);
    await arrive(background, 'D2');
    await background.settled(TAB);
    await vi.waitUntil(() => background.reloaded.length === 2, { timeout: 20_000 });
    const header = await headerOf(background);
    await arrive(background, 'D3');
    await guard(background, 'D3', header);
    expect(await scriptsOf(background)).toMatchObject({ badge: 'unbound', outcome: 'pass' });
    expect([header.includes(source(1)), header.includes(source(2))]).toEqual([true, false]);
  });

  it('is held no more to code of earlier evidence that the user rejects while that evidence holds', async () => {
    const background = await locked();
    await background.settled(TAB);
    const old = { tee: 'sgx', registers: { MRENCLAVE: 'ee'.repeat(32) } };
    const locks = recordsOf<StoredLock>(background.tables, PAGE_LOCKS, () => '2026-11-25T08:00:00Z');
    const [record] = await locks.list();
    if (record === undefined) throw new Error('nothing is locked');
    const [newest] = record.named;
    if (newest === undefined) throw new Error('nothing is named');
    const lock = { ...record.lock, sources: [source(1), source(2)].sort() };
    await locks.put({ ...record, lock, named: [newest, { ...newest, sources: [source(2)], code: old }] });
    await background.ports.locks.renew();
    const held = async (documentId: string): Promise<unknown> => {
      await arrive(background, documentId);
      await guard(background, documentId, await headerOf(background));
      return (await scriptsOf(background)).outcome;
    };
    expect(await held('D3')).toBe('pass');
    await background.accept({ ...old, word: 'rejected' });
    expect(await held('D4')).toBe('unknown');
    await vi.waitUntil(() => background.rules.rules.get(1)?.policy.includes(source(2)) === false, { timeout: 20_000 });
    expect(await held('D5')).toBe('pass');
  });

  it('runs as the server sends it where the user wants that', async () => {
    const background = await locked();
    await background.settled(TAB);
    await background.calls['site.lock'].run({ origin: ORIGIN, on: false });
    expect(background.rules.rules.size).toBe(0);
    await arrive(background, 'D3');
    expect(await scriptsOf(background)).toMatchObject({ outcome: 'unknown', facts: { because: 'switched-off' } });
  });
});

describe('a document that the guard stopped', () => {
  it('is put right and loaded again twice; then it stays stopped, amber and never red', async () => {
    const background = await locked();
    await background.settled(TAB);
    background.rules.done.splice(0);
    background.reloaded.splice(0);
    for (const documentId of ['D3', 'D4']) {
      await arrive(background, documentId);
      await guard(background, documentId, null);
    }
    expect(background.reloaded).toEqual(Array(2).fill(`tab ${String(TAB)}`));
    expect(background.rules.done).toEqual([`clear ${ORIGIN}`, 'renew', `clear ${ORIGIN}`, 'renew']);
    await arrive(background, 'D5');
    await guard(background, 'D5', null);
    expect(background.reloaded).toHaveLength(2);
    await vi.waitUntil(async () => (await scriptsOf(background)).outcome === 'warn', { timeout: 20_000 });
    expect(await scriptsOf(background)).toMatchObject({ badge: 'caution', facts: { because: 'policy-removed' } });
  });

  it('is no series when one came under its policy in between', async () => {
    const background = await locked();
    background.reloaded.splice(0);
    for (const documentId of ['D3', 'D4', 'D5', 'D6']) {
      await guard(background, documentId, null);
      await guard(background, documentId, await headerOf(background));
    }
    expect(background.reloaded).toHaveLength(4);
  });

  it('is a frame that says nothing of the page it stands in', async () => {
    const background = await locked();
    for (const documentId of ['F1', 'F2', 'F3']) await guard(background, documentId, null, { frameId: 4, url: ORIGIN });
    await guard(background, 'D2', await headerOf(background), { frameId: 4 });
    expect((await scriptsOf(background)).outcome).toBe('unknown');
  });
});
