import { siteOf } from '../net/site-of.ts';

/** Checks that run at once, over all tabs; each may ask a site and a manufacturer, and uses the processor. */
export const MAX_CHECKS = 4;
/** Checks of one site, so that a slow site with many tabs leaves room for others. */
export const MAX_CHECKS_OF_A_SITE = 2;

/** Which checks run now, and which wait. */
export type Turns = {
  /**
   * Waits until a check of this origin may begin: one per origin at a time, two per site, four in all; first come, first served,
   * except that nobody waits behind a check that is itself blocked. @returns ends the turn; calling it again does nothing @throws
   * the signal's reason when the check is no longer wanted
   */
  take(origin: string, signal: AbortSignal): Promise<() => void>;
};

type Waiting = { readonly origin: string; readonly begin: () => void };

/** No check runs yet, and none waits. */
export function openTurns(): Turns {
  const running: string[] = [];
  let waiting: readonly Waiting[] = [];

  function mayBegin(origin: string): boolean {
    const site = siteOf(origin);
    return (
      running.length < MAX_CHECKS &&
      !running.includes(origin) &&
      running.filter((one) => siteOf(one) === site).length < MAX_CHECKS_OF_A_SITE
    );
  }

  /** Starts every check that may begin, in order of arrival. */
  function next(): void {
    for (const one of waiting) {
      if (!mayBegin(one.origin)) continue;
      waiting = waiting.filter((other) => other !== one);
      running.push(one.origin);
      one.begin();
    }
  }

  function turnOf(origin: string): () => void {
    let over = false;
    return () => {
      if (over) return;
      over = true;
      running.splice(running.indexOf(origin), 1);
      next();
    };
  }

  return {
    take(origin, signal) {
      return new Promise((resolve, reject) => {
        const leave = (): void => {
          waiting = waiting.filter((other) => other !== one);
          reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
        };
        const begin = (): void => {
          signal.removeEventListener('abort', leave);
          resolve(turnOf(origin));
        };
        const one: Waiting = { origin, begin };
        if (signal.aborted) {
          leave();
          return;
        }
        signal.addEventListener('abort', leave, { once: true });
        waiting = [...waiting, one];
        next();
      });
    },
  };
}
