import { describe, expect, it, vi } from 'vitest';
import { answering, held, knownWorld } from '../testing/played.ts';
import { ORIGIN, type World } from '../testing/world.ts';

// What the test build replaces too: the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../e2e/test-build/pinned.ts'));

const TAB = 1;
const ALL = ['https://*/*'];

/** A world with a verified page, in which the user then takes the permission back. */
async function verified(): Promise<World> {
  const world = await knownWorld();
  await world.arrive(TAB);
  expect((await world.settled(TAB)).badge).toBe('verified');
  expect(world.asked).toHaveLength(1);
  world.around.mayLook = false;
  return world;
}

describe('a permission that the user takes back', () => {
  it('turns the mark off at once, and leaves no alarm', async () => {
    const world = await verified();
    await world.tabs.withdrawn(ALL);
    expect(await world.view(TAB)).toMatchObject({ badge: 'off', state: { at: 'off', because: 'no-permission' } });
    expect([...world.alarms.keys()]).toEqual([]);
  });

  it('ends the check that is under way, whose answer then changes nothing', async () => {
    const world = await knownWorld();
    const { release } = held(world);
    await world.arrive(TAB);
    expect((await world.view(TAB)).badge).toBe('checking');
    world.around.mayLook = false;
    await world.tabs.withdrawn(ALL);
    release();
    expect((await world.settled(TAB)).badge).toBe('off');
    expect(world.shown.map(({ badge }) => badge)).not.toContain('verified');
  });

  it('of another host changes nothing here', async () => {
    const world = await verified();
    world.around.mayLook = true;
    await world.tabs.withdrawn(['https://other.test/*']);
    expect((await world.view(TAB)).badge).toBe('verified');
  });

  it('of one pattern changes nothing where another still stands for the host', async () => {
    const world = await verified();
    world.around.mayLook = true;
    await world.tabs.withdrawn([`${ORIGIN}/*`]);
    expect((await world.view(TAB)).badge).toBe('verified');
  });

  it('ends what an earlier click allowed, too', async () => {
    const world = await knownWorld();
    await world.arrive(TAB);
    await world.calls['site.check'].run({ tabId: TAB });
    await world.settled(TAB);
    const asked = world.asked.length;
    world.around.mayLook = false;
    await world.tabs.withdrawn(ALL);
    await world.arrive(TAB);
    expect((await world.settled(TAB)).badge).toBe('off');
    expect([world.asked.length, world.carried.length]).toEqual([asked, 0]);
  });

  // No event comes to a worker that is not there: whatever starts a check finds out by itself.
  it.each<[string, (world: World) => Promise<unknown>]>([
    ['the alarm of goodUntil', (world) => world.tabs.expired(TAB)],
    ['what the user accepts', (world) => world.tabs.judgeAgain(TAB)],
    ['a new page of the site', (world) => world.arrive(TAB)],
  ])('lets %s make no request, and turns the mark off', async (_, happens) => {
    const world = await verified();
    await happens(world);
    expect((await world.settled(TAB)).badge).toBe('off');
    expect([world.asked.length, world.carried.length]).toEqual([1, 0]);
  });

  it('lets a hint of the page, and a check that a dead worker began, make no request', async () => {
    const world = await knownWorld();
    await world.arrive(TAB, { links: [] });
    world.around.mayLook = false;
    await world.tabs.hinted(TAB, `${ORIGIN}/`, null, `${ORIGIN}/.well-known/attestation`);
    expect((await world.settled(TAB)).badge).toBe('off');
    world.around.mayLook = true;
    world.around.say = () => new Promise(() => undefined);
    await world.arrive(TAB);
    expect((await world.view(TAB)).badge).toBe('checking');
    world.around.say = answering(world);
    world.around.mayLook = false;
    const asked = world.asked.length;
    await world.restart();
    expect((await world.settled(TAB)).badge).toBe('off');
    expect([world.asked.length, world.carried.length]).toEqual([asked, 0]);
  });
});
