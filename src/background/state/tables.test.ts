import { describe, expect, it } from 'vitest';
import { indexedDbTables } from './tables.ts';

/** What a browser may do to an open database; e2e/tests/lost-database.spec.ts shows a real browser's behaviour end to end. */
type Opened = { onclose: (() => void) | null; onversionchange: (() => void) | null; closed: boolean };

/** A database factory with one value in every table, and a count of how often it was opened. */
function factory(): { readonly factory: IDBFactory; readonly opened: Opened[]; fails: number } {
  const opened: Opened[] = [];
  const answer = <T>(result: T): { onsuccess?: () => void; result: T } => {
    const request: { onsuccess?: () => void; result: T } = { result };
    queueMicrotask(() => request.onsuccess?.());
    return request;
  };
  const database = () => {
    const one = {
      onclose: null,
      onversionchange: null,
      closed: false,
      close: () => void (one.closed = true),
      transaction() {
        if (one.closed) throw new DOMException('The database connection is closing.', 'InvalidStateError');
        return { objectStore: () => ({ get: () => answer('kept') }) };
      },
    };
    opened.push(one);
    return one;
  };
  const played = {
    opened,
    fails: 0,
    factory: {
      open() {
        if (played.fails === 0) return answer(database());
        played.fails -= 1;
        const request: { onerror?: () => void; error: Error } = { error: new Error('no disk') };
        queueMicrotask(() => request.onerror?.());
        return request;
      },
    } as unknown as IDBFactory, // only what tables.ts calls of it
  };
  return played;
}

describe('the database', () => {
  it('is opened before anyone asks, and once', async () => {
    const { factory: browsers, opened } = factory();
    const tables = indexedDbTables(browsers);
    expect(opened).toHaveLength(1);
    await Promise.all([tables.get('pins', 'a'), tables.get('pins', 'b')]);
    expect(opened).toHaveLength(1);
  });

  it('is opened again after the browser closed it', async () => {
    const { factory: browsers, opened } = factory();
    const tables = indexedDbTables(browsers);
    await tables.get('pins', 'a');
    opened[0]?.onclose?.();
    expect(await tables.get('pins', 'a')).toBe('kept');
    expect(opened).toHaveLength(2);
  });

  it('makes way for another version, and is opened again', async () => {
    const { factory: browsers, opened } = factory();
    const tables = indexedDbTables(browsers);
    await tables.get('pins', 'a');
    opened[0]?.onversionchange?.();
    expect(opened[0]?.closed).toBe(true);
    expect(await tables.get('pins', 'a')).toBe('kept');
    expect(opened).toHaveLength(2);
  });

  it('that was closed silently is opened once more, for all who wait', async () => {
    const { factory: browsers, opened } = factory();
    const tables = indexedDbTables(browsers);
    await tables.get('pins', 'a');
    for (const one of opened) one.closed = true;
    expect(await Promise.all([tables.get('pins', 'a'), tables.get('history', 'b')])).toEqual(['kept', 'kept']);
    expect(opened).toHaveLength(2);
  });

  it('that could not be opened is tried again by the next request, after one more try', async () => {
    const played = factory();
    played.fails = 2;
    const tables = indexedDbTables(played.factory);
    await expect(tables.get('pins', 'a')).rejects.toThrow('no disk');
    expect(await tables.get('pins', 'a')).toBe('kept');
  });

  it('that was closed long ago does not take the new one with it', async () => {
    const { factory: browsers, opened } = factory();
    const tables = indexedDbTables(browsers);
    await tables.get('pins', 'a');
    const [first] = opened;
    first?.onversionchange?.();
    await tables.get('pins', 'a');
    first?.onclose?.();
    await tables.get('pins', 'a');
    expect(opened).toHaveLength(2);
  });
});
