import { describe, expect, it, vi } from 'vitest';
import type { Marks } from '../browser/action.ts';
import { Desk, FETCHING, TAB, TWO } from '../testing/desk.ts';
import { tabMarks } from './tab-marks.ts';

// Nothing of the browser is called here.
vi.mock('webextension-polyfill', () => ({ default: {} }));

/** A worker that has just started, in a browser where a mark stands on the tab or none, whose visit is stored as being checked. */
async function started(isThere: boolean) {
  const desk = new Desk();
  await desk.fetching();
  const visits = desk.worker();
  await visits.read(TAB);
  const paint = vi.fn<Marks['paint']>();
  const nothing = (): void => undefined;
  let answer = nothing;
  const isPainted = () =>
    new Promise<boolean>((resolve) => {
      answer = () => {
        resolve(isThere);
      };
    });
  const marks: Marks = { paint, isPainted, moved: nothing, untouched: nothing, saysAnything: () => null, gone: nothing };
  const painted = tabMarks({ marks, visits, dark: () => false });
  const correcting = painted.correct(TAB);
  return {
    visits,
    painted,
    /** What is painted after the browser reported the tab's title. */
    corrected: async () => {
      answer();
      await correcting;
      return paint.mock.calls.map(([tabId, { badge }]) => [tabId, badge]);
    },
  };
}

describe('a mark that another worker left', () => {
  it('is painted over if its worker died before it could', async () => {
    const { corrected } = await started(true);
    expect(await corrected()).toEqual([[TAB, 'checking']]);
  });

  it('is not painted where none is: it may have been cleared for an address that is loading', async () => {
    const { corrected } = await started(false);
    expect(await corrected()).toEqual([]);
  });

  it('is not corrected over an address that is loading', async () => {
    const { corrected, painted } = await started(true);
    await painted.unmark(TAB);
    expect((await corrected()).filter(([, badge]) => badge !== 'none')).toEqual([]);
  });

  it('is not corrected from what was known of the previous document', async () => {
    const { corrected, visits } = await started(true);
    await visits.settle({ ...visits.arrived(TAB, TWO, null).visit, state: FETCHING });
    expect(await corrected()).toEqual([]);
  });

  it('is not corrected on a tab of which nothing is known', async () => {
    const { corrected, visits } = await started(true);
    await visits.forget(TAB);
    expect(await corrected()).toEqual([]);
  });
});
