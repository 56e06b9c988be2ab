import browser from 'webextension-polyfill';
import hints from '../../content/hints.iife.ts?script';

const ID = 'hints';

let turn: Promise<void> = Promise.resolve();

/** Registers the content script for exactly the granted hosts; none, and it is taken away. One call after the other. */
export function registerHints(hosts: readonly string[]): Promise<void> {
  turn = turn.catch(() => undefined).then(() => register(hosts));
  return turn;
}

async function register(hosts: readonly string[]): Promise<void> {
  const matches = hosts.filter((host) => host.startsWith('https://'));
  const known = await browser.scripting.getRegisteredContentScripts({ ids: [ID] });
  if (matches.length === 0) {
    if (known.length > 0) await browser.scripting.unregisterContentScripts({ ids: [ID] });
    return;
  }
  // When the page has loaded: it waits for nothing of ours, and a check that cannot wait puts the script in itself.
  const script = { id: ID, matches, js: [hints], runAt: 'document_idle' as const, allFrames: false };
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
