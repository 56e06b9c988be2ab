import { expect, it, vi } from 'vitest';
import { answering, knownBackground } from '../testing/played.ts';

// What the test build replaces too: the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../e2e/test-build/pinned.ts'));

const TAB = 1;

it.each([
  ['an ordinary document is kept with its tab, so that another allowlist needs no request', 0, 1],
  ['a document larger than most is asked for again instead of filling the session’s storage', 70_000, 2],
])('%s', async (_, padding, requests) => {
  const background = await knownBackground();
  const honest = answering(background);
  background.surroundings.say = async (origin, nonce, signal) => {
    const received = await honest(origin, nonce, signal);
    if (!('bytes' in received)) return received;
    return { bytes: Uint8Array.of(...received.bytes, ...new Uint8Array(padding).fill(0x20)) };
  };
  await background.arrive(TAB);
  expect((await background.settled(TAB)).badge).toBe('verified');
  expect(JSON.stringify([...background.session.values]).length).toBeLessThan(80_000);
  await background.tabs.reappraise(TAB);
  expect((await background.settled(TAB)).badge).toBe('verified');
  expect(background.asked).toHaveLength(requests);
});
