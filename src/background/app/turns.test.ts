import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { siteOf } from '../net/site-of.ts';
import { MAX_CHECKS, MAX_CHECKS_OF_A_SITE, openTurns, type Turns } from './turns.ts';

const never = new AbortController().signal;
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** Takes a turn, and says whether it has begun. */
function taken(turns: Turns, origin: string, signal = never) {
  const turn = { begun: false, refused: false, end: (): void => undefined };
  turns.take(origin, signal).then(
    (end) => Object.assign(turn, { begun: true, end }),
    () => Object.assign(turn, { refused: true }),
  );
  return turn;
}

describe('checks', () => {
  it('are four at once, and the next begins when one ends', async () => {
    const turns = openTurns();
    const all = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => taken(turns, `https://${name}.test`));
    await settled();
    expect(all.map(({ begun }) => begun)).toEqual([true, true, true, true, false, false]);
    all[2]?.end();
    all[2]?.end();
    await settled();
    expect(all.map(({ begun }) => begun)).toEqual([true, true, true, true, true, false]);
  });

  it('are one per origin: a second tab of a site waits for the first', async () => {
    const turns = openTurns();
    const [first, second] = [taken(turns, 'https://a.test'), taken(turns, 'https://a.test')];
    await settled();
    expect([first.begun, second.begun]).toEqual([true, false]);
    first.end();
    await settled();
    expect(second.begun).toBe(true);
  });

  it('of one site’s subdomains leave room for others, who do not wait behind them', async () => {
    const turns = openTurns();
    const evil = Array.from({ length: 20 }, (_, index) => taken(turns, `https://n${String(index)}.evil.test`));
    const honest = taken(turns, 'https://honest.test');
    await settled();
    expect(evil.filter(({ begun }) => begun)).toHaveLength(MAX_CHECKS_OF_A_SITE);
    expect(honest.begun).toBe(true);
  });

  it('that are no longer wanted give up their place, whether waiting or not yet begun', async () => {
    const turns = openTurns();
    const gone = new AbortController();
    const first = taken(turns, 'https://a.test');
    const second = taken(turns, 'https://a.test', gone.signal);
    const third = taken(turns, 'https://a.test');
    await settled();
    gone.abort(new Error('gone'));
    first.end();
    await settled();
    expect([second.begun, second.refused, third.begun]).toEqual([false, true, true]);
    await expect(turns.take('https://b.test', gone.signal)).rejects.toThrow('gone');
  });

  it('all begin in the end, and never too many at once, in whatever order they come and go', async () => {
    const origin = fc.constantFrom(
      ...['a', 'b', 'c', 'd', 'e'].map((name) => `https://${name}.test`),
      'https://x.a.test',
      'https://y.a.test',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ origin, leaves: fc.boolean() }), { maxLength: 30 }), async (wanted) => {
        const turns = openTurns();
        const running: string[] = [];
        let done = 0;
        await Promise.all(
          wanted.map(async (one) => {
            const gone = new AbortController();
            const turn = turns.take(one.origin, gone.signal);
            if (one.leaves) gone.abort(new Error('gone'));
            const end = await turn.catch(() => null);
            done += 1;
            if (end === null) return;
            running.push(one.origin);
            expect(running.length).toBeLessThanOrEqual(MAX_CHECKS);
            expect(new Set(running).size).toBe(running.length);
            await settled();
            running.splice(running.indexOf(one.origin), 1);
            end();
          }),
        );
        expect(done).toBe(wanted.length);
      }),
      { numRuns: 50 },
    );
  });
});

describe('the site of an origin', () => {
  it.each([
    ['https://a.example.com', 'example.com'],
    ['https://example.com:8443', 'example.com'],
    ['https://x.y.example.co.uk', 'example.co.uk'],
    ['https://example.com.', 'example.com'],
    ['https://localhost', 'localhost'],
    ['https://192.0.2.7', '192.0.2.7'],
    ['https://[2001:db8::1]', '[2001:db8::1]'],
  ])('%s is %s', (origin, site) => {
    expect(siteOf(origin)).toBe(site);
  });
});
