// Covers: ask-site.ts, check-run.ts
import { describe, expect, it, vi } from 'vitest';
import { answering, knownBackground, problem } from '../testing/played.ts';
import { ORIGIN, type TestBackground } from '../testing/test-background.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const TAB = 1;

async function clicked(say: TestBackground['surroundings']['say'], pin?: 'hard'): Promise<string> {
  const background = await knownBackground();
  if (pin !== undefined) await background.calls['site.pin'].run({ origin: ORIGIN, pin });
  background.surroundings.say = say;
  await background.arrive(TAB, { links: [] });
  await background.settled(TAB);
  await background.calls['site.check'].run({ tabId: TAB, origin: ORIGIN, documentId: null });
  return (await background.settled(TAB)).state.at;
}

const answers = (code: Parameters<typeof problem>[0], status?: number) => () =>
  Promise.resolve(problem(code, status === undefined ? {} : { status }));

describe('a click on a site that announced nothing', () => {
  it.each([
    ['no such page', answers('net.status', 404)],
    ['forbidden', answers('net.status', 403)],
    ['some page', answers('net.media-type')],
    ['a redirect', answers('net.redirected')],
  ])('which answers with %s finds that it offers no attestation, as most sites do', async (_name, say) => {
    expect(await clicked(say)).toBe('none');
  });

  it.each([
    ['does not answer', answers('net.timeout')],
    ['fails', answers('net.status', 500)],
    ['is busy', answers('net.status', 429)],
  ])('which %s could not be checked', async (_name, say) => {
    expect(await clicked(say)).toBe('unavailable');
  });

  it('which attests finds that', async () => {
    const background = await knownBackground();
    expect(await clicked(answering(background))).toBe('appraised');
  });

  it('which was pinned is missing all the same', async () => {
    expect(await clicked(answers('net.status', 404), 'hard')).toBe('missing');
  });
});
