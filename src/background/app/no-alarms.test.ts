// Covers: schedule.ts, check-run.ts
import { describe, expect, it, vi } from 'vitest';
import { knownBackground } from '../testing/played.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const TAB = 1;

const unanswered = () => Promise.reject(new Error('the limit of 500 alarms is reached'));

describe('where alarms cannot be set', () => {
  it('a check ends as usual, and the error is only reported to us', async () => {
    const background = await knownBackground();
    background.ports.browser.wakeAt = unanswered;
    await background.arrive(TAB);
    await vi.waitUntil(async () => (await background.view(TAB)).state.at === 'appraised', { timeout: 20_000 });
    expect((await background.view(TAB)).badge).toBe('verified');
    expect(background.reported.map(String).filter((text) => text.includes('may not follow'))).toEqual([]);
    expect(background.reported.length).toBeGreaterThan(0);
  });

  it('an expired mark goes with the next call of any kind', async () => {
    const background = await knownBackground();
    background.ports.browser.wakeAt = unanswered;
    await background.arrive(TAB);
    await vi.waitUntil(async () => (await background.view(TAB)).badge === 'verified', { timeout: 20_000 });
    const until = background.ports.visits.firstExpiry();
    expect(until).not.toBeNull();
    background.surroundings.now = (until ?? 0) + 1;
    expect(background.ports.visits.expired()).toEqual([TAB]);
    expect((await background.view(TAB)).badge).not.toBe('verified');
  });
});
