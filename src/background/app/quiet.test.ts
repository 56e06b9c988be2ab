// Covers: tabs.ts, running-checks.ts, ../channel/quiet-pages.ts
import { describe, expect, it, vi } from 'vitest';
import { observed, openTestBackground, ORIGIN, unobserved, type TestBackground } from '../testing/test-background.ts';
import { knownBackground } from '../testing/played.ts';

vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const TAB = 1;
const PAGE = `${ORIGIN}/`;
/** A certificate without an extension of ours. */
const LEAF = new Uint8Array([0x30, 0]);

async function shownSilently(background: TestBackground, leaf: Uint8Array | null = LEAF): Promise<void> {
  await background.arrive(TAB, { links: [], leaf });
  await background.settled(TAB);
}

const isQuiet = ({ ports }: TestBackground): boolean => ports.quiet.has(PAGE);

describe('the certificate of a page', () => {
  it('is left unread when the same page announced nothing a moment ago', async () => {
    const background = openTestBackground();
    await shownSilently(background);
    expect(isQuiet(background)).toBe(true);
  });

  it('is read when the page announced itself', async () => {
    const background = await knownBackground();
    await background.arrive(TAB, { leaf: LEAF });
    await background.settled(TAB);
    expect(isQuiet(background)).toBe(false);
  });

  it('is read when it was never read before: it may announce something itself', async () => {
    const background = openTestBackground();
    await shownSilently(background, null);
    expect(isQuiet(background)).toBe(false);
  });

  it('is read when only a private window found the page silent, where fewer sites are asked', async () => {
    const background = openTestBackground();
    background.surroundings.private = true;
    await shownSilently(background);
    expect(isQuiet(background)).toBe(false);
  });

  it('is read when only a container found the page silent, because it was not asked there', async () => {
    const background = await knownBackground();
    await background.arrive(TAB, { leaf: LEAF });
    await background.settled(TAB);
    background.surroundings.shared = false;
    await shownSilently(background);
    expect(isQuiet(background)).toBe(false);
  });

  it.each([
    ['the user asks for a check', ({ tabs }: TestBackground) => tabs.check(TAB)],
    ['the page turns out to link to its attestation', hinted],
  ])('is read from the moment that %s', async (_, happens) => {
    const background = openTestBackground();
    await shownSilently(background);
    await happens(background);
    await background.settled(TAB);
    expect(isQuiet(background)).toBe(false);
  });
});

function hinted({ tabs }: TestBackground): Promise<void> {
  return tabs.hinted(TAB, PAGE, null, `${ORIGIN}/.well-known/attestation`);
}

describe('a page whose certificate was left unread', () => {
  it('gets no mark when it turns out to attest itself, until it is loaded again', async () => {
    const background = await knownBackground();
    await shownSilently(background);
    await background.arrive(TAB, { links: [], leaf: null, channel: unobserved('not-read') });
    await hinted(background);
    const view = await background.settled(TAB);
    expect(view.badge).not.toBe('verified');
    expect(view.state).toMatchObject({ at: 'appraised', result: { vector: { channel: 'none' } } });
    await background.arrive(TAB, { channel: observed(background.surroundings.tlsKey) });
    expect((await background.settled(TAB)).badge).toBe('verified');
  });
});
