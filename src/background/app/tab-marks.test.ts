import { beforeEach, describe, expect, it, vi } from 'vitest';
import { marks as realMarks, type Marks } from '../browser/action.ts';
import { Desk, FETCHING, ONE, TAB, TWO } from '../testing/desk.ts';
import { calls, held, how, icons, mark, release, settle, startAnew } from '../testing/toolbar.ts';
import { tabMarks } from './tab-marks.ts';

vi.mock('webextension-polyfill', async () => ({ default: (await import('../testing/toolbar.ts')).browser }));
beforeEach(startAnew);

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

describe('a document that asks for another address before anything is known of it', () => {
  /** A worker that painted the first document's mark as the browser committed the second, and has just heard of that. */
  function moving() {
    const desk = new Desk();
    const marks = realMarks();
    desk.moved.mockImplementation((tabId) => {
      marks.moved(tabId);
    });
    desk.untouched.mockImplementation((tabId) => {
      marks.untouched(tabId);
    });
    const visits = desk.worker();
    return { marks, visits, painted: tabMarks({ marks, visits, dark: () => false }) };
  }

  it('loses a mark that landed on it, meant for the document before', async () => {
    const { marks, visits, painted } = moving();
    visits.arrived(TAB, ONE, null);
    how.holding = true;
    marks.paint(TAB, mark('verified'));
    await settle();
    // The title was answered, and the icon is with the browser, which shows the next document by now.
    held.shift()?.();
    await settle();
    const { visit } = visits.arrived(TAB, TWO, null);
    await painted.unmark(TAB);
    release();
    await visits.settle(visit);
    painted.show(TAB);
    await settle();
    expect(icons()).toEqual(['verified', 'none']);
  });

  it('costs nothing in a tab in which nothing was ever painted', async () => {
    const { visits, painted } = moving();
    await visits.arrived(TAB, ONE, null).before();
    visits.arrived(TAB, TWO, null);
    await painted.unmark(TAB);
    await settle();
    expect(calls).toEqual([]);
  });
});
