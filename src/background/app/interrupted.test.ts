import { describe, expect, it, vi } from 'vitest';
import type { RegistryView } from '../api/registry-view.ts';
import { browsing } from '../app/browse.ts';
import { answering, held, knownWorld } from '../testing/played.ts';
import { ORIGIN, unobserved, type World } from '../testing/world.ts';

// What the test build replaces too: the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../e2e/test-build/pinned.ts'));

const TAB = 1;

/** A chain that is being asked. */
const ASKING: RegistryView = {
  at: 'asking',
  chain: { id: 'mine', name: 'Mine', discontinued: null, explorer: null },
  progress: { setId: 3, block: 30 },
};

describe('what comes too late', () => {
  it('does not mark the next document', async () => {
    const world = await knownWorld();
    const { release } = held(world);
    await world.arrive(TAB);
    await world.arrive(TAB, { links: [], url: 'https://other.test/' });
    release();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await world.view(TAB)).toMatchObject({ badge: 'none', origin: 'https://other.test' });
    expect(world.reported).toEqual([]);
  });

  it('is given up: the request is aborted when the next document arrives, and when the tab closes', async () => {
    for (const leave of [
      (world: World) => world.arrive(TAB, { links: [], url: 'https://other.test/' }),
      (world: World) => world.tabs.gone(TAB),
    ]) {
      const world = await knownWorld();
      const signals: AbortSignal[] = [];
      world.around.say = (_, __, signal) => {
        signals.push(signal);
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(signal.reason as Error);
          });
        });
      };
      await world.arrive(TAB);
      await vi.waitUntil(() => signals.length === 1);
      await leave(world);
      expect(signals[0]?.aborted).toBe(true);
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(world.reported).toEqual([]);
    }
  });
});

describe('a chain that is no longer asked', () => {
  it('does not write into the row any more', async () => {
    const world = await knownWorld();
    const late: (() => void)[] = [];
    world.around.registry = {
      ask(_, seen) {
        late.push(() => {
          seen(ASKING);
        });
        seen(ASKING);
        return new Promise(() => undefined);
      },
    };
    await world.arrive(TAB);
    await vi.waitUntil(async () => (await world.view(TAB)).registry?.at === 'asking');
    // The user turns the chain off, and every tab is judged again.
    world.around.registry = { ask: () => Promise.resolve(null) };
    await world.tabs.judgeAgain(TAB);
    expect((await world.settled(TAB)).registry).toBeNull();
    for (const write of late) write();
    await world.ports.visits.inTurn(TAB, () => Promise.resolve());
    expect((await world.view(TAB)).registry).toBeNull();
  });
});

describe('a check whose code cannot be loaded', () => {
  it('is grey, and is begun again when the user asks', async () => {
    const world = await knownWorld();
    const whole = world.tabs;
    world.tabs = browsing(world.ports, () => Promise.reject(new TypeError('Failed to fetch dynamically imported module')));
    await world.arrive(TAB);
    expect(await world.settled(TAB)).toMatchObject({
      badge: 'unavailable',
      state: { problem: { code: 'internal', fault: 'ours' } },
    });
    expect(world.reported).toHaveLength(1);
    await whole.check(TAB);
    expect((await world.settled(TAB)).badge).toBe('verified');
  });
});

