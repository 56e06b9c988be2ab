import browser, { type Scripting } from 'webextension-polyfill';
import { CONTENT_SCRIPTS } from '../api/content-scripts.ts';
import { watchedByChrome } from './declared-content.ts';
import { GUARD_ID, guardScripts } from './guard-scripts.ts';
import { onPageRead } from './navigation.ts';
import type { TabDocument } from './tabs.ts';

const ID = 'announcements';
/** Gives announcing links a box, so that Chrome reports them (public/content). */
const STYLES = 'content/announcement.css';

let turn: Promise<void> = Promise.resolve();

/**
 * Watches the pages of exactly the granted hosts for a link that announces an attestation; without hosts, nothing is watched.
 * Chrome does this by itself and injects a script only into pages that have such a link; elsewhere every page gets the script.
 * Calls run one after the other.
 */
export function registerHints(hosts: readonly string[]): Promise<void> {
  turn = turn.catch(() => undefined).then(() => register(hosts));
  return turn;
}

async function register(hosts: readonly string[]): Promise<void> {
  const matches = hosts.filter((host) => host.startsWith('https://'));
  const watched = __TARGET__ === 'chrome' && (await watchedByChrome(CONTENT_SCRIPTS.announcement));
  // Registered anew, because leaving a style sheet out does not remove it.
  await unregister(ID);
  if (matches.length === 0) return;
  // As a script, it runs when the page has loaded, so no page waits for it.
  const what = watched
    ? { css: [STYLES], runAt: 'document_start' as const }
    : { js: [CONTENT_SCRIPTS.announcement], runAt: 'document_idle' as const };
  await browser.scripting.registerContentScripts([{ id: ID, matches, ...what, allFrames: false, persistAcrossSessions: true }]);
}

async function unregister(id: string): Promise<void> {
  const known = await browser.scripting.getRegisteredContentScripts({ ids: [id] });
  if (known.length > 0) await browser.scripting.unregisterContentScripts({ ids: [id] });
}

let guardTurn: Promise<void> = Promise.resolve();

/**
 * Puts the guard into every document of exactly these origins before its first script; with no origins, nothing is registered.
 * Calls run one after the other.
 */
export function registerGuard(origins: readonly string[]): Promise<void> {
  guardTurn = guardTurn.catch(() => undefined).then(() => guard(guardScripts(origins)));
  return guardTurn;
}

async function guard(wanted: readonly Scripting.RegisteredContentScript[]): Promise<void> {
  const { scripting } = browser;
  const known = (await scripting.getRegisteredContentScripts()).map(({ id }) => id).filter((id) => id.startsWith(GUARD_ID));
  const updated = wanted.filter(({ id }) => known.includes(id));
  const added = wanted.filter(({ id }) => !known.includes(id));
  const stale = known.filter((id) => !wanted.some((script) => script.id === id));
  // Updated rather than registered anew, so that no page can load in between.
  if (updated.length > 0) await scripting.updateContentScripts(updated);
  if (added.length > 0) await scripting.registerContentScripts(added);
  if (stale.length > 0) await scripting.unregisterContentScripts({ ids: stale });
}

/**
 * Chrome's private windows have rules of their own, but none that inject a script (Chromium 156): there every page gets it after
 * parsing. Must be added on the first tick.
 */
export function watchPrivatePages(): void {
  if (__TARGET__ === 'firefox' || !browser.extension.inIncognitoContext) return;
  onPageRead((tabId) => {
    void inject({ tabId, documentId: null }, CONTENT_SCRIPTS.announcement);
  });
}

/** Injects the courier into this document. False where we may not, and where the tab shows another document. */
export function injectHints(document: TabDocument): Promise<boolean> {
  return inject(document, CONTENT_SCRIPTS.courier);
}

async function inject({ tabId, documentId }: TabDocument, script: string): Promise<boolean> {
  const target = documentId === null ? { tabId, frameIds: [0] } : { tabId, documentIds: [documentId] };
  try {
    await browser.scripting.executeScript({ target, files: [script], injectImmediately: true });
    return true;
  } catch {
    return false;
  }
}

/**
 * The values of a function in those documents of a tab that we may reach, frames included; none where no document can be asked. It
 * travels as text: it may use nothing but its parameters and what every page has.
 */
export async function valuesIn<P extends unknown[], V>(tabId: number, func: (...args: P) => V, args: P): Promise<readonly V[]> {
  try {
    const frames = await browser.scripting.executeScript({
      target: { tabId, allFrames: true },
      injectImmediately: true,
      func,
      args,
    });
    return frames.flatMap(({ result }) => (result === undefined || result === null ? [] : [result as V]));
  } catch {
    // The tab has closed, or shows a page of the browser.
    return [];
  }
}
