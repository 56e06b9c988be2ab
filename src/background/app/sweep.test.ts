// Covers: background.ts, check-run.ts
import { describe, expect, it, vi } from 'vitest';
import { startedBackground } from '../testing/started.ts';

// Nothing of the browser is called here: the platform of startedBackground stands for it.
vi.mock('webextension-polyfill', () => ({ default: {} }));
// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const LATER = 400 * 24 * 60 * 60 * 1000;

describe('a mark that has run out, where no alarm was to be had', () => {
  it.each([
    ['another tab begins to go somewhere', { kind: 'before-navigate', tabId: 99, url: 'https://other.test/' } as const],
    ['another tab is closed', { kind: 'gone', tabId: 99 } as const],
  ])('goes at once when %s, and the page is checked again', async (_, event) => {
    const { background, painted, emit } = await startedBackground('verified');
    emit(event);
    expect(painted).toEqual([]);
    background.surroundings.say = () => new Promise(() => undefined);
    background.surroundings.now += LATER;
    emit(event);
    expect(painted).toEqual(['unavailable']);
    await vi.waitUntil(() => background.asked.length === 2 && painted.at(-1) === 'checking', { timeout: 20_000 });
  });

  it('goes when the clock was put back since it was made: by that clock it might hold for years', async () => {
    const { background, painted, ring } = await startedBackground('verified');
    background.surroundings.now -= 4 * 60 * 1000;
    ring('watch:99');
    expect(painted).toEqual([]);
    background.surroundings.now -= 2 * 60 * 1000;
    ring('watch:99');
    expect(painted[0]).toBe('unavailable');
    await vi.waitUntil(() => background.asked.length === 2, { timeout: 20_000 });
  });

  it('goes when one of our pages asks anything', async () => {
    const { background, painted, ask } = await startedBackground('verified');
    background.surroundings.now += LATER;
    ask({ call: 'site.view', ask: { tabId: 99 } });
    expect(painted[0]).toBe('unavailable');
  });

  it('goes when any alarm rings', async () => {
    const { background, painted, ring } = await startedBackground('verified');
    background.surroundings.now += LATER;
    ring('watch:99');
    expect(painted[0]).toBe('unavailable');
  });
});
