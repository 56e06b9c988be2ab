// Covers: announcement.iife.ts
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('sealmarkWatches', undefined);
  vi.stubGlobal('document', { querySelector: () => ({ href: 'https://a.test/.well-known/attestation' }) });
  vi.resetModules();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** How often a page's link is told to a background that answers so, one after the other, and to the last one for ever. */
async function told(...answers: readonly (() => unknown)[]): Promise<number> {
  let times = 0;
  const sendMessage = async (): Promise<unknown> => {
    const answer = answers[times] ?? answers.at(-1);
    times += 1;
    return await Promise.resolve(answer?.());
  };
  vi.stubGlobal('chrome', { runtime: { sendMessage } });
  await import('./announcement.iife.ts');
  await vi.advanceTimersByTimeAsync(60_000);
  return times;
}

const heard = () => ({ ok: true, value: null });
const gone = () => {
  throw new Error('message channel closed');
};

describe('a page’s link to its attestation', () => {
  it('is told once to a background that heard it', async () => {
    expect(await told(heard)).toBe(1);
  });

  it.each([
    ['went before it answered', gone],
    ['answered nothing', () => undefined],
    ['could not store it', () => ({ ok: false, error: { code: 'internal', detail: '' } })],
  ])('is told again to a background that %s', async (_, first) => {
    expect(await told(first, heard)).toBe(2);
  });

  it('is not told for ever', async () => {
    expect(await told(gone)).toBe(4);
  });
});
