import { vi } from 'vitest';
import type { Mark } from '../browser/action.ts';

/** The tab of every test. */
export const TAB = 1;
type Call = readonly [what: string, value: string];
/** What reached the browser, in order. */
export const calls: Call[] = [];
/** Calls to the browser that a test has not let finish yet. */
export const held: (() => void)[] = [];
/**
 * How the browser behaves: `holding` calls until `release`, `failing` this many of them, reading files `slow` by name or not at
 * all; with its tab `closed`.
 */
export const how = { holding: false, failing: 0, slow: null as string | null, unreadable: false, closed: false };

/** The title that was painted last; the manifest's without a tab, and where none was. */
const getTitle = ({ tabId }: { readonly tabId?: number }): Promise<string> => {
  if (how.closed && tabId !== undefined) return Promise.reject(new Error(`No tab with id: ${String(tabId)}.`));
  return Promise.resolve(
    (tabId === undefined ? undefined : calls.findLast(([what]) => what === 'title')?.[1]) ?? 'the manifest’s',
  );
};

/** The painting part of the browser, as tests see it. */
export const browser = {
  action: { setIcon: vi.fn(), setTitle: vi.fn(), getTitle },
  pageAction: { hide: vi.fn(), setIcon: vi.fn(), setTitle: vi.fn(), show: vi.fn() },
  runtime: { getURL: (path: string) => path },
};

function answer(what: string, value: string): Promise<void> {
  calls.push([what, value]);
  if (how.failing > 0) {
    how.failing -= 1;
    return Promise.reject(new Error('no icon'));
  }
  return how.holding ? new Promise((resolve) => held.push(resolve)) : Promise.resolve();
}
const nameOf = (details: { path?: Record<string, string>; imageData?: Record<string, string> }): string =>
  /([a-z]+)-(?:light|dark)-16/.exec(String((details.path ?? details.imageData)?.['16']))?.[1] ?? '';

/** Continues each pending read of a file, oldest first. */
// What decodes an icon in Chromium: files that a test names are read only when it says so.
export const reading: (() => void)[] = [];
vi.stubGlobal('fetch', (path: string) => {
  const file = { blob: () => Promise.resolve(path) };
  if (how.unreadable) return Promise.reject(new TypeError('no file'));
  if (how.slow === null || !path.includes(how.slow)) return Promise.resolve(file);
  return new Promise((resolve) =>
    reading.push(() => {
      resolve(file);
    }),
  );
});
vi.stubGlobal('createImageBitmap', (blob: string) => Promise.resolve({ width: 1, height: 1, blob }));
vi.stubGlobal(
  'OffscreenCanvas',
  class {
    name = '';
    getContext = (kind: string) => {
      if (kind !== '2d') return null;
      const drawImage = ({ blob }: { blob: string }): void => {
        this.name = blob;
      };
      return { drawImage, getImageData: () => this.name };
    };
  },
);

/** A browser in which nothing was painted yet. */
export function startAnew(): void {
  vi.stubGlobal('__TARGET__', 'chrome');
  calls.length = held.length = reading.length = 0;
  Object.assign(how, { holding: false, failing: 0, slow: null, unreadable: false, closed: false });
  browser.action.setIcon.mockImplementation((details: object) => answer('icon', nameOf(details)));
  browser.action.setTitle.mockImplementation(({ title }: { title: string }) => answer('title', title));
  browser.pageAction.setIcon.mockImplementation((details: object) => answer('bar-icon', nameOf(details)));
  browser.pageAction.setTitle.mockImplementation(({ title }: { title: string }) => void calls.push(['bar-title', title]));
  browser.pageAction.show.mockImplementation(() => answer('bar', 'show'));
  browser.pageAction.hide.mockImplementation(() => answer('bar', 'hide'));
}

/** Waits until what is under way has finished: nothing here but promises, and all that have resolved run before any timer does. */
export const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** A mark in a light toolbar. */
export const mark = (badge: Mark['badge'], title = `${badge} here`): Mark => ({ badge, title, dark: false });

/** The badges whose icons were set, in order. */
export const icons = (): readonly string[] => calls.filter(([what]) => what === 'icon').map(([, value]) => value);

/** Finishes every waiting call, and from now on every call at once. */
export function release(): void {
  how.holding = false;
  for (const go of held) go();
}
