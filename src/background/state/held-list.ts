import type { ManyRecords } from './records.ts';

/**
 * The same records, whose list is read and validated once and then held in memory: every appraisal needs all of it, and few change
 * it. Every writer has to use the returned records. After a write, completed or failed, the list is read again.
 */
export function holdingList<T>(records: ManyRecords<T>): ManyRecords<T> {
  let held: Promise<readonly T[]> | null = null;

  function list(): Promise<readonly T[]> {
    if (held !== null) return held;
    const reading = records.list();
    held = reading;
    reading.catch(() => {
      if (held === reading) held = null;
    });
    return reading;
  }

  /** Whatever is read in the meantime may be outdated. */
  async function written(write: Promise<void>): Promise<void> {
    held = null;
    try {
      await write;
    } finally {
      held = null;
    }
  }

  return {
    get: (key) => records.get(key),
    list,
    put: (value) => written(records.put(value)),
    putAll: (values) => written(records.putAll(values)),
    remove: (key) => written(records.remove(key)),
  };
}
