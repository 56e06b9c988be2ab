import { describe, expect, it, vi } from 'vitest';
import { arrive, guard, headerOf, locked, scriptsOf, TAB } from '../testing/locked-site.ts';
import { ORIGIN, unobserved, type TestBackground } from '../testing/test-background.ts';
import { followGuards } from './guarded.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

/** The site's page is locked, and everything about it is done. */
async function ready(): Promise<TestBackground> {
  const background = await locked();
  await background.settled(TAB);
  background.rules.done.splice(0);
  background.reloaded.splice(0);
  return background;
}

describe('a guard’s report', () => {
  it('from a page that was not loaded over https changes nothing', async () => {
    const background = await ready();
    await guard(background, 'D2', null, { url: 'http://enclave.test/' });
    await guard(background, 'D2', await headerOf(background), { url: 'http://enclave.test/' });
    expect([background.rules.done, (await scriptsOf(background)).outcome]).toEqual([[], 'unknown']);
  });

  it('counts for no document that the browser gives no id, although another has none either', async () => {
    const background = await ready();
    await background.arrive(TAB, { documentId: null, channel: unobserved('browser-cannot-see') });
    await guard(background, null, await headerOf(background));
    expect((await scriptsOf(background)).outcome).toBe('unknown');
  });

  it('of a stop puts right the origin that the browser says its document has', async () => {
    const background = await ready();
    await guard(background, 'D9', null, { url: 'https://other.test/x' });
    expect(background.rules.done).toEqual(['renew word']);
  });

  it('of a first stop is no warning yet: it may have come before a rule was set again', async () => {
    const background = await ready();
    await guard(background, 'D2', null);
    expect(background.reloaded).toEqual([`tab ${String(TAB)}`]);
    expect((await scriptsOf(background)).outcome).toBe('unknown');
  });

  it('of a policy that is not ours alone has the document loaded again, and is believed when that does not help', async () => {
    const background = await ready();
    const added = `${await headerOf(background)}.added`;
    for (let time = 0; time < 3; time += 1) await guard(background, 'D2', added);
    expect(background.reloaded).toEqual(Array(2).fill(`tab ${String(TAB)}`));
    const { outcome, facts } = await scriptsOf(background);
    expect([outcome, facts?.['because'], background.rules.done]).toEqual(['unknown', 'other-policy', []]);
  });

  it('of a stop of a page out of the history has that loaded again, as often as it comes, and puts nothing right', async () => {
    const background = await ready();
    await background.arrive(TAB, { documentId: 'D5', fromHistory: true, channel: unobserved('browser-cannot-see') });
    for (let time = 0; time < 4; time += 1) await guard(background, 'D5', null);
    expect([background.reloaded, background.rules.done]).toEqual([Array(4).fill(`tab ${String(TAB)}`), []]);
    expect((await scriptsOf(background)).facts?.['because']).not.toBe('policy-removed');
    for (let time = 0; time < 3; time += 1) await guard(background, 'D6', null, { frameId: time });
    expect(background.rules.done).not.toEqual([]);
  });

  it('of frames that are stopped again and again says nothing of the page, whatever id they claim', async () => {
    const background = await ready();
    for (let time = 0; time < 3; time += 1) await guard(background, 'D2', null, { frameId: 4 });
    expect((await scriptsOf(background)).outcome).toBe('unknown');
  });

  it('of a frame that is stopped has the tab loaded again, not the frame, and no more after the third, however its page is', async () => {
    const background = await ready();
    for (let time = 0; time < 4; time += 1) {
      await guard(background, 'D2', await headerOf(background));
      await background.ports.visits.inTurn(TAB, () => Promise.resolve());
      await guard(background, 'F1', null, { frameId: 4 });
    }
    expect(background.reloaded).toEqual(Array(2).fill(`tab ${String(TAB)}`));
  });

  it('of a frame that is stopped loads no page again of which nothing is claimed, as of a PDF', async () => {
    const background = await ready();
    await guard(background, 'F1', null, { frameId: 4 });
    expect(background.reloaded).toEqual([]);
  });

  it('of a stop loads nothing again that is another site’s: a page around the frame, or one that the tab shows by now', async () => {
    const background = await ready();
    background.surroundings.documents.set(TAB, { url: 'https://b.test/', documentId: 'B1', failed: false });
    for (const frameId of [0, 4]) await guard(background, 'D2', null, { frameId });
    expect(background.reloaded).toEqual([]);
  });

  it('makes no request to a site that announces nothing', async () => {
    const background = await ready();
    await background.ports.pins.remove(ORIGIN);
    const asked = background.asked.length;
    await background.arrive(TAB, { documentId: 'D3', links: [], channel: unobserved('browser-cannot-see') });
    await background.settled(TAB);
    await guard(background, 'D3', await headerOf(background));
    expect(await scriptsOf(background)).toEqual({ badge: 'none' });
    expect(background.asked).toHaveLength(asked);
    expect((await background.view(TAB)).guarded).toBe(true);
  });

  it('from a site that announces nothing any more ends its lock, once its last evidence has run out', async () => {
    const background = await ready();
    await background.ports.pins.remove(ORIGIN);
    const shown = async (documentId: string): Promise<number> => {
      await background.arrive(TAB, { documentId, links: [], channel: unobserved('browser-cannot-see') });
      await background.settled(TAB);
      await guard(background, documentId, await headerOf(background));
      await background.ports.visits.inTurn(TAB, () => Promise.resolve());
      return background.rules.rules.size;
    };
    expect(await shown('D3')).toBe(1);
    background.surroundings.now += 400 * 24 * 3_600_000;
    expect(await shown('D4')).toBe(0);
  });

  it('that comes twice is no reason to ask the site again', async () => {
    const background = await ready();
    const asked = background.asked.length;
    for (let time = 0; time < 2; time += 1) await guard(background, 'D2', await headerOf(background));
    expect((await scriptsOf(background)).outcome).toBe('pass');
    expect(background.asked).toHaveLength(asked);
  });

  it('is kept with its document, whose kept answer is then appraised once more', async () => {
    const background = await ready();
    const start = vi.fn();
    const header = await headerOf(background);
    const { guarded, of } = followGuards(background.ports, start);
    await guarded({ tabId: TAB, frameId: 0, url: `${ORIGIN}/`, documentId: 'D2' }, header);
    await background.ports.visits.inTurn(TAB, () => Promise.resolve());
    const visit = background.ports.visits.held(TAB);
    const report = await background.ports.locks.reported(ORIGIN, header);
    expect(report).toMatchObject({ kind: 'held', header });
    expect([of('D2'), visit?.guard]).toEqual([report, report]);
    expect(start.mock.calls).toEqual([[visit, { announcedBy: 'response-header', adapter: 'sealmark' }, 'reappraisal']]);
  });

  it('from a tab of which nothing is known yet, or no longer, waits for its document', async () => {
    const background = await ready();
    await guard(background, 'D9', await headerOf(background), { tabId: TAB + 1 });
    vi.spyOn(background.ports.visits, 'update').mockResolvedValueOnce(null);
    await guard(background, 'D2', await headerOf(background));
    for (const tabId of [TAB, TAB + 1]) await background.ports.visits.inTurn(tabId, () => Promise.resolve());
    expect(background.reported).toEqual([]);
  });

  it('that cannot be stored is reported, and answered all the same', async () => {
    const background = await ready();
    vi.spyOn(background.ports.visits, 'update').mockRejectedValueOnce(new Error('quota'));
    await guard(background, 'D2', await headerOf(background));
    await vi.waitUntil(() => background.reported.length > 0, { timeout: 20_000 });
    expect(background.reported).toEqual([new Error('quota')]);
  });

  it('is looked up again by the next worker if this one dies before the result says so', async () => {
    const background = await ready();
    vi.spyOn(background.ports.locks, 'observe').mockReturnValue(new Promise(() => undefined));
    await guard(background, 'D2', await headerOf(background));
    await background.ports.visits.inTurn(TAB, () => Promise.resolve());
    await background.restart();
    expect((await scriptsOf(background)).outcome).toBe('pass');
  });
});

describe('a document that was stopped', () => {
  it('says so to the popup only when it stays stopped', async () => {
    const background = await ready();
    await arrive(background, 'D3');
    const views: boolean[] = [];
    for (let time = 0; time < 3; time += 1) {
      await guard(background, 'D3', null);
      await background.ports.visits.inTurn(TAB, () => Promise.resolve());
      views.push((await background.view(TAB)).guarded);
    }
    expect(views).toEqual([false, false, true]);
  });
});
