import { describe, expect, it, vi } from 'vitest';
import { knownWorld } from '../testing/played.ts';
import { unobserved, type World } from '../testing/world.ts';

// What the test build replaces too: the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../e2e/test-build/pinned.ts'));

const TAB = 1;
const EVIL = 'https://evil.test';
const lost = () => Promise.reject(new DOMException('The database connection is closing.', 'InvalidStateError'));

/** What may fail while it is found out what a document's arrival means. */
const FAULTS: Readonly<Record<string, (world: World) => void>> = {
  'the database was closed': (world) => {
    world.tables.get = lost;
  },
  'the browser does not say what it permits': (world) => {
    world.ports.browser.mayLookAt = lost;
  },
  'the browser does not say which tab it is': (world) => {
    world.ports.browser.tab = lost;
  },
  'the session’s storage is full': (world) => {
    Object.assign(world.session, { set: lost });
  },
};

describe('a document whose visit cannot be begun', () => {
  it.each(Object.entries(FAULTS))('because %s has not the verdict of the one before', async (_, fails) => {
    const world = await knownWorld();
    await world.arrive(TAB);
    expect((await world.settled(TAB)).badge).toBe('verified');
    const shownBefore = world.shown.length;
    fails(world);
    await world.arrive(TAB, { url: `${EVIL}/`, links: [], channel: unobserved('no-request-seen') });
    const view = await world.view(TAB);
    expect(view.origin).toBe(EVIL);
    expect(['none', 'unavailable']).toContain(view.badge);
    expect(await world.tabs.stayed(TAB)).toBe(true);
    expect(world.shown.slice(shownBefore).filter(({ badge }) => badge === 'verified')).toEqual([]);
  });

  it.each(Object.entries(FAULTS))('because %s has no verdict of its own, though it announces one', async (_, fails) => {
    const world = await knownWorld();
    fails(world);
    await world.arrive(TAB);
    const view = await world.settled(TAB);
    expect(view.badge).toBe('unavailable');
    expect(world.shown.filter(({ badge }) => badge === 'verified')).toEqual([]);
  });
});
