import { describe, expect, it, vi } from 'vitest';
import { fromBase64Url, toBase64Url } from '../../verifier/index.ts';
import { answering, knownWorld, problem } from '../testing/played.ts';
import { ORIGIN } from '../testing/world.ts';

// What the test build replaces too: the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../e2e/test-build/pinned.ts'));

const TAB = 1;

/** The same document, its quote of a version that nobody knows yet. */
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
    const world = await knownWorld();
    await world.calls['site.pin'].run({ origin: ORIGIN, pin });
    for (const say of [
      () => Promise.resolve(problem('net.status', { status: 404 })),
      () => Promise.resolve(problem('net.media-type')),
      answering(world, 'truncated'),
    ]) {
      world.around.say = say;
      await world.arrive(TAB);
      expect((await world.settled(TAB)).badge).toBe(badge);
    }
  });

  it.each(['net.unreachable', 'net.timeout', 'net.too-slow'] as const)(
    'is grey while nobody answers (%s), however it is pinned',
    async (code) => {
      const world = await knownWorld();
      for (const pin of ['hard', 'soft', 'off'] as const) {
        await world.calls['site.pin'].run({ origin: ORIGIN, pin });
        world.around.say = () => Promise.resolve(problem(code));
        await world.arrive(TAB);
        expect(await world.settled(TAB)).toMatchObject({
          badge: 'unavailable',
          pin,
          state: { at: 'unavailable', problem: { code } },
        });
      }
    },
  );

  it.each([
    ['hard', 'missing'],
    ['soft', 'caution'],
    ['off', 'off'],
  ] as const)('(%s) that comes over http is %s, and is not asked', async (pin, badge) => {
    const world = await knownWorld();
    await world.calls['site.pin'].run({ origin: ORIGIN, pin });
    await world.arrive(TAB, { url: 'http://enclave.test/page' });
    expect(await world.settled(TAB)).toMatchObject({ badge, origin: null });
    await world.arrive(TAB, { url: 'http://enclave.test:8080/' });
    expect((await world.settled(TAB)).badge).toBe('off');
    expect(world.asked).toEqual([]);
  });

  it('is the same host with a dot at the end of its name', async () => {
    const world = await knownWorld();
    await world.calls['site.pin'].run({ origin: ORIGIN, pin: 'hard' });
    await world.arrive(TAB, { url: `${ORIGIN}./page` });
    expect(await world.settled(TAB)).toMatchObject({ badge: 'verified', origin: ORIGIN, pin: 'hard' });
    world.around.say = () => Promise.resolve(problem('net.status', { status: 404 }));
    await world.arrive(TAB, { url: `${ORIGIN}./page` });
    expect((await world.settled(TAB)).badge).toBe('missing');
  });

  it('is not missing for evidence that is newer than this release', async () => {
    const world = await knownWorld();
    await world.calls['site.pin'].run({ origin: ORIGIN, pin: 'hard' });
    world.around.say = async (origin, nonce, signal) => {
      const answered = await answering(world)(origin, nonce, signal);
      return 'bytes' in answered ? { ...answered, bytes: newer(answered.bytes) } : answered;
    };
    await world.arrive(TAB);
    const view = await world.settled(TAB);
    expect(view).toMatchObject({ badge: 'unavailable', state: { problem: { code: 'evidence.newer', remedy: 'update' } } });
  });

  it('is not missing for a mistake of ours', async () => {
    const world = await knownWorld();
    await world.calls['site.pin'].run({ origin: ORIGIN, pin: 'hard' });
    world.around.say = () => Promise.reject(new RangeError('boom'));
    await world.arrive(TAB);
    expect((await world.settled(TAB)).badge).toBe('unavailable');
  });

  it('is pinned softly by itself after good visits on three days, unless the user chose', async () => {
    const world = await knownWorld();
    const days = async (): Promise<string> => {
      await world.arrive(TAB);
      await world.settled(TAB);
      world.around.now += 24 * 60 * 60 * 1000;
      return (await world.calls['sites.list'].run(null))[0]?.pin ?? 'none';
    };
    expect([await days(), await days(), await days()]).toEqual(['off', 'off', 'soft']);
    await world.calls['site.pin'].run({ origin: ORIGIN, pin: 'off' });
    expect([await days(), await days()]).toEqual(['off', 'off']);
  });
});
