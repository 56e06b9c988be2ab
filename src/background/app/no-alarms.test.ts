// Covers: schedule.ts, check-run.ts
import { describe, expect, it, vi } from 'vitest';
import { knownBackground } from '../testing/played.ts';

// What the test build replaces too: the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const TAB = 1;

const unanswered = () => Promise.reject(new Error('the limit of 500 alarms is reached'));

describe('where no alarm is to be had', () => {
  it('a check ends as it would, and the mistake is told to us alone', async () => {
    const background = await knownBackground();
    background.ports.browser.wakeAt = unanswered;
    await background.arrive(TAB);
    await vi.waitUntil(async () => (await background.view(TAB)).state.at === 'appraised');
    expect((await background.view(TAB)).badge).toBe('verified');
    expect(background.reported.map(String).filter((text) => text.includes('may not follow'))).toEqual([]);
    expect(background.reported.length).toBeGreaterThan(0);
  });

  it('a mark goes when it has expired, with whatever is asked next', async () => {
    const background = await knownBackground();
    background.ports.browser.wakeAt = unanswered;
    await background.arrive(TAB);
    await vi.waitUntil(async () => (await background.view(TAB)).badge === 'verified');
    const until = background.ports.visits.firstExpiry();
    expect(until).not.toBeNull();
    background.surroundings.now = (until ?? 0) + 1;
    expect(background.ports.visits.expired()).toEqual([TAB]);
    expect((await background.view(TAB)).badge).not.toBe('verified');
  });
});
