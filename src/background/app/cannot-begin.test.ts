// Covers: tabs.ts, new-visit.ts
import { describe, expect, it, vi } from 'vitest';
import { knownBackground } from '../testing/played.ts';
import { unobserved, type TestBackground } from '../testing/test-background.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const TAB = 1;
const EVIL = 'https://evil.test';
const lost = () => Promise.reject(new DOMException('The database connection is closing.', 'InvalidStateError'));

/** What may fail while the meaning of a document's arrival is determined. */
const FAULTS: Readonly<Record<string, (background: TestBackground) => void>> = {
  'the database was closed': (background) => {
    background.tables.get = lost;
  },
  'the browser does not say what it permits': (background) => {
    background.ports.browser.mayCheck = lost;
  },
  'the browser does not say which tab it is': (background) => {
    background.ports.browser.tab = lost;
  },
  'the session’s storage is full': (background) => {
    Object.assign(background.session, { set: lost });
  },
};

describe('a document whose visit cannot be begun', () => {
  it.each(Object.entries(FAULTS))('because %s does not get the verdict of the one before', async (_, fails) => {
    const background = await knownBackground();
    await background.arrive(TAB);
    expect((await background.settled(TAB)).badge).toBe('verified');
    const shownBefore = background.shown.length;
    fails(background);
    await background.arrive(TAB, { url: `${EVIL}/`, links: [], channel: unobserved('no-request-seen') });
    const view = await background.view(TAB);
    expect(view.origin).toBe(EVIL);
    expect(['none', 'unavailable']).toContain(view.badge);
    expect(await background.tabs.stayed(TAB)).toBe(true);
    expect(background.shown.slice(shownBefore).filter(({ badge }) => badge === 'verified')).toEqual([]);
  });

  it.each(Object.entries(FAULTS))('because %s gets no verdict of its own, even if it announces one', async (_, fails) => {
    const background = await knownBackground();
    fails(background);
    await background.arrive(TAB);
    const view = await background.settled(TAB);
    expect(view.badge).toBe('unavailable');
    expect(background.shown.filter(({ badge }) => badge === 'verified')).toEqual([]);
  });
});
