import { describe, expect, it } from 'vitest';
import { inLanes } from './lanes.ts';

describe('work in lanes', () => {
  it('is done on every item, on no more at once than there are lanes, and comes in the items’ order', async () => {
    let at = 0;
    let most = 0;
    // The first takes longer than all others together.
    const results = await inLanes([30, 10, 20, 0, 5], 2, async (turns, index) => {
      at += 1;
      most = Math.max(most, at);
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      at -= 1;
      return `${String(index)}: ${String(turns)}`;
    });
    expect(results).toEqual(['0: 30', '1: 10', '2: 20', '3: 0', '4: 5']);
    expect(most).toBe(2);
  });

  it('begins nothing any more once something failed', async () => {
    const begun: number[] = [];
    const run = inLanes([0, 1, 2, 3, 4, 5], 2, async (item) => {
      begun.push(item);
      await Promise.resolve();
      if (item === 1) throw new Error('one');
    });
    await expect(run).rejects.toThrow('one');
    expect(begun.length).toBeLessThan(6);
  });

  it('of nothing is nothing', async () => {
    expect(await inLanes([], 3, () => Promise.reject(new Error('asked')))).toEqual([]);
  });
});
