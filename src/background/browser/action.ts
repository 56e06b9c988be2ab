import browser, { type Action } from 'webextension-polyfill';
import type { Badge } from '../api/badge.ts';

/** Pixels at screen scales 1, 1.5, 2 and 3. */
const SIZES = [16, 24, 32, 48] as const;

/** Icon files of one badge (drawn by scripts/icons.ts), by size in pixels. */
function iconOf(badge: Badge, dark: boolean): Record<number, string> {
  return Object.fromEntries(SIZES.map((size) => [size, `/icons/${badge}-${dark ? 'dark' : 'light'}-${String(size)}.png`]));
}

type Pixels = Record<string, Action.ImageDataType>;

/**
 * Chrome's own `path` has every file read and decoded anew for every tab. Kept while the worker lives: 16 kB an icon.
 * A document (Firefox) keeps none: there a path is only a name.
 */
const decoded = new Map<string, Promise<Pixels>>();

async function decode(path: string): Promise<Action.ImageDataType> {
  const bitmap = await createImageBitmap(await (await fetch(browser.runtime.getURL(path))).blob());
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  if (context === null) throw new Error('no canvas');
  context.drawImage(bitmap, 0, 0);
  // The polyfill's type wants an index signature, which no ImageData has.
  return context.getImageData(0, 0, bitmap.width, bitmap.height) as Action.ImageDataType;
}

async function decodeAll(paths: Record<number, string>): Promise<Pixels> {
  const entries = Object.entries(paths).map(async ([size, path]) => [size, await decode(path)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function setIcon(tabId: number, icon: string, path: Record<number, string>): Promise<void> {
  if (__TARGET__ === 'firefox') {
    await browser.action.setIcon({ tabId, path });
    return;
  }
  let pixels = decoded.get(icon);
  if (pixels === undefined) {
    pixels = decodeAll(path);
    decoded.set(icon, pixels);
    pixels.catch(() => decoded.delete(icon));
  }
  await browser.action.setIcon({ tabId, imageData: await pixels });
}

/** The marks on tabs: toolbar icon and title, and in Firefox the mark inside the address bar. */
export type Marks = {
  /** Puts a mark on one tab. A tab that has gone meanwhile is not an error. @param dark the browser's own furniture is dark */
  paint(tabId: number, badge: Badge, title: string, dark: boolean): Promise<void>;
  /** The tab shows another document: browsers forget its mark then, and it shows that of the manifest. */
  forgotten(tabId: number): void;
  /** Does the mark on this tab say anything about the page? Null where another worker painted it, or nobody. */
  saysAnything(tabId: number): boolean | null;
  gone(tabId: number): void;
};

/** Does this mark say anything about the page it stands on? */
export const saysSomething = (badge: Badge): boolean => badge !== 'none' && badge !== 'off';

/** The icon that the manifest names. */
const RESTING = 'none light';

/** Every icon costs files to be read and decoded while a page loads: one that is there already is not painted again. */
export function marks(): Marks {
  const shown = new Map<number, string>();

  async function paintIcon(tabId: number, badge: Badge, dark: boolean): Promise<void> {
    const icon = `${badge} ${dark ? 'dark' : 'light'}`;
    if (shown.get(tabId) === icon) return;
    shown.set(tabId, icon);
    try {
      await setIcon(tabId, icon, iconOf(badge, dark));
    } catch (error) {
      // Nobody knows what stands there now: an old mark must not be taken for this one, and this one not be passed over.
      if (shown.get(tabId) === icon) shown.delete(tabId);
      throw error;
    }
  }

  return {
    async paint(tabId, badge, title, dark) {
      await Promise.allSettled([
        paintIcon(tabId, badge, dark),
        browser.action.setTitle({ tabId, title }),
        ...(__TARGET__ === 'firefox' ? [paintAddressBar(tabId, badge, title, iconOf(badge, dark))] : []),
      ]);
    },
    forgotten(tabId) {
      shown.set(tabId, RESTING);
    },
    saysAnything(tabId) {
      const icon = shown.get(tabId);
      return icon === undefined ? null : !/^(?:none|off) /.test(icon);
    },
    gone(tabId) {
      shown.delete(tabId);
    },
  };
}

/** In the address bar there is no place for "nothing to say": the mark is hidden where nothing was announced. */
async function paintAddressBar(tabId: number, badge: Badge, title: string, path: Record<number, string>): Promise<void> {
  if (badge === 'none' || badge === 'off') {
    await browser.pageAction.hide(tabId);
    return;
  }
  await browser.pageAction.setIcon({ tabId, path });
  browser.pageAction.setTitle({ tabId, title });
  await browser.pageAction.show(tabId);
}