describe('a worker that is stopped', () => {
  it('takes the check up again, once; then it could not be made', async () => {
    const world = await knownWorld();
    const hang = (): Promise<never> => new Promise(() => undefined);
    world.around.say = hang;
    await world.arrive(TAB);
    await vi.waitUntil(() => world.asked.length === 1);
    world.around.say = answering(world);
    await world.restart();
    expect((await world.settled(TAB)).badge).toBe('verified');

    world.around.say = hang;
    await world.arrive(TAB);
    await vi.waitUntil(() => world.asked.length === 3);
    await world.restart();
    await vi.waitUntil(() => world.asked.length === 4);
    await world.restart();
    expect(await world.view(TAB)).toMatchObject({ badge: 'unavailable', state: { problem: { code: 'worker.interrupted' } } });
  });

  it('before anything is known of a document that announced itself leaves no page that looks silent', async () => {
    const world = await knownWorld();
    vi.spyOn(world.ports.pins, 'get').mockImplementation(() => new Promise(() => undefined));
    void world.arrive(TAB);
    await vi.waitUntil(async () => (await world.ports.visits.tabs()).includes(TAB) && world.session.values.size > 0);
    await world.restart();
    expect((await world.settled(TAB)).badge).toBe('unbound');
  });

  it('asks a chain again that had not answered, and nobody else', async () => {
    const world = await knownWorld();
    await world.arrive(TAB);
    const before = await world.settled(TAB);
    const visit = await world.ports.visits.read(TAB);
    const chain = { id: 'a', name: 'A', discontinued: null, explorer: null };
    await world.ports.visits.update(TAB, visit?.id ?? '', (one) => ({
      ...one,
      registry: { at: 'asking', chain, progress: { setId: 7, block: 70 } },
    }));
    await world.restart();
    await vi.waitUntil(async () => (await world.view(TAB)).registry === null);
    expect(await world.settled(TAB)).toMatchObject({ badge: before.badge, state: { at: 'judged' } });
    expect(world.asked).toHaveLength(1);
  });

  it('tells whoever asks a chain how often that was begun again, until it answers or the user asks', async () => {
    const world = await knownWorld();
    const resumed: number[] = [];
    let hangs = true;
    world.around.registry = {
      ask(question, seen) {
        resumed.push(question.resumed);
        seen(ASKING);
        return hangs ? new Promise(() => undefined) : Promise.resolve(null);
      },
    };
    const asking = async (times: number): Promise<void> => {
      await vi.waitUntil(async () => resumed.length === times && (await world.view(TAB)).registry?.at === 'asking');
    };
    await world.arrive(TAB);
    await asking(1);
    await world.restart();
    await asking(2);
    await world.restart();
    await asking(3);
    expect(resumed).toEqual([0, 1, 2]);
    hangs = false;
    await world.tabs.check(TAB);
    await vi.waitUntil(() => resumed.length === 4);
    expect(resumed).toEqual([0, 1, 2, 0]);
  });

  it('is looked after while a check takes longer than an alarm waits', async () => {
    const world = await knownWorld();
    held(world);
    await world.arrive(TAB);
    await vi.waitUntil(() => world.alarms.has(`watch:${String(TAB)}`));
    world.alarms.clear();
    await world.tabs.resume(TAB);
    expect([...world.alarms.keys()]).toEqual([`watch:${String(TAB)}`]);
  });

  it('leaves verdicts as they are', async () => {
    const world = await knownWorld();
    await world.arrive(TAB);
    const before = await world.settled(TAB);
    await world.restart();
    expect(await world.settled(TAB)).toEqual({ ...before, updatedAt: expect.any(String) as string });
    expect(world.asked).toHaveLength(1);
  });

  it('does not leave an old mark on a document that arrived meanwhile', async () => {
    const world = await knownWorld();
    await world.arrive(TAB);
    await world.settled(TAB);
    world.around.documents.set(TAB, { url: 'https://other.test/', documentId: 'unseen', failed: false });
    await world.restart();
    expect(await world.view(TAB)).toMatchObject({
      badge: 'unavailable',
      origin: 'https://other.test',
      state: { problem: { code: 'worker.interrupted' } },
    });
    world.around.documents.delete(TAB);
    await world.restart();
    await expect(world.view(TAB)).rejects.toThrow('no view');
  });

  it('says that it could not check what it did not see begin, rather than that nothing was announced', async () => {
    const world = await knownWorld();
    await world.arrive(TAB, { begun: false, links: [], channel: unobserved('started-before-us') });
    expect(await world.settled(TAB)).toMatchObject({ badge: 'unavailable', state: { problem: { code: 'worker.interrupted' } } });
    await world.tabs.hinted(TAB, `${ORIGIN}/`, null, `${ORIGIN}/.well-known/attestation`);
    expect((await world.settled(TAB)).badge).toBe('unbound');
  });
});
