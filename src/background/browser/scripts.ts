import browser from 'webextension-polyfill';
import hints from '../../content/hints.iife.ts?script';

const ID = 'hints';

/** Registers the content script for exactly the granted hosts; none, and it is taken away. */
export async function registerHints(hosts: readonly string[]): Promise<void> {
  const matches = hosts.filter((host) => host.startsWith('https://'));
  const known = await browser.scripting.getRegisteredContentScripts({ ids: [ID] });
  if (matches.length === 0) {
    if (known.length > 0) await browser.scripting.unregisterContentScripts({ ids: [ID] });
    return;
  }
  const script = { id: ID, matches, js: [hints], runAt: 'document_end' as const, allFrames: false };
  if (known.length > 0) await browser.scripting.updateContentScripts([script]);
  else await browser.scripting.registerContentScripts([{ ...script, persistAcrossSessions: true }]);
}

/** Puts the content script into the page now shown in a tab (after a grant or a click). False where we may not. */
export async function injectHints(tabId: number): Promise<boolean> {
  try {
    await browser.scripting.executeScript({ target: { tabId, frameIds: [0] }, files: [hints], injectImmediately: true });
    return true;
  } catch {
    return false;
  }
}
