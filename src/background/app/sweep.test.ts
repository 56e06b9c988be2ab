// Covers: background.ts, check-run.ts
import { describe, expect, it, vi } from 'vitest';
import { instant } from '../../verifier/index.ts';
import type { NavigationEvent } from '../channel/event.ts';
import { certificate, commit, begin, headers, key, PAGE, request, response, sent, TAB } from '../testing/navigation.ts';
import { knownBackground } from '../testing/played.ts';
import { LINK } from '../testing/test-background.ts';
import { startBackground } from './background.ts';
import { runCheck } from './check-run.ts';

// Nothing of the browser is called here: the platform below stands for it.
vi.mock('webextension-polyfill', () => ({ default: {} }));
// What the test build replaces too: the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const nothing = (): void => undefined;

/** The background itself where no alarm is left, with one page in it whose mark is green. */
async function markedWithoutAlarms() {
  const background = await knownBackground();
  background.surroundings.tlsKey = key;
  background.surroundings.documents.set(TAB, { url: PAGE, documentId: 'D1', failed: false });
  const painted: string[] = [];
  let emit: (event: NavigationEvent) => void = nothing;
  let ring: (name: string) => void = nothing;
  startBackground({
    ...background.ports,
    now: () => instant(background.surroundings.now),
    later: () => nothing,
    order: 'strict',
    session: background.session,
    marks: {
      paint(tabId, { badge }) {
        if (tabId === TAB) painted.push(badge);
      },
      moved: nothing,
      untouched: nothing,
      saysAnything: () => null,
      gone: nothing,
    },
    browser: { ...background.ports.browser, wakeAt: () => Promise.reject(new Error('the limit of 500 alarms is reached')) },
    listen: {
      toNavigation(heard) {
        emit = heard;
        return { again: nothing };
      },
      toMessages: nothing,
      toAlarms(heard) {
        ring = heard;
      },
      toHosts: nothing,
      toScheme: () => ({ dark: () => false, seen: () => Promise.resolve() }),
    },
    tellPages: nothing,
    loadChecks: (common) =>
      Promise.resolve({
        inspect: (check) => runCheck({ ...background.ports, ...common }, check),
        tried: () => Promise.reject(new Error('no chain')),
      }),
  });
  for (const event of [begin(), request(), sent(), headers({ links: [LINK] }), certificate(), response(), commit()]) emit(event);
  await vi.waitUntil(() => painted.at(-1) === 'verified');
  painted.length = 0;
  return { background, painted, emit, ring };
}

const LATER = 400 * 24 * 60 * 60 * 1000;

describe('a mark that has run out, where no alarm was to be had', () => {
  it.each([
    ['another tab begins to go somewhere', { kind: 'before-navigate', tabId: 99, url: 'https://other.test/' } as const],
    ['another tab is closed', { kind: 'gone', tabId: 99 } as const],
  ])('goes at once when %s, and the page is checked again', async (_, event) => {
    const { background, painted, emit } = await markedWithoutAlarms();
    emit(event);
    expect(painted).toEqual([]);
    background.surroundings.say = () => new Promise(() => undefined);
    background.surroundings.now += LATER;
    emit(event);
    expect(painted).toEqual(['unavailable']);
    await vi.waitUntil(() => background.asked.length === 2 && painted.at(-1) === 'checking');
  });

  it('goes when any alarm rings', async () => {
    const { background, painted, ring } = await markedWithoutAlarms();
    background.surroundings.now += LATER;
    ring('watch:99');
    expect(painted[0]).toBe('unavailable');
  });
});
