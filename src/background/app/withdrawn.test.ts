// Covers: tabs.ts
import { describe, expect, it, vi } from 'vitest';
import { answering, held, knownBackground } from '../testing/played.ts';
import { ORIGIN, type TestBackground } from '../testing/test-background.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const TAB = 1;
const ALL = ['https://*/*'];

/** A background with a verified page, for which the user then withdraws the permission. */
async function verified(): Promise<TestBackground> {
  const background = await knownBackground();
  await background.arrive(TAB);
  expect((await background.settled(TAB)).badge).toBe('verified');
  expect(background.asked).toHaveLength(1);
  background.surroundings.mayCheck = false;
  return background;
}

/** Longer than any result holds, in milliseconds. */
const YEAR_MS = 366 * 24 * 3_600_000;

describe('a permission that the user withdraws', () => {
  it('turns the mark off at once, and leaves no alarm', async () => {
    const background = await verified();
    await background.tabs.withdrawn(ALL);
    expect(await background.view(TAB)).toMatchObject({ badge: 'off', state: { at: 'off', because: 'no-permission' } });
    expect([...background.alarms.keys()]).toEqual([]);
  });

  it('ends the running check, whose answer then changes nothing', async () => {
    const background = await knownBackground();
    const { release } = held(background);
    await background.arrive(TAB);
    expect((await background.view(TAB)).badge).toBe('checking');
    background.surroundings.mayCheck = false;
    await background.tabs.withdrawn(ALL);
    release();
    expect((await background.settled(TAB)).badge).toBe('off');
    expect(background.shown.map(({ badge }) => badge)).not.toContain('verified');
  });

  it('for another host changes nothing here', async () => {
    const background = await verified();
    background.surroundings.mayCheck = true;
    await background.tabs.withdrawn(['https://other.test/*']);
    expect((await background.view(TAB)).badge).toBe('verified');
  });

  it('for one pattern changes nothing while another still covers the host', async () => {
    const background = await verified();
    background.surroundings.mayCheck = true;
    await background.tabs.withdrawn([`${ORIGIN}/*`]);
    expect((await background.view(TAB)).badge).toBe('verified');
  });

  it('turns off a mark whose visit could not be read then, as soon as its tab is looked at', async () => {
    const background = await verified();
    const reading = vi.spyOn(background.session, 'get').mockRejectedValue(new Error('unreadable'));
    await expect(background.restart()).rejects.toThrow('unreadable');
    await background.tabs.withdrawn(ALL);
    reading.mockRestore();
    expect(await background.view(TAB)).toMatchObject({ badge: 'off', state: { because: 'no-permission' } });
  });

  it('also ends what an earlier click allowed', async () => {
    const background = await knownBackground();
    await background.arrive(TAB);
    await background.calls['site.check'].run({ tabId: TAB, origin: ORIGIN, documentId: null });
    await background.settled(TAB);
    const asked = background.asked.length;
    background.surroundings.mayCheck = false;
    await background.tabs.withdrawn(ALL);
    await background.arrive(TAB);
    expect((await background.settled(TAB)).badge).toBe('off');
    expect([background.asked.length, background.carried.length]).toEqual([asked, 0]);
  });

  // No event reaches a worker that is not running: whatever starts a check finds out by itself.
  it.each<[string, (background: TestBackground) => Promise<unknown>]>([
    [
      'the alarm of goodUntil',
      (background) => {
        background.surroundings.now += YEAR_MS;
        return background.tabs.expired(TAB);
      },
    ],
    ['what the user accepts', (background) => background.tabs.reappraise(TAB)],
    ['a new page of the site', (background) => background.arrive(TAB)],
  ])('lets %s make no request, and turns the mark off', async (_, happens) => {
    const background = await verified();
    await happens(background);
    expect((await background.settled(TAB)).badge).toBe('off');
    expect([background.asked.length, background.carried.length]).toEqual([1, 0]);
  });

  it('lets neither a hint of the page nor a check that a dead worker began make a request', async () => {
    const background = await knownBackground();
    await background.arrive(TAB, { links: [] });
    background.surroundings.mayCheck = false;
    await background.tabs.hinted(TAB, `${ORIGIN}/`, null, `${ORIGIN}/.well-known/attestation`);
    expect((await background.settled(TAB)).badge).toBe('off');
    background.surroundings.mayCheck = true;
    background.surroundings.say = () => new Promise(() => undefined);
    await background.arrive(TAB);
    expect((await background.view(TAB)).badge).toBe('checking');
    background.surroundings.say = answering(background);
    background.surroundings.mayCheck = false;
    const asked = background.asked.length;
    await background.restart();
    expect((await background.settled(TAB)).badge).toBe('off');
    expect([background.asked.length, background.carried.length]).toEqual([asked, 0]);
  });
});
