import { beforeEach, describe, expect, it, vi } from 'vitest';

type To = { readonly frameId?: number; readonly documentId?: string };

/** A tab: the document that it shows, and whether the courier is in it already. */
const shown = vi.hoisted(() => ({ documentId: 'one', there: true, put: [] as object[] }));

/** Is it this document that is meant? Whoever names none means the one that is shown. */
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
// The browser itself, which alone has documents: what stands here is what both browsers document of it.
vi.mock('webextension-polyfill', () => ({ default: browser }));
vi.mock('../../content/announcement.iife.ts?script', () => ({ default: 'announcement.js' }));
vi.mock('../../content/courier.iife.ts?script', () => ({ default: 'courier.js' }));
vi.mock('./declared-content.ts', () => ({ watchedByChrome: () => Promise.resolve(false) }));
const { carry, isControlled } = await import('./courier.ts');

const TAB = 1;
const ERRAND = { url: 'https://enclave.test/', accept: 'a/b', credentials: 'omit', maxBytes: 1, deadline: 1 } as const;

beforeEach(() => void Object.assign(shown, { documentId: 'one', there: true, put: [] }));

describe('a document', () => {
  it.each([true, false])('says of itself whether a worker controls it, with the courier there already: %s', async (there) => {
    shown.there = there;
    expect(await isControlled({ tabId: TAB, documentId: 'one' })).toBe(false);
    expect(shown.put).toEqual(there ? [] : [{ tabId: TAB, documentIds: ['one'] }]);
  });

  it.each([true, false])('has nobody to speak for it when the tab shows the next one, a courier in that: %s', async (there) => {
    Object.assign(shown, { documentId: 'two', there });
    expect(await isControlled({ tabId: TAB, documentId: 'one' })).toBeNull();
    expect(await carry({ tabId: TAB, documentId: 'one' }, ERRAND)).toBeNull();
  });

  it('without an id, which older browsers give none, is the one that is shown', async () => {
    shown.there = false;
    expect(await carry({ tabId: TAB, documentId: null }, ERRAND)).toMatchObject({ status: 200, body: 'one' });
    expect(shown.put).toEqual([{ tabId: TAB, frameIds: [0] }]);
  });
});
