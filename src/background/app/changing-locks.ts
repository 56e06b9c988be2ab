import type { Concern } from './concern.ts';
import type { Ports } from './ports.ts';
import type { Visit } from './visit.ts';

/** Changes what the browser enforces on the pages of these origins. */
export type ChangeLocks = (origins: readonly string[], change: () => Promise<void>) => Promise<void>;

/**
 * What was found of an open document rests on what holds the frames that it loads: where that changes, the document is appraised again,
 * by the next worker if this one dies. It may not have left for the reload that follows. @param reappraise as `FollowedChanges` has it
 */
export function changingLocks(
  { knowledge, visits, report }: Pick<Ports, 'knowledge' | 'visits' | 'report'>,
  reappraise: (tabId: number, concerns: Concern) => Promise<void>,
): ChangeLocks {
  /** The tabs whose document was reported to be held. */
  async function held(origins: readonly string[]): Promise<readonly number[]> {
    const isHeld = ({ guard, origin }: Visit): boolean => guard !== null && origin !== null && origins.includes(origin);
    const found = await Promise.all((await visits.tabs()).map((tabId) => visits.read(tabId)));
    return found.flatMap((visit) => (visit !== null && isHeld(visit) ? [visit.tabId] : []));
  }

  return async (origins, change) => {
    const isThere: Concern = ({ code }, { origin }) => code !== null && origin !== null && origins.includes(origin);
    // Those found afterwards: a guard may report while the change is made.
    const follow = async (): Promise<void> => {
      for (const tabId of await held(origins)) await reappraise(tabId, isThere);
    };
    const isAnyHeld = (await held(origins)).length > 0;
    try {
      await (isAnyHeld ? knowledge.changing(change) : change());
    } finally {
      // Not awaited: a tab in whose turn this happens would wait for itself.
      follow().catch(report);
    }
  };
}
