// Covers: check-run.ts, appraise-site.ts, confirm-mismatch.ts, appraise-accelerators.ts
import { afterEach, describe, expect, it, vi } from 'vitest';
import { anyTees } from '../../verifier/index.ts';
import { p256Key } from '../../verifier/testing/keys.ts';
import { knownBackground } from '../testing/played.ts';
import { documentAnswer } from '../testing/site.ts';
import { observed } from '../testing/test-background.ts';

vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const TAB = 1;

/** How often evidence was read, by TEE, from now on. */
function countReads(): () => Readonly<Record<string, number>> {
  const spies = anyTees.map((tee) => [tee.id, vi.spyOn(tee, 'open')] as const);
  const read = (): readonly [string, number][] => spies.map(([id, { mock }]) => [id, mock.calls.length]);
  return () => Object.fromEntries<number>(read().filter(([, times]) => times > 0));
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('one check reads each piece of evidence once', () => {
  it('the service’s, for gathering and for the appraisal', async () => {
    const background = await knownBackground();
    const reads = countReads();
    await background.arrive(TAB);
    expect((await background.settled(TAB)).badge).toBe('verified');
    expect(reads()).toEqual({ sgx: 1 });
  });

  it('the service’s, even where the endorsements sent along are out of date', async () => {
    const background = await knownBackground();
    background.surroundings.say = (origin, nonce) => {
      const now = background.surroundings.now;
      return Promise.resolve({
        bytes: documentAnswer({ origin, nonce, keys: [background.surroundings.tlsKey], now, fault: 'expired' }),
      });
    };
    const reads = countReads();
    await background.arrive(TAB);
    await background.settled(TAB);
    expect(reads()).toEqual({ sgx: 1 });
  });

  it('that of the devices next to it', async () => {
    const background = await knownBackground();
    background.surroundings.say = (origin, nonce) => {
      const { tlsKey, now } = background.surroundings;
      return Promise.resolve({ bytes: documentAnswer({ origin, nonce, keys: [tlsKey], now, gpu: { named: true } }) });
    };
    const reads = countReads();
    await background.arrive(TAB);
    await vi.waitUntil(async () => (await background.settled(TAB)).accelerators !== null, { timeout: 20_000 });
    expect(reads()).toEqual({ sgx: 1, 'nvidia-gpu': 1 });
  });

  it('that of each of two documents, when a mismatch gets a second look', async () => {
    const background = await knownBackground();
    const other = p256Key('somebody else');
    background.surroundings.carry = (origin, nonce) =>
      Promise.resolve({
        bytes: documentAnswer({ origin, nonce, keys: [p256Key('site')], now: background.surroundings.now }),
        channel: observed(other),
      });
    background.surroundings.ownChannel = observed(other);
    const reads = countReads();
    await background.arrive(TAB, { channel: observed(other) });
    expect((await background.settled(TAB)).badge).toBe('failed');
    expect(reads()).toEqual({ sgx: 2 });
  });
});
