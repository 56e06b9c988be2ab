import { describe, expect, it, vi } from 'vitest';
import { badgeTitle } from '../api/badge-titles.ts';
import type { Marks } from '../browser/action.ts';
import { Desk, FETCHING, TAB, TWO } from '../testing/desk.ts';
import { tabMarks } from './tab-marks.ts';

// Nothing of the browser is called here.
vi.mock('webextension-polyfill', () => ({ default: {} }));

/** A worker that has just started, in a browser where this title stands on the tab, whose visit is stored as being checked. */
async function started(title: string | null) {
  const desk = new Desk();
  await desk.fetching();
  const visits = desk.worker();
  await visits.read(TAB);
  const paint = vi.fn<Marks['paint']>();
  const nothing = (): void => undefined;
  let answer = nothing;
  const titleOn = () =>
    new Promise<string | null>(
      (resolve) =>
        (answer = () => {
          resolve(title);
        }),
    );
  const marks: Marks = { paint, titleOn, moved: nothing, untouched: nothing, saysAnything: () => null, gone: nothing };
  const painted = tabMarks({ marks, visits, dark: () => false });
  const correcting = painted.correct(TAB);
  return {
    visits,
    painted,
    /** What is painted once the browser has told what stands there. */
    corrected: async () => {
      answer();
      await correcting;
      return paint.mock.calls.map(([tabId, { badge }]) => [tabId, badge]);
    },
  };
}

describe('a mark that another worker left', () => {
  it('is painted over where its worker died before it could', async () => {
    const { corrected } = await started(badgeTitle('verified', 'enclave.test'));
    expect(await corrected()).toEqual([[TAB, 'checking']]);
  });

  it('is left where it is what it should be', async () => {
    const { corrected } = await started(badgeTitle('checking', 'enclave.test'));
    expect(await corrected()).toEqual([]);
  });

  it('is not put where none stands: it may have been taken away for an address that is on its way', async () => {
    const { corrected } = await started(null);
    expect(await corrected()).toEqual([]);
  });

  it('is not corrected over an address that is on its way', async () => {
    const { corrected, painted } = await started(badgeTitle('verified', 'enclave.test'));
    await painted.unmark(TAB);
    expect((await corrected()).filter(([, badge]) => badge !== 'none')).toEqual([]);
  });

  it('is not corrected by what was known of the document before', async () => {
    const { corrected, visits } = await started(badgeTitle('verified', 'enclave.test'));
    await visits.settle({ ...visits.arrived(TAB, TWO, null).visit, state: FETCHING });
    expect(await corrected()).toEqual([]);
  });

  it('is nobody’s to correct on a tab of which nothing is known', async () => {
    const { corrected, visits } = await started(badgeTitle('verified', 'enclave.test'));
    await visits.forget(TAB);
    expect(await corrected()).toEqual([]);
  });
});
