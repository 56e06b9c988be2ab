import { describe, expect, it, vi } from 'vitest';
import { knownBackground } from '../testing/played.ts';
import { ORIGIN } from '../testing/test-background.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const TAB = 1;

describe('a document that was found before its commit event', () => {
  it('keeps how it arrived when its commit event comes a moment later', async () => {
    const background = await knownBackground();
    const shown = { url: `${ORIGIN}/`, documentId: 'late', failed: false };
    background.surroundings.documents.set(TAB, shown);
    expect((await background.view(TAB)).badge).toBe('unavailable');
    await background.arrive(TAB, { documentId: 'late' });
    expect((await background.settled(TAB)).badge).toBe('verified');
  });

  it('keeps how it arrived when its commit event comes while the tab is being queried', async () => {
    const background = await knownBackground();
    const before = { url: 'https://other.test/', documentId: 'before', failed: false };
    vi.spyOn(background.surroundings.documents, 'get').mockReturnValueOnce(before);
    const looking = background.tabs.view(TAB);
    await background.arrive(TAB);
    await looking;
    expect((await background.settled(TAB)).badge).toBe('verified');
  });

  it.each([
    ['comes back after another one', true, {}],
    ['is said to come out of the browser’s memory', false, { restored: true }],
    ['was not seen from its beginning', false, { begun: false }],
  ])('has come in a way that nobody knows when it %s', async (_, another, arrival) => {
    const background = await knownBackground();
    background.surroundings.documents.set(TAB, { url: `${ORIGIN}/`, documentId: 'late', failed: false });
    await background.view(TAB);
    if (another) await background.arrive(TAB, { url: 'https://other.test/', links: [] });
    await background.arrive(TAB, { documentId: 'late', ...arrival });
    await background.tabs.check(TAB);
    expect((await background.settled(TAB)).badge).toBe('unbound');
  });
});
