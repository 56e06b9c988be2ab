import { describe, expect, it, vi } from 'vitest';
import { instant } from '../../verifier/index.ts';
import { lockOf } from '../testing/locked-origins.ts';
import { memoryTables } from '../testing/memory.ts';
import { playedRules } from '../testing/page-rules.ts';
import { PINS } from '../state/pins.ts';
import { recordsOf } from '../state/records.ts';
import { followLocks } from './locks.ts';
import type { Platform } from './platform.ts';

const ORIGIN = 'https://a.test';
const NOW = instant(Date.parse('2026-11-25T08:00:00Z'));

/** A background that starts over rules of the browser that outlive it, or do not. */
function starting(lasting: boolean) {
  const rules = { ...playedRules(), lasting };
  const tables = memoryTables();
  const allowed = new Set([ORIGIN]);
  const reported: unknown[] = [];
  const freshStarts: (() => void)[] = [];
  const date = (): string => '2026-11-25T08:00:00Z';
  const platform = {
    now: () => NOW,
    report: (error: unknown) => void reported.push(error),
    rules,
    browser: { mayCheck: (origin: string) => Promise.resolve(allowed.has(origin)) },
    listen: { toFreshStart: (heard: () => void) => void freshStarts.push(heard) },
  } as unknown as Platform;
  const start = () =>
    followLocks(platform, { tables, pins: recordsOf(tables, PINS, date), date, changing: (_, change) => change() });
  return { rules, reported, freshStarts, start };
}

/** Everything that was begun is done: operations run one after the other. */
const done = (locks: ReturnType<typeof followLocks>): Promise<void> => locks.release('https://nobody.test');
const evidence = { lock: lockOf(1), at: NOW, until: instant(NOW + 1000), codeKnown: true, code: null };
const nobodyWarns = (): Promise<boolean> => Promise.resolve(false);

describe('the locks of a browser', () => {
  it('are set again at each start of a background whose rules went with the last', async () => {
    const { rules, freshStarts, start } = starting(false);
    await start().follow(ORIGIN, evidence, nobodyWarns);
    rules.done.splice(0);
    await done(start());
    expect([rules.done, freshStarts]).toEqual([['renew'], []]);
  });

  it('are set again only when the browser starts, or the extension is updated, where rules last', async () => {
    const { rules, freshStarts, start } = starting(true);
    const locks = start();
    await locks.follow(ORIGIN, evidence, nobodyWarns);
    expect(rules.done).toEqual([`clear ${ORIGIN}`, `set ${ORIGIN}`]);
    expect(freshStarts).toHaveLength(1);
  });

  it('have their guard back before anything is read, and pages that loaded without it are loaded again afterwards', async () => {
    const { rules, freshStarts, start } = starting(true);
    await start().follow(ORIGIN, evidence, nobodyWarns);
    rules.done.splice(0);
    freshStarts[0]?.();
    await vi.waitUntil(() => rules.done.length === 3, { timeout: 20_000 });
    expect(rules.done).toEqual(['guard again', 'renew', 'reload unheld by 1']);
  });

  it('are set again even where the guard cannot be', async () => {
    const { rules, reported, freshStarts, start } = starting(true);
    rules.guardAgain = () => Promise.reject(new Error('no scripts'));
    start();
    freshStarts[0]?.();
    await vi.waitUntil(() => rules.done.length === 2, { timeout: 20_000 });
    expect([rules.done, reported]).toEqual([['renew', 'reload unheld by '], [new Error('no scripts')]]);
  });

  it('are reported where the browser sets none', async () => {
    const { rules, reported, start } = starting(false);
    rules.renew = () => Promise.reject(new Error('quota'));
    await done(start());
    expect(reported).toEqual([new Error('quota')]);
  });

  it('are none for hosts that the browser does not let us reach', async () => {
    const { rules, start } = starting(true);
    expect(await start().follow('https://b.test', evidence, nobodyWarns)).toBe(false);
    expect(rules.done).toEqual([]);
  });
});
