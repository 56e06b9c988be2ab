import browser from 'webextension-polyfill';
import { CONTENT_SCRIPTS } from '../api/content-scripts.ts';
import { watchedByChrome } from './declared-content.ts';
import { onPageRead } from './navigation.ts';
import type { TabDocument } from './tabs.ts';

const ID = 'announcements';
const GUARD_ID = 'page-guard';
/** What gives announcing links a box, so that Chrome tells of them (public/content). */
const STYLES = 'content/announcement.css';

let turn: Promise<void> = Promise.resolve();

/**
 * Has the pages of exactly the granted hosts watched for a link that announces an attestation; none, and nothing is. Chrome does
 * that by itself and puts a script only into pages that hold one; elsewhere every page gets it. One call after the other.
 */
export function registerHints(hosts: readonly string[]): Promise<void> {
  turn = turn.catch(() => undefined).then(() => register(hosts));
  return turn;
}

async function register(hosts: readonly string[]): Promise<void> {
  const matches = hosts.filter((host) => host.startsWith('https://'));
  const watched = __TARGET__ === 'chrome' && (await watchedByChrome(CONTENT_SCRIPTS.announcement));
  // Registered anew, because a style sheet is not taken back by leaving it out.
  await unregister(ID);
  if (matches.length === 0) return;
  // Where it is a script: when the page has loaded, which waits for nothing of ours.
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

/** Puts the guard into every document of exactly these origins before its first script; none, and nothing is registered. */
export function registerGuard(origins: readonly string[]): Promise<void> {
  guardTurn = guardTurn.catch(() => undefined).then(() => guard([...new Set(origins.map(documentsOf))]));
  return guardTurn;
}

async function guard(matches: string[]): Promise<void> {
  if (matches.length === 0) {
    await unregister(GUARD_ID);
    return;
  }
  const script = {
    id: GUARD_ID,
    matches,
    js: [CONTENT_SCRIPTS.guard],
    runAt: 'document_start' as const,
    allFrames: true,
    matchOriginAsFallback: true,
    persistAcrossSessions: true,
  };
  const known = await browser.scripting.getRegisteredContentScripts({ ids: [GUARD_ID] });
  // Changed, not registered anew: no page may load in between.
  await (known.length > 0
    ? browser.scripting.updateContentScripts([script])
    : browser.scripting.registerContentScripts([script]));
}

/** Chrome's match patterns know ports, Firefox's stand for every port of a host: there the guard only tells. */
function documentsOf(origin: string): string {
  const { hostname, port } = new URL(origin);
  return `https://${hostname}${__TARGET__ === 'chrome' ? `:${port === '' ? '443' : port}` : ''}/*`;
}

/**
 * Chrome's private windows have rules of their own, and no rule of theirs puts a script anywhere (Chromium 156): there every
 * page gets it, once it was read. Add on the first tick.
 */
export function watchPrivatePages(): void {
  if (__TARGET__ === 'firefox' || !browser.extension.inIncognitoContext) return;
  onPageRead((tabId) => {
    void inject({ tabId, documentId: null }, CONTENT_SCRIPTS.announcement);
  });
}

/** Puts the courier into this document. False where we may not, and where the tab shows another one. */
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
