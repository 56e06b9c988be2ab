import { beforeEach, describe, expect, it, vi } from 'vitest';

type To = { readonly frameId?: number; readonly documentId?: string };

/** A tab: the document that it shows, and whether the courier is already in it. */
const shown = vi.hoisted(() => ({ documentId: 'one', there: true, put: [] as object[] }));

/** Does this id mean the shown document? Without an id, the shown one is meant. */
const meant = (documentId: string | undefined): boolean => documentId === undefined || documentId === shown.documentId;

const browser = vi.hoisted(() => ({
  tabs: {
    sendMessage: (_: number, message: { readonly sealmark: string }, { documentId }: To): Promise<object> =>
      meant(documentId) && shown.there
        ? Promise.resolve(message.sealmark === 'probe' ? { controlled: false } : { status: 200, body: shown.documentId })
        : Promise.reject(new Error('Receiving end does not exist')),
  },
  scripting: {
    executeScript({ target }: { readonly target: { readonly documentIds?: readonly string[] } }): Promise<void> {
      shown.put.push(target);
      if (!meant(target.documentIds?.[0])) return Promise.reject(new Error('No document with that id'));
      shown.there = true;
      return Promise.resolve();
    },
  },
}));
// The browser itself, because documents exist only there; this follows what both browsers document.
vi.mock('webextension-polyfill', () => ({ default: browser }));
vi.mock('../../content/announcement.iife.ts?script', () => ({ default: 'announcement.js' }));
vi.mock('../../content/courier.iife.ts?script', () => ({ default: 'courier.js' }));
vi.mock('./declared-content.ts', () => ({ watchedByChrome: () => Promise.resolve(false) }));
const { carry, isControlled } = await import('./courier.ts');

const TAB = 1;
const ERRAND = { url: 'https://enclave.test/', accept: 'a/b', credentials: 'omit', maxBytes: 1, deadline: 1 } as const;

beforeEach(() => void Object.assign(shown, { documentId: 'one', there: true, put: [] }));

describe('a document', () => {
  it.each([true, false])('reports whether a worker controls it, with the courier there already: %s', async (there) => {
    shown.there = there;
    expect(await isControlled({ tabId: TAB, documentId: 'one' })).toBe(false);
    expect(shown.put).toEqual(there ? [] : [{ tabId: TAB, documentIds: ['one'] }]);
  });

  it.each([true, false])(
    'gets no answer from the next document in its tab, even with a courier in that one: %s',
    async (there) => {
      Object.assign(shown, { documentId: 'two', there });
      expect(await isControlled({ tabId: TAB, documentId: 'one' })).toBeNull();
      expect(await carry({ tabId: TAB, documentId: 'one' }, ERRAND)).toBeNull();
    },
  );

  it('without an id, as in older browsers, is the one shown', async () => {
    shown.there = false;
    expect(await carry({ tabId: TAB, documentId: null }, ERRAND)).toMatchObject({ status: 200, body: 'one' });
    expect(shown.put).toEqual([{ tabId: TAB, frameIds: [0] }]);
  });
});
