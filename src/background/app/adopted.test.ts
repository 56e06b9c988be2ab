import { describe, expect, it, vi } from 'vitest';
import { knownBackground, problem } from '../testing/played.ts';
import { ORIGIN, unobserved } from '../testing/test-background.ts';

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

describe('a document that no script can enter, as Firefox’s error pages and warnings,', () => {
  const INTERRUPTED = { badge: 'unavailable', state: { at: 'unavailable', problem: { code: 'worker.interrupted' } } };

  it('earns nothing by an answer of the site, when it is found in the tab of a site that attested before', async () => {
    const background = await knownBackground();
    await background.arrive(TAB);
    expect((await background.settled(TAB)).badge).toBe('verified');
    background.surroundings.documents.set(TAB, { url: `${ORIGIN}/`, documentId: 'message', failed: false });
    background.surroundings.controlled = null;
    await background.restart();
    expect(await background.settled(TAB)).toMatchObject(INTERRUPTED);
    expect(background.asked).toHaveLength(2);
    await background.tabs.check(TAB);
    expect(await background.settled(TAB)).toMatchObject(INTERRUPTED);
  });

  it.each(['started-before-us', 'no-request-seen'] as const)('earns nothing when nothing was seen of it: %s', async (because) => {
    const background = await knownBackground();
    background.surroundings.controlled = null;
    await background.arrive(TAB, { channel: unobserved(because) });
    expect(await background.settled(TAB)).toMatchObject(INTERRUPTED);
    background.surroundings.controlled = false;
    await background.tabs.check(TAB);
    expect((await background.settled(TAB)).badge).toBe('unbound');
  });

  it.each([
    ['the tab is to carry the request', false],
    ['the site answers that there is nothing', true],
  ])('could not be checked because it came unseen, also where %s', async (_, shared) => {
    const background = await knownBackground();
    await background.calls['site.pin'].run({ origin: ORIGIN, pin: 'hard' });
    background.surroundings.controlled = null;
    background.surroundings.shared = shared;
    background.surroundings.say = () => Promise.resolve(problem('net.status', { status: 404 }));
    await background.arrive(TAB, { channel: unobserved('no-request-seen') });
    expect(await background.settled(TAB)).toMatchObject(INTERRUPTED);
  });

  it('was a page of the site if its response was seen', async () => {
    const background = await knownBackground();
    background.surroundings.controlled = null;
    await background.arrive(TAB, { channel: unobserved('from-cache') });
    expect((await background.settled(TAB)).badge).toBe('unbound');
  });

  it('is no alarm where the site is pinned: that it came so is not the site’s doing', async () => {
    const background = await knownBackground();
    const pin = { origin: ORIGIN, pin: 'hard', since: '2026-11-01T00:00:00.000Z', chosen: true, adapter: 'sealmark' } as const;
    await background.ports.pins.put(pin);
    background.surroundings.controlled = null;
    await background.arrive(TAB, { channel: unobserved('no-request-seen') });
    expect(await background.settled(TAB)).toMatchObject(INTERRUPTED);
  });
});
