/**
 * Does the work on every item, on so many at once; the next begins when one is done. Once one fails none is begun any more.
 * @returns in the items' order @throws what failed first
 */
export async function inLanes<T, Result>(
  items: readonly T[],
  lanes: number,
  work: (item: T, index: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const results = new Map<number, Result>();
  const left = items.entries();
  let failed = false;
  async function lane(): Promise<void> {
    for (const [index, item] of left) {
      if (failed) return;
      try {
        results.set(index, await work(item, index));
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane));
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
}
