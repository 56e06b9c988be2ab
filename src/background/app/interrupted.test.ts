// Covers: tabs.ts, check-run.ts
import { describe, expect, it, vi } from 'vitest';
import { p256Key } from '../../verifier/testing/keys.ts';
import type { RegistryView } from '../api/registry-view.ts';
import { followVisits } from './tabs.ts';
import { answering, held, knownBackground } from '../testing/played.ts';
import { ORIGIN, observed, unobserved, type TestBackground } from '../testing/test-background.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const TAB = 1;

/** Another tab's whole check, which takes more turns than what is left of an earlier one. */
async function checkedElsewhere(background: TestBackground): Promise<void> {
  await background.arrive(TAB + 1);
  expect((await background.settled(TAB + 1)).badge).toBe('verified');
}

/** A chain whose answer is pending. */
const ASKING: RegistryView = {
  at: 'asking',
  chain: { id: 'mine', name: 'Mine', discontinued: null, explorer: null },
  progress: { setId: 3, block: 30 },
};

describe('what comes too late', () => {
  it('does not mark the next document', async () => {
    const background = await knownBackground();
    const { release } = held(background);
    await background.arrive(TAB);
    await background.arrive(TAB, { links: [], url: 'https://other.test/' });
    release();
    await checkedElsewhere(background);
    expect(await background.view(TAB)).toMatchObject({ badge: 'none', origin: 'https://other.test' });
    expect(background.reported).toEqual([]);
  });

  it('is given up: the request is aborted when the next document arrives, and when the tab closes', async () => {
    for (const leave of [
      (background: TestBackground) => background.arrive(TAB, { links: [], url: 'https://other.test/' }),
      (background: TestBackground) => background.tabs.gone(TAB),
    ]) {
      const background = await knownBackground();
      const signals: AbortSignal[] = [];
      background.surroundings.say = (_, __, signal) => {
        signals.push(signal);
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(signal.reason as Error);
          });
        });
      };
      await background.arrive(TAB);
      await vi.waitUntil(() => signals.length === 1, { timeout: 20_000 });
      await leave(background);
      expect(signals[0]?.aborted).toBe(true);
      background.surroundings.say = answering(background);
      await checkedElsewhere(background);
      expect(background.reported).toEqual([]);
    }
  });
});

describe('a chain that is no longer asked', () => {
  it('no longer writes into the row', async () => {
    const background = await knownBackground();
    const late: (() => void)[] = [];
    background.surroundings.registry = {
      ask(_, seen) {
        late.push(() => {
          seen(ASKING);
        });
        seen(ASKING);
        return new Promise(() => undefined);
      },
    };
    await background.arrive(TAB);
    await vi.waitUntil(async () => (await background.view(TAB)).registry?.at === 'asking', { timeout: 20_000 });
    // The user turns the chain off, and every tab is appraised again.
    background.surroundings.registry = { ask: () => Promise.resolve(null) };
    await background.tabs.reappraise(TAB);
    expect((await background.settled(TAB)).registry).toBeNull();
    for (const write of late) write();
    await background.ports.visits.inTurn(TAB, () => Promise.resolve());
    expect((await background.view(TAB)).registry).toBeNull();
  });
});

describe('a check whose code cannot be loaded', () => {
  it('is grey, and restarts when the user asks', async () => {
    const background = await knownBackground();
    const whole = background.tabs;
    background.tabs = followVisits(background.ports, () =>
      Promise.reject(new TypeError('Failed to fetch dynamically imported module')),
    );
    await background.arrive(TAB);
    expect(await background.settled(TAB)).toMatchObject({
      badge: 'unavailable',
      state: { problem: { code: 'internal', fault: 'ours' } },
    });
    expect(background.reported).toHaveLength(1);
    await whole.check(TAB);
    expect((await background.settled(TAB)).badge).toBe('verified');
  });
});

