// Covers: handlers.ts
import { describe, expect, it, vi } from 'vitest';
import type { SiteView } from '../api/site-view.ts';
import { answering } from '../testing/played.ts';
import { openTestBackground, type TestBackground } from '../testing/test-background.ts';

// What the test build replaces too: the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const TAB = 1;

/** What a popup sends that was drawn from this view. */
function drawn({ state, documentId }: SiteView) {
  const { claims } = state.at === 'appraised' ? state.result : { claims: null };
  const all = [...(claims?.measurements ?? []), ...(claims?.hostChosen ?? [])];
  const registers = Object.fromEntries(all.map(({ register, value }) => [register, value]));
  return { tabId: TAB, documentId, registers, everywhere: false, note: '' };
}

async function appraised(background: TestBackground): Promise<SiteView> {
  await background.arrive(TAB);
  return await background.settled(TAB);
}

const accepted = async (background: TestBackground): Promise<number> => (await background.ports.allowlist.list()).length;

describe('accepting what a popup drew', () => {
  it('accepts nothing when the tab shows another document by now, though of the same site and code', async () => {
    const background = openTestBackground();
    const before = await appraised(background);
    await appraised(background);
    await expect(background.calls['site.accept'].run(drawn(before))).rejects.toMatchObject({ code: 'accept.another-page' });
    expect(await accepted(background)).toBe(0);
  });

  it('accepts nothing when the same document was found to run other code since', async () => {
    const background = openTestBackground();
    const before = await appraised(background);
    background.surroundings.say = answering(background, 'other-code');
    await background.calls['site.check'].run({ tabId: TAB });
    const after = await background.settled(TAB);
    expect(drawn(after).registers).not.toEqual(drawn(before).registers);
    await expect(background.calls['site.accept'].run(drawn(before))).rejects.toMatchObject({ code: 'accept.other-code' });
    expect(await accepted(background)).toBe(0);
  });

  it('accepts nothing of registers that were not drawn', async () => {
    const background = openTestBackground();
    const ask = drawn(await appraised(background));
    await expect(background.calls['site.accept'].run({ ...ask, registers: {} })).rejects.toMatchObject({
      code: 'accept.other-code',
    });
    expect(await accepted(background)).toBe(0);
  });

  it('accepts nothing of a document that was never judged', async () => {
    const background = openTestBackground();
    await background.arrive(TAB, { links: [] });
    const view = await background.settled(TAB);
    await expect(background.calls['site.accept'].run(drawn(view))).rejects.toMatchObject({ code: 'accept.nothing-appraised' });
  });
});
