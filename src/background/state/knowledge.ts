import type { SessionArea } from './session-area.ts';

const KEY = 'knowledge';

/**
 * How often in this session the inputs of results changed: accepted code, lists, settings. Each result carries the number it was
 * made under, so that whoever reads it later, another worker included, knows whether it is current.
 */
export type Knowledge = {
  current(): Promise<number>;
  /** Makes a change. Counted before it is made, for a worker that dies meanwhile, and after, for concurrent readers. */
  changing<T>(change: () => Promise<T>): Promise<T>;
};

/** @param report called if the number could not be stored: then only this worker knows it */
export function openKnowledge(area: SessionArea, report: (error: unknown) => void): Knowledge {
  let known: Promise<number> | null = null;

  async function read(): Promise<number> {
    const stored = await area.get(KEY);
    return typeof stored === 'number' && Number.isSafeInteger(stored) ? stored : 0;
  }

  function current(): Promise<number> {
    const reading = known ?? read();
    known = reading;
    reading.catch(() => {
      if (known === reading) known = null;
    });
    return reading;
  }

  async function count(): Promise<void> {
    const next = current().then((number) => number + 1);
    known = next;
    await area.set({ [KEY]: await next }).catch(report);
  }

  return {
    current,
    async changing(change) {
      await count();
      try {
        return await change();
      } finally {
        await count();
      }
    },
  };
}