describe('a worker that is stopped', () => {
  it('resumes the check once; after that it could not be made', async () => {
    const background = await knownBackground();
    const hang = (): Promise<never> => new Promise(() => undefined);
    background.surroundings.say = hang;
    await background.arrive(TAB);
    await vi.waitUntil(() => background.asked.length === 1, { timeout: 20_000 });
    background.surroundings.say = answering(background);
    await background.restart();
    expect((await background.settled(TAB)).badge).toBe('verified');

    background.surroundings.say = hang;
    await background.arrive(TAB);
    await vi.waitUntil(() => background.asked.length === 3, { timeout: 20_000 });
    await background.restart();
    await vi.waitUntil(() => background.asked.length === 4, { timeout: 20_000 });
    await background.restart();
    expect(await background.view(TAB)).toMatchObject({
      badge: 'unavailable',
      state: { problem: { code: 'worker.interrupted' } },
    });
  });

  it('before anything is known about a document that announced itself does not leave a page that looks silent', async () => {
    const background = await knownBackground();
    vi.spyOn(background.ports.pins, 'get').mockImplementation(() => new Promise(() => undefined));
    void background.arrive(TAB);
    await vi.waitUntil(async () => (await background.ports.visits.tabs()).includes(TAB) && background.session.values.size > 0, {
      timeout: 20_000,
    });
    await background.restart();
    expect((await background.settled(TAB)).badge).toBe('unbound');
  });

  it('asks a chain that had not answered again, and nobody else', async () => {
    const background = await knownBackground();
    await background.arrive(TAB);
    const before = await background.settled(TAB);
    const visit = await background.ports.visits.read(TAB);
    const chain = { id: 'a', name: 'A', discontinued: null, explorer: null };
    await background.ports.visits.update(TAB, visit?.id ?? '', (one) => ({
      ...one,
      registry: { at: 'asking', chain, progress: { setId: 7, block: 70 } },
    }));
    await background.restart();
    await vi.waitUntil(async () => (await background.view(TAB)).registry === null, { timeout: 20_000 });
    expect(await background.settled(TAB)).toMatchObject({ badge: before.badge, state: { at: 'appraised' } });
    expect(background.asked).toHaveLength(1);
  });

  it('tells a chain look-up how often it was restarted, until it is answered or the user asks', async () => {
    const background = await knownBackground();
    const resumed: number[] = [];
    let hangs = true;
    background.surroundings.registry = {
      ask(question, seen) {
        resumed.push(question.resumed);
        seen(ASKING);
        return hangs ? new Promise(() => undefined) : Promise.resolve(null);
      },
    };
    const asking = async (times: number): Promise<void> => {
      await vi.waitUntil(async () => resumed.length === times && (await background.view(TAB)).registry?.at === 'asking', {
        timeout: 20_000,
      });
    };
    await background.arrive(TAB);
    await asking(1);
    await background.restart();
    await asking(2);
    await background.restart();
    await asking(3);
    expect(resumed).toEqual([0, 1, 2]);
    hangs = false;
    await background.tabs.check(TAB);
    await vi.waitUntil(() => resumed.length === 4, { timeout: 20_000 });
    expect(resumed).toEqual([0, 1, 2, 0]);
  });

  it('is watched while a check takes longer than an alarm waits', async () => {
    const background = await knownBackground();
    held(background);
    await background.arrive(TAB);
    await vi.waitUntil(() => background.alarms.has(`watch:${String(TAB)}`), { timeout: 20_000 });
    background.alarms.clear();
    await background.tabs.resume(TAB);
    expect([...background.alarms.keys()]).toEqual([`watch:${String(TAB)}`]);
  });

  it('leaves verdicts as they are', async () => {
    const background = await knownBackground();
    await background.arrive(TAB);
    const before = await background.settled(TAB);
    await background.restart();
    expect(await background.settled(TAB)).toEqual({ ...before, updatedAt: expect.any(String) as string });
    expect(background.asked).toHaveLength(1);
  });

  it.each([observed(p256Key('any')), unobserved('browser-cannot-see')])(
    'says of a page that it saw announce nothing that nothing was announced, once it has noted that',
    async (channel) => {
      const background = await knownBackground();
      await background.arrive(TAB, { links: [], channel });
      expect(background.session.values.size).toBe(0);
      await background.restart();
      expect((await background.view(TAB)).badge).toBe('unavailable');

      await background.arrive(TAB, { links: [], channel });
      for (const job of background.later.splice(0)) job();
      await background.restart();
      expect((await background.view(TAB)).state).toEqual({ at: 'none' });
    },
  );

  it('does not leave an old mark on a document that arrived in the meantime', async () => {
    const background = await knownBackground();
    await background.arrive(TAB);
    await background.settled(TAB);
    background.surroundings.documents.set(TAB, { url: 'https://other.test/', documentId: 'unseen', failed: false });
    await background.restart();
    expect(await background.view(TAB)).toMatchObject({
      badge: 'unavailable',
      origin: 'https://other.test',
      state: { problem: { code: 'worker.interrupted' } },
    });
    background.surroundings.documents.delete(TAB);
    await background.restart();
    await expect(background.view(TAB)).rejects.toThrow('no view');
  });

  it('reports that it could not check what it did not see begin, rather than that nothing was announced', async () => {
    const background = await knownBackground();
    await background.arrive(TAB, { begun: false, links: [], channel: unobserved('started-before-us') });
    expect(await background.settled(TAB)).toMatchObject({
      badge: 'unavailable',
      state: { problem: { code: 'worker.interrupted' } },
    });
    await background.tabs.hinted(TAB, `${ORIGIN}/`, null, `${ORIGIN}/.well-known/attestation`);
    expect((await background.settled(TAB)).badge).toBe('unbound');
  });
});
