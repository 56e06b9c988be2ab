import { describe, expect, it, vi } from 'vitest';
import { bench, need, problem, signal } from '../testing/rate-limit-bench.ts';

describe('asking', () => {
  it('once serves all who want the same thing', async () => {
    const { asking, source, asked, good } = bench();
    const both = Promise.all([asking.ask(source, need('a'), signal, null), asking.ask(source, need('a'), signal, null)]);
    await vi.waitFor(
      () => {
        expect(asked).toHaveLength(1);
      },
      { timeout: 20_000 },
    );
    asked[0]?.answer(good(need('a')));
    const [first, second] = await both;
    expect(first).toBe(second);
    expect(asked).toHaveLength(1);
  });

  it('continues for others when one gives up, and ends with the last', async () => {
    const { asking, source, asked } = bench();
    const [one, two] = [new AbortController(), new AbortController()];
    const first = asking.ask(source, need('a'), one.signal, null);
    const second = asking.ask(source, need('a'), two.signal, null);
    await vi.waitFor(
      () => {
        expect(asked).toHaveLength(1);
      },
      { timeout: 20_000 },
    );
    one.abort(new Error('gone'));
    await expect(first).rejects.toThrow('gone');
    expect(asked[0]?.signal.aborted).toBe(false);
    two.abort(new Error('gone too'));
    await expect(second).rejects.toThrow('gone too');
    expect(asked[0]?.signal.aborted).toBe(true);
  });

  it('again after all gave up starts anew', async () => {
    const { asking, source, asked, good } = bench();
    const one = new AbortController();
    const first = asking.ask(source, need('a'), one.signal, null);
    await vi.waitFor(
      () => {
        expect(asked).toHaveLength(1);
      },
      { timeout: 20_000 },
    );
    one.abort(new Error('gone'));
    const second = asking.ask(source, need('a'), signal, null);
    await expect(first).rejects.toThrow('gone');
    await vi.waitFor(
      () => {
        expect(asked).toHaveLength(2);
      },
      { timeout: 20_000 },
    );
    asked[1]?.answer(good(need('a')));
    expect(await second).toEqual(good(need('a')));
  });

  it('does not begin for a caller who has given up', async () => {
    const { asking, source, asked } = bench();
    await expect(asking.ask(source, need('a'), AbortSignal.abort(new Error('gone')), null)).rejects.toThrow('gone');
    expect(asked).toHaveLength(0);
  });
});

describe('a service that asked to be left alone', () => {
  it('is left alone for as long as it said, whatever is wanted', async () => {
    const { once, good, pass } = bench();
    expect((await once(problem({ status: 429, retryAfter: 120 }))).asked).toBe(true);
    pass(119_000);
    const refused = await once(good(need('b')), 'b');
    expect(refused.asked).toBe(false);
    expect(refused.result).toMatchObject({ code: 'net.status', facts: { host: 'vendor.example', status: 429, retryAfter: 1 } });
    pass(1_000);
    expect((await once(good(need('b')), 'b')).result).toEqual(good(need('b')));
  });

  it('is left alone even while an answer to an earlier request is pending', async () => {
    const { asking, source, asked, good, once } = bench();
    const first = asking.ask(source, need('a'), signal, null);
    const second = asking.ask(source, need('b'), signal, null);
    await vi.waitFor(
      () => {
        expect(asked).toHaveLength(2);
      },
      { timeout: 20_000 },
    );
    asked[1]?.answer(problem({ status: 429, retryAfter: 120 }));
    await second;
    asked[0]?.answer(good(need('a')));
    expect(await first).toEqual(good(need('a')));
    expect((await once(good(need('c')), 'c')).asked).toBe(false);
  });

  it('is left alone longer each time when it does not say how long, until it answers', async () => {
    const { once, good, pass } = bench();
    for (const minutes of [1, 2, 4, 8]) {
      expect((await once(problem({ status: 503 }))).asked).toBe(true);
      pass(minutes * 60_000 - 1);
      expect((await once(good(need('a')))).asked).toBe(false);
      pass(1);
    }
    expect((await once(good(need('a')))).asked).toBe(true);
    await once(problem({ status: 503 }));
    pass(60_000);
    expect((await once(good(need('a')))).asked).toBe(true);
  });

  it('is left alone by all for ten minutes at most, whatever it said', async () => {
    const { once, good, pass } = bench();
    await once(problem({ status: 429, retryAfter: 999_999 }));
    pass(10 * 60 * 1000 - 1);
    expect((await once(good(need('b')), 'b')).asked).toBe(false);
    pass(1);
    expect((await once(good(need('b')), 'b')).asked).toBe(true);
  });

  it('is recorded for a newly started worker, without what was wanted', async () => {
    const { once, written } = bench();
    await once(problem({ status: 429, retryAfter: 120 }), 'c0ffee');
    expect(written).toEqual([{ test: 1_120_000 }]);
    const later = bench(written[0]);
    expect((await later.once(later.good(need('a')))).asked).toBe(false);
    later.pass(120_000);
    expect((await later.once(later.good(need('a')))).asked).toBe(true);
  });

  it.each([null, undefined, 'text', { test: 'soon' }, { test: Number.NaN }, []])(
    'is not, when the memory holds %j',
    async (stored) => {
      const { once, good } = bench(stored);
      expect((await once(good(need('a')))).asked).toBe(true);
    },
  );
});

describe('a thing that a service does not have', () => {
  it('is not requested again at once, while others are', async () => {
    const { once, good, pass } = bench();
    await once(problem({ status: 404 }));
    const again = await once(good(need('a')));
    expect(again.asked).toBe(false);
    expect(again.result).toEqual(problem({ status: 404 }));
    expect((await once(good(need('b')), 'b')).asked).toBe(true);
    pass(30_000);
    expect((await once(good(need('a')))).asked).toBe(true);
  });

  it('differs from a network or a service that failed: those may be tried again at once', async () => {
    const { once, good } = bench();
    for (const failed of [problem({ status: 500 }), { ...problem({}), code: 'net.unreachable' } as const]) {
      expect((await once(failed)).asked).toBe(true);
    }
    expect((await once(good(need('a')))).asked).toBe(true);
  });
});
