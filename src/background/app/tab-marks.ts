import { titleOf } from '../api/badge-titles.ts';
import { saysSomething, type Mark, type Marks } from '../browser/action.ts';
import type { Visits } from './visits.ts';

/** The marks of all tabs, from their current visits; none over an address that is loading. */
export type TabMarks = {
  /** Paints the tab's mark as it is now; no earlier state is captured. */
  show(tabId: number): void;
  showAll(): Promise<void>;
  /** Nobody can account for what another worker painted there: it goes. */
  clear(tabId: number): void;
  /** A new address is loading in a tab: its mark is cleared. */
  unmark(tabId: number): Promise<void>;
  /** The tab shows what was loading. */
  arrived(tabId: number): void;
  gone(tabId: number): void;
  /** The navigation may have come to nothing: if the document is still there, its mark returns. @param stayed asks the browser */
  checkAgain(tabId: number, stayed: (tabId: number) => Promise<boolean>): Promise<void>;
  /** Paints over the mark that another worker left: it may have died before it could paint what it knew since. */
  correct(tabId: number): Promise<void>;
};

/**
 * Paints through `marks`, and only what `visits` says of the tab at the moment of painting. @param dark whether the toolbar is
 * dark
 */
export function tabMarks({
  marks,
  visits,
  dark,
}: {
  readonly marks: Marks;
  readonly visits: Pick<Visits, 'read' | 'view' | 'held' | 'tabs'>;
  readonly dark: () => boolean;
}): TabMarks {
  /** Tabs with a navigation under way, each with its number: an old mark must not be painted over a new address. */
  const underWay = new Map<number, number>();
  let navigations = 0;

  function markOf(tabId: number): Mark | null {
    const view = visits.view(tabId);
    return view === null ? null : { badge: view.badge, title: titleOf(view), dark: dark() };
  }

  function show(tabId: number): void {
    const mark = underWay.has(tabId) ? null : markOf(tabId);
    if (mark !== null) marks.paint(tabId, mark);
  }

  const clear = (tabId: number): void => {
    marks.paint(tabId, { badge: 'none', title: '', dark: dark() });
  };

  async function badgeBefore(tabId: number) {
    await visits.read(tabId);
    return visits.view(tabId)?.badge ?? 'none';
  }

  return {
    show,
    clear,

    async showAll() {
      for (const tabId of await visits.tabs()) {
        await visits.read(tabId);
        show(tabId);
      }
    },

    async unmark(tabId) {
      navigations += 1;
      const navigation = navigations;
      underWay.set(tabId, navigation);
      // Of a tab that this worker knows nothing of, storage tells whether an earlier one painted it: without a visit, none did.
      const painted = marks.saysAnything(tabId) ?? saysSomething(await badgeBefore(tabId));
      if (painted && underWay.get(tabId) === navigation) clear(tabId);
    },

    arrived: (tabId) => void underWay.delete(tabId),

    gone(tabId) {
      underWay.delete(tabId);
      marks.gone(tabId);
    },

    async checkAgain(tabId, stayed) {
      const navigation = underWay.get(tabId);
      // Also asked about a navigation whose start another worker saw: its document may be gone without a commit.
      if (!(await stayed(tabId)) || underWay.get(tabId) !== navigation) return;
      underWay.delete(tabId);
      show(tabId);
    },

    async correct(tabId) {
      const visit = visits.held(tabId);
      const isPainted = await marks.isPainted(tabId);
      // Where nothing stands it was taken away, perhaps for an address that is on its way: nothing is put there.
      if (isPainted && visit !== null && visits.held(tabId)?.id === visit.id) show(tabId);
    },
  };
}
