// Covers: continuity.ts, check-run.ts
import { describe, expect, it, vi } from 'vitest';
import { fromBase64Url, toBase64Url } from '../../verifier/index.ts';
import { answering, knownBackground, problem } from '../testing/played.ts';
import { ORIGIN } from '../testing/test-background.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const TAB = 1;

/** The same document, with a quote of an unknown version. */
function newer(document: Uint8Array): Uint8Array {
  const json = JSON.parse(new TextDecoder().decode(document)) as { evidence: [string, string, number] };
  const [type, text, indicator] = json.evidence;
  const quote = fromBase64Url(text, 'evidence').map((byte, at) => (at === 0 ? 6 : byte));
  return new TextEncoder().encode(JSON.stringify({ ...json, evidence: [type, toBase64Url(quote), indicator] }));
}

describe('a pinned site', () => {
  it.each([
    ['hard', 'missing'],
    ['soft', 'caution'],
    ['off', 'unavailable'],
  ] as const)('(%s) whose evidence cannot be had is %s', async (pin, badge) => {
    const background = await knownBackground();
    await background.calls['site.pin'].run({ origin: ORIGIN, pin });
    for (const say of [
      () => Promise.resolve(problem('net.status', { status: 404 })),
      () => Promise.resolve(problem('net.media-type')),
      answering(background, 'truncated'),
    ]) {
      background.surroundings.say = say;
      await background.arrive(TAB);
      expect((await background.settled(TAB)).badge).toBe(badge);
    }
  });

  it.each(['net.unreachable', 'net.timeout', 'net.too-slow'] as const)(
    'is grey while nobody answers (%s), however it is pinned',
    async (code) => {
      const background = await knownBackground();
      for (const pin of ['hard', 'soft', 'off'] as const) {
        await background.calls['site.pin'].run({ origin: ORIGIN, pin });
        background.surroundings.say = () => Promise.resolve(problem(code));
        await background.arrive(TAB);
        expect(await background.settled(TAB)).toMatchObject({
          badge: 'unavailable',
          pin,
          state: { at: 'unavailable', problem: { code } },
        });
      }
    },
  );

  it.each([408, 425, 429, 500, 503, 599])(
    'is grey while its server says to come back later (%i), however it is pinned',
    async (status) => {
      const background = await knownBackground();
      background.surroundings.say = () => Promise.resolve(problem('net.status', { status }));
      for (const pin of ['hard', 'soft', 'off'] as const) {
        await background.calls['site.pin'].run({ origin: ORIGIN, pin });
        await background.arrive(TAB);
        expect(await background.settled(TAB)).toMatchObject({
          badge: 'unavailable',
          pin,
          state: { at: 'unavailable', problem: { code: 'net.status', facts: { status } } },
        });
      }
    },
  );

  it.each([400, 401, 403, 410, 418])('(hard) is missing when its server refuses for good (%i)', async (status) => {
    const background = await knownBackground();
    background.surroundings.say = () => Promise.resolve(problem('net.status', { status }));
    await background.calls['site.pin'].run({ origin: ORIGIN, pin: 'hard' });
    await background.arrive(TAB);
    expect((await background.settled(TAB)).badge).toBe('missing');
  });

  it.each(['hard', 'soft', 'off'] as const)('(%s) is grey where nobody could carry the request to it', async (pin) => {
    const background = await knownBackground();
    await background.calls['site.pin'].run({ origin: ORIGIN, pin });
    background.surroundings.shared = false;
    background.surroundings.carry = null;
    await background.arrive(TAB);
    expect(await background.settled(TAB)).toMatchObject({
      badge: 'unavailable',
      pin,
      state: { at: 'unavailable', problem: { code: 'net.not-carried' } },
    });
  });

  it.each([
    ['hard', 'missing'],
    ['soft', 'caution'],
    ['off', 'off'],
  ] as const)('(%s) that comes over http is %s, and is not asked', async (pin, badge) => {
    const background = await knownBackground();
    await background.calls['site.pin'].run({ origin: ORIGIN, pin });
    await background.arrive(TAB, { url: 'http://enclave.test/page' });
    expect(await background.settled(TAB)).toMatchObject({ badge, origin: null });
    await background.arrive(TAB, { url: 'http://enclave.test:8080/' });
    expect((await background.settled(TAB)).badge).toBe('off');
    expect(background.asked).toEqual([]);
  });

  it('is the same host with a dot at the end of its name', async () => {
    const background = await knownBackground();
    await background.calls['site.pin'].run({ origin: ORIGIN, pin: 'hard' });
    await background.arrive(TAB, { url: `${ORIGIN}./page` });
    expect(await background.settled(TAB)).toMatchObject({ badge: 'verified', origin: ORIGIN, pin: 'hard' });
    background.surroundings.say = () => Promise.resolve(problem('net.status', { status: 404 }));
    await background.arrive(TAB, { url: `${ORIGIN}./page` });
    expect((await background.settled(TAB)).badge).toBe('missing');
  });

  it('is not missing for evidence that is newer than this release', async () => {
    const background = await knownBackground();
    await background.calls['site.pin'].run({ origin: ORIGIN, pin: 'hard' });
    background.surroundings.say = async (origin, nonce, signal) => {
      const answered = await answering(background)(origin, nonce, signal);
      return 'bytes' in answered ? { ...answered, bytes: newer(answered.bytes) } : answered;
    };
    await background.arrive(TAB);
    const view = await background.settled(TAB);
    expect(view).toMatchObject({ badge: 'unavailable', state: { problem: { code: 'evidence.newer', remedy: 'update' } } });
  });

  it('is not missing because of a fault of ours', async () => {
    const background = await knownBackground();
    await background.calls['site.pin'].run({ origin: ORIGIN, pin: 'hard' });
    background.surroundings.say = () => Promise.reject(new RangeError('boom'));
    await background.arrive(TAB);
    expect((await background.settled(TAB)).badge).toBe('unavailable');
  });

  it('is pinned softly by itself after good visits on three days, unless the user chose', async () => {
    const background = await knownBackground();
    const days = async (): Promise<string> => {
      await background.arrive(TAB);
      await background.settled(TAB);
      background.surroundings.now += 24 * 60 * 60 * 1000;
      return (await background.calls['sites.list'].run(null))[0]?.pin ?? 'none';
    };
    expect([await days(), await days(), await days()]).toEqual(['off', 'off', 'soft']);
    await background.calls['site.pin'].run({ origin: ORIGIN, pin: 'off' });
    expect([await days(), await days()]).toEqual(['off', 'off']);
  });
});
