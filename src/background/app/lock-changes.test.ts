// Covers: changing-locks.ts
import { describe, expect, it, vi } from 'vitest';
import { toAscii } from '../../verifier/bytes/text.ts';
import { instant } from '../../verifier/index.ts';
import type { SiteView } from '../api/site-view.ts';
import { source } from '../testing/locked-origins.ts';
import { arrive, guard, headerOf, LOCK, locked, say, scriptsOf, TAB } from '../testing/locked-site.ts';
import { ORIGIN, unobserved, type TestBackground } from '../testing/test-background.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const OTHER_TAB = 2;
const MORE = [{ use: 'script-hashes', key: toAscii(`${source(1)} ${source(2)}`, 'hashes') } as const, ...LOCK.slice(1)];

/** A page that is held to its code, and stays where the reload after a change is answered with no page at all. */
async function held(): Promise<TestBackground> {
  const background = await locked();
  await background.settled(TAB);
  await guard(background, 'D2', await headerOf(background));
  expect((await scriptsOf(background)).outcome).toBe('pass');
  return background;
}

/** The site says this to another tab; resolves once the first one was appraised again. */
async function heardElsewhere(background: TestBackground, keys: typeof LOCK, isSet: () => boolean): Promise<void> {
  background.surroundings.now += 1000;
  say(background, keys);
  await background.arrive(OTHER_TAB, { documentId: 'T2', channel: unobserved('browser-cannot-see') });
  await background.settled(OTHER_TAB);
  await vi.waitUntil(isSet, { timeout: 20_000 });
}

/** The answer about the page's code, while checks may still be running. */
const scriptsIn = ({ state }: SiteView) =>
  state.at === 'appraised' ? state.result.findings.find(({ check }) => check === 'channel.scripts')?.outcome : null;

/** What is said of the page once it changed. */
const becomes = (background: TestBackground, because: string) =>
  vi.waitUntil(async () => (await scriptsOf(background)).facts?.['because'] === because, { timeout: 20_000 });

describe('a page that stays while what its site’s pages are held to changes', () => {
  it('is no longer said to run only named code once evidence names none: its frames load under nothing', async () => {
    const background = await held();
    await heardElsewhere(background, [], () => background.rules.rules.size === 0);
    await becomes(background, 'other-policy');
  });

  it('is no longer said to once evidence names more', async () => {
    const background = await held();
    await heardElsewhere(background, MORE, () => background.rules.rules.get(1)?.policy.includes(source(2)) === true);
    await becomes(background, 'other-policy');
  });

  it('is not said to again when the same is set once more: frames may have loaded in between', async () => {
    const background = await held();
    await background.ports.locks.release(ORIGIN);
    await heardElsewhere(background, LOCK, () => background.rules.rules.size === 1);
    await becomes(background, 'other-policy');
    await arrive(background, 'D4');
    await background.settled(TAB);
    await guard(background, 'D4', await headerOf(background));
    expect((await scriptsOf(background)).outcome).toBe('pass');
  });

  it('is not said to where its guard reports only after evidence named more', async () => {
    const background = await locked();
    await background.settled(TAB);
    const header = await headerOf(background);
    await heardElsewhere(background, MORE, () => background.rules.rules.get(1)?.policy.includes(source(2)) === true);
    await guard(background, 'D2', header);
    expect((await scriptsOf(background)).facts?.['because']).toBe('other-policy');
  });

  it('is not said to where its guard reports while the browser lifts the rule', async () => {
    const background = await locked();
    await background.settled(TAB);
    const { rules } = background;
    const header = await headerOf(background);
    const drop = rules.drop.bind(rules);
    rules.drop = async (ids, guarded) => {
      await guard(background, 'D2', header);
      // Appraised by then as held, which it is for a moment more.
      await vi.waitUntil(async () => scriptsIn(await background.view(TAB)) === 'pass', { timeout: 20_000 });
      await drop(ids, guarded);
    };
    await background.ports.locks.turn(ORIGIN, false);
    await becomes(background, 'switched-off');
  });

  it('is appraised again by the next worker if this one dies in between', async () => {
    const background = await held();
    const reappraise = vi.spyOn(background.tabs, 'reappraise').mockReturnValue(new Promise(() => undefined));
    await background.ports.locks.release(ORIGIN);
    expect((await scriptsOf(background)).outcome).toBe('pass');
    reappraise.mockRestore();
    await background.restart();
    await becomes(background, 'other-policy');
  });

  it('is not appraised again where another site’s change', async () => {
    const background = await held();
    const asked = background.asked.length;
    await background.ports.locks.release('https://b.test');
    expect([(await scriptsOf(background)).outcome, background.asked.length]).toEqual(['pass', asked]);
  });
});

describe('evidence that is looked at once more', () => {
  it('does not undo what newer evidence has said since', async () => {
    const background = await held();
    const now = instant(background.surroundings.now);
    const evidence = { until: instant(now + 60_000), codeKnown: true, code: null };
    const nobodyWarns = (): Promise<boolean> => Promise.resolve(false);
    expect(await background.ports.locks.follow(ORIGIN, { ...evidence, lock: null, at: instant(now - 1) }, nobodyWarns)).toBe(
      false,
    );
    expect(background.rules.rules.size).toBe(1);
    await background.ports.locks.follow(ORIGIN, { ...evidence, lock: null, at: now }, nobodyWarns);
    expect(background.rules.rules.size).toBe(0);
  });

  it('counts where what was noted of another came from a clock that was ahead', async () => {
    const background = await held();
    background.surroundings.now -= 1000;
    const now = instant(background.surroundings.now);
    const evidence = { lock: null, at: now, until: instant(now + 60_000), codeKnown: true, code: null };
    await background.ports.locks.follow(ORIGIN, evidence, () => Promise.resolve(false));
    expect(background.rules.rules.size).toBe(0);
  });
});
