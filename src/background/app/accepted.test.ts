import { describe, expect, it, vi } from 'vitest';
import type { SiteView } from '../api/site-view.ts';
import { answering } from '../testing/played.ts';
import { openWorld, type World } from '../testing/world.ts';

// What the test build replaces too: the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../e2e/test-build/pinned.ts'));

const TAB = 1;

/** What a popup sends that was drawn from this view. */
function drawn({ state, documentId }: SiteView) {
  const { claims } = state.at === 'judged' ? state.result : { claims: null };
  const all = [...(claims?.measurements ?? []), ...(claims?.hostChosen ?? [])];
  const registers = Object.fromEntries(all.map(({ register, value }) => [register, value]));
  return { tabId: TAB, documentId, registers, everywhere: false, note: '' };
}

async function judged(world: World): Promise<SiteView> {
  await world.arrive(TAB);
  return await world.settled(TAB);
}

const accepted = async (world: World): Promise<number> => (await world.ports.allowlist.list()).length;

describe('accepting what a popup drew', () => {
  it('accepts nothing when the tab shows another document by now, though of the same site and code', async () => {
    const world = openWorld();
    const before = await judged(world);
    await judged(world);
    await expect(world.calls['site.accept'].run(drawn(before))).rejects.toMatchObject({ code: 'accept.another-page' });
    expect(await accepted(world)).toBe(0);
  });

  it('accepts nothing when the same document was found to run other code since', async () => {
    const world = openWorld();
    const before = await judged(world);
    world.around.say = answering(world, 'other-code');
    await world.calls['site.check'].run({ tabId: TAB });
    const after = await world.settled(TAB);
    expect(drawn(after).registers).not.toEqual(drawn(before).registers);
    await expect(world.calls['site.accept'].run(drawn(before))).rejects.toMatchObject({ code: 'accept.other-code' });
    expect(await accepted(world)).toBe(0);
  });

  it('accepts nothing of registers that were not drawn', async () => {
    const world = openWorld();
    const ask = drawn(await judged(world));
    await expect(world.calls['site.accept'].run({ ...ask, registers: {} })).rejects.toMatchObject({ code: 'accept.other-code' });
    expect(await accepted(world)).toBe(0);
  });

  it('accepts nothing of a document that was never judged', async () => {
    const world = openWorld();
    await world.arrive(TAB, { links: [] });
    const view = await world.settled(TAB);
    await expect(world.calls['site.accept'].run(drawn(view))).rejects.toMatchObject({ code: 'accept.nothing-judged' });
  });
});
