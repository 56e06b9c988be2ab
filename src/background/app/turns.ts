import { siteOf } from '../net/site-of.ts';

/** Checks at once, of all tabs; each may ask a site, a manufacturer, and the processor. */
export const MAX_CHECKS = 4;
/** Of one site, so that one with slow answers in many tabs leaves room for others. */
export const MAX_CHECKS_OF_A_SITE = 2;

/** Who is checked now, and who waits for that. */
export type Turns = {
  /**
   * Waits until a check of this origin may begin: one of each origin at a time, two of each site, four of all; first come,
   * first served, except that nobody waits behind somebody who has to wait for himself.
   * @returns what ends the turn; calling it again does nothing
   * @throws the signal's reason when nobody wants the check any more
   */
  take(origin: string, signal: AbortSignal): Promise<() => void>;
};

type Waiting = { readonly origin: string; readonly begin: () => void };

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

  /** Everybody who may begins, in the order in which they came. */
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
