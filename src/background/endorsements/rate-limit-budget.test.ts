// Covers: rate-limit.ts
import { describe, expect, it } from 'vitest';
import { instant } from '../../verifier/index.ts';
import { bench, need, problem } from '../testing/rate-limit-bench.ts';
import { rateLimit } from './rate-limit.ts';
import type { EndorsementSource } from './source.ts';

describe('a site that makes things up', () => {
  const made = (index: number): string => `made-up-${String(index)}`;

  it('does not cause a back-off for others: a busy answer first concerns only the site that met it', async () => {
    const { once, good } = bench();
    await once(problem({ status: 404 }), made(1), 'evil.test');
    await once(problem({ status: 429 }), made(2), 'evil.test');
    expect((await once(good(need('b')), made(3), 'evil.test')).asked).toBe(false);
    const honest = await once(good(need('honest')), 'honest', 'honest.test');
    expect([honest.asked, honest.result]).toEqual([true, good(need('honest'))]);
  });

  it('causes longer and longer back-offs only for itself, and for others never beyond a minute', async () => {
    const { once, good, pass } = bench();
    for (let round = 0; round < 8; round += 1) {
      await once(problem({ status: 429 }), made(round), 'evil.test');
      const honest = await once(problem({ status: 429 }), `honest-${String(round)}`, `honest-${String(round)}.test`);
      expect(honest.asked).toBe(true);
      // The service really is busy: two sites met it. A minute later anyone may try again.
      expect((await once(good(need('x')), 'x', 'third.test')).asked).toBe(false);
      pass(60_000);
      expect((await once(good(need('x')), 'x', `third-${String(round)}.test`)).asked).toBe(true);
      pass(60 * 60_000);
    }
  });

  it('has a budget at each service, and others have theirs', async () => {
    const { once, good, pass } = bench();
    let asked = 0;
    for (let index = 0; index < 50; index += 1) {
      if ((await once(problem({ status: 404 }), made(index), 'evil.test')).asked) asked += 1;
      pass(1000);
    }
    expect(asked).toBe(12);
    const refused = await once(good(need('y')), 'y', 'evil.test');
    expect(refused.result).toMatchObject({ code: 'net.status', fault: 'vendor', remedy: 'retry' });
    expect((await once(good(need('honest')), 'honest', 'honest.test')).asked).toBe(true);
    pass(10 * 60_000);
    expect((await once(good(need('y')), 'y', 'evil.test')).asked).toBe(true);
  });

  it('does not make us record more than a bounded number of sites and things', async () => {
    const { source } = bench();
    let asked = 0;
    const absent: EndorsementSource = {
      ...source,
      fetch: () => {
        asked += 1;
        return Promise.resolve(problem({ status: 404 }));
      },
    };
    const asking = rateLimit(() => instant(1), { read: () => Promise.resolve(null), write: () => Promise.resolve() });
    const ask = (name: string) => asking.ask(absent, need(name), new AbortController().signal, `${name}.test`);
    await ask('first');
    await ask('first');
    expect(asked).toBe(1);
    for (let index = 0; index < 1000; index += 1) await ask(made(index));
    // Evicted, although its half minute has not passed.
    await ask('first');
    expect(asked).toBe(1002);
  });

  it('is not named in what is kept for the session', async () => {
    const { once, written } = bench();
    await once(problem({ status: 429 }), made(1), 'evil.test');
    await once(problem({ status: 429, retryAfter: 60 }), made(2), 'other.test');
    expect(JSON.stringify(written)).not.toMatch(/evil|other/);
  });
});
