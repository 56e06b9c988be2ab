import { expect, it, vi } from 'vitest';
import { answering, knownWorld } from '../testing/played.ts';

// What the test build replaces too: the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../e2e/test-build/pinned.ts'));

const TAB = 1;

it.each([
  ['an ordinary document is kept with its tab, so that another allowlist needs no request', 0, 1],
  ['a document larger than most is asked for again instead of filling the session’s storage', 70_000, 2],
])('%s', async (_, padding, requests) => {
  const world = await knownWorld();
  const honest = answering(world);
  world.around.say = async (origin, nonce, signal) => {
    const said = await honest(origin, nonce, signal);
    if (!('bytes' in said)) return said;
    return { bytes: Uint8Array.of(...said.bytes, ...new Uint8Array(padding).fill(0x20)) };
  };
  await world.arrive(TAB);
  expect((await world.settled(TAB)).badge).toBe('verified');
  expect(JSON.stringify([...world.session.values]).length).toBeLessThan(80_000);
  await world.tabs.judgeAgain(TAB);
  expect((await world.settled(TAB)).badge).toBe('verified');
  expect(world.asked).toHaveLength(requests);
});
