import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

type To = { readonly frameId?: number; readonly documentId?: string };

/** A tab: the document that it shows, and whether the courier is already in it. */
const shown = vi.hoisted(() => ({
  documentId: 'one',
  there: true,
  put: [] as object[],
  sent: 0,
  /** What it leaves unanswered until somebody continues it: everything, or only the injection. */
  stopped: null as 'wholly' | 'before the script is in' | null,
  go: (): void => undefined,
}));

const stopped = (): Promise<void> => new Promise((resolve) => (shown.go = resolve));

/** Does this id mean the shown document? Without an id, the shown one is meant. */
const meant = (documentId: string | undefined): boolean => documentId === undefined || documentId === shown.documentId;

const browser = vi.hoisted(() => ({
  tabs: {
    async sendMessage(_: number, message: { readonly sealmark: string }, { documentId }: To): Promise<object> {
      shown.sent += 1;
      if (shown.stopped === 'wholly') await stopped();
      if (!meant(documentId) || !shown.there) throw new Error('Receiving end does not exist');
      return message.sealmark === 'probe' ? { controlled: false } : { status: 200, body: shown.documentId };
    },
  },
  scripting: {
    async executeScript({ target }: { readonly target: { readonly documentIds?: readonly string[] } }): Promise<void> {
      shown.put.push(target);
      if (!meant(target.documentIds?.[0])) throw new Error('No document with that id');
      if (shown.stopped !== null) await stopped();
      shown.there = true;
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

beforeEach(() => {
  vi.useFakeTimers();
  Object.assign(shown, { documentId: 'one', there: true, put: [], sent: 0, stopped: null });
});
afterEach(() => void vi.useRealTimers());

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

describe('a page that stops all scripts, as a dialog or an endless loop does,', () => {
  const document = { tabId: TAB, documentId: 'one' };
  const TIMEOUT_MS = 10_000;

  it.each([
    ['wholly', true],
    ['before the script is in', false],
  ] as const)('says after ten seconds nothing about its worker: stopped %s', async (how, there) => {
    Object.assign(shown, { stopped: how, there });
    const reported = vi.fn();
    void isControlled(document).then(reported);
    await vi.advanceTimersByTimeAsync(TIMEOUT_MS - 1);
    expect(reported).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(reported).toHaveBeenCalledExactlyOnceWith(null);
  });

  it('has as long again for a request as that may take, and then brought nothing', async () => {
    shown.stopped = 'wholly';
    const brought = vi.fn();
    void carry(document, { ...ERRAND, deadline: 15_000 }).then(brought);
    await vi.advanceTimersByTimeAsync(15_000 + TIMEOUT_MS - 1);
    expect(brought).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(brought).toHaveBeenCalledExactlyOnceWith(null);
  });

  it('makes no request when it continues after all', async () => {
    Object.assign(shown, { stopped: 'before the script is in', there: false });
    const brought = carry(document, ERRAND);
    await vi.advanceTimersByTimeAsync(ERRAND.deadline + TIMEOUT_MS);
    expect(await brought).toBeNull();
    shown.go();
    await vi.advanceTimersByTimeAsync(0);
    expect(shown.sent).toBe(1);
  });

  it('leaves no clock running once it has answered', async () => {
    expect(await isControlled(document)).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });
});
