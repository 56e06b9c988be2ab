/**
 * One queue a tab. @returns runs a job after everything that was begun earlier for its tab, whether that failed or not
 */
export function tabQueues(): <T>(tabId: number, job: () => Promise<T>) => Promise<T> {
  const tails = new Map<number, Promise<unknown>>();
  return (tabId, job) => {
    const turn = (tails.get(tabId) ?? Promise.resolve()).then(job, job);
    const tail = turn
      .catch(() => undefined)
      .then(() => {
        if (tails.get(tabId) === tail) tails.delete(tabId);
      });
    tails.set(tabId, tail);
    return turn;
  };
}
