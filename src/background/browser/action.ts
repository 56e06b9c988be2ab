import browser from 'webextension-polyfill';
import type { Badge } from '../api/badge.ts';

const SIZES = [16, 24, 32, 48, 64] as const;

/** Icon files of one badge (drawn by scripts/icons.ts), by size in pixels. */
function iconOf(badge: Badge, dark: boolean): Record<number, string> {
  return Object.fromEntries(SIZES.map((size) => [size, `/icons/${badge}-${dark ? 'dark' : 'light'}-${String(size)}.png`]));
}

/**
 * Puts a mark on one tab: toolbar icon and title, and in Firefox the mark inside the address bar. Browsers forget both
 * when the tab navigates. A tab that has gone meanwhile is not an error.
 * @param dark the browser's own furniture is dark
 */
export async function paint(tabId: number, badge: Badge, title: string, dark: boolean): Promise<void> {
  const path = iconOf(badge, dark);
  await Promise.allSettled([
    browser.action.setIcon({ tabId, path }),
    browser.action.setTitle({ tabId, title }),
    ...(__TARGET__ === 'firefox' ? [paintAddressBar(tabId, badge, title, path)] : []),
  ]);
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
