import { describe, expect, it, vi } from 'vitest';
import { knownWorld } from '../testing/played.ts';

// What the test build replaces too: the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../e2e/test-build/pinned.ts'));

const TAB = 1;

const unanswered = () => Promise.reject(new Error('the limit of 500 alarms is reached'));

describe('where no alarm is to be had', () => {
  it('a check ends as it would, and the mistake is told to us alone', async () => {
    const world = await knownWorld();
    world.ports.browser.wakeAt = unanswered;
    await world.arrive(TAB);
    await vi.waitUntil(async () => (await world.view(TAB)).state.at === 'judged');
    expect((await world.view(TAB)).badge).toBe('verified');
    expect(world.reported.map(String).filter((text) => text.includes('may not follow'))).toEqual([]);
    expect(world.reported.length).toBeGreaterThan(0);
  });

  it('a mark goes when it has expired, with whatever is asked next', async () => {
    const world = await knownWorld();
    world.ports.browser.wakeAt = unanswered;
    await world.arrive(TAB);
    await vi.waitUntil(async () => (await world.view(TAB)).badge === 'verified');
    const until = world.ports.visits.firstExpiry();
    expect(until).not.toBeNull();
    world.around.now = (until ?? 0) + 1;
    expect(world.ports.visits.expired()).toEqual([TAB]);
    expect((await world.view(TAB)).badge).not.toBe('verified');
  });
});
