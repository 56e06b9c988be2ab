/** The only file of our pages that uses the browser's API. */
import type { Browser } from 'webextension-polyfill';
import { BADGES } from '../../background/api/badge.ts';
import { CHANGES_CHANNEL, type CallResult, type Message, type PopupCalls } from '../../background/api/calls.ts';
import { holdsAt, shows, siteViewKey, type ShownDocument, type SiteView } from '../../background/api/site-view.ts';
import { readPrivate, watchPrivate } from './private-session.ts';

/**
 * The browser's own functions, under either of their names: with Manifest V3, all that are used here return promises in both
 * browsers. The polyfill would wrap them again for answered messages, which only the background needs, and is loaded at every
 * click (10 kB of 60).
 */
const own: unknown = Reflect.has(globalThis, 'browser') ? Reflect.get(globalThis, 'browser') : chrome;
const browser = own as Browser; // what the library's types describe

/** The second instance that Chromium runs for private windows; Firefox has one for all. */
const inPrivate = location.protocol === 'chrome-extension:' && browser.extension.inIncognitoContext;

/** Every https site; onboarding requests it once, and options withdraw it. */
export const ALL_SITES = 'https://*/*';

/** The tab whose mark was clicked: the one named in the page's address (tests, a popup in a tab), otherwise the active one. */
export async function currentTab(): Promise<number | null> {
  const named = new URLSearchParams(location.search).get('tab');
  if (named !== null && /^\d{1,10}$/.test(named)) return Number(named);
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  return tab?.id ?? null;
}

/** A view as the background wrote it. Session storage is ours, but an older release may have written it. */
function isSiteView(value: unknown): value is SiteView {
  if (typeof value !== 'object' || value === null) return false;
  const { format, badge, state } = value as Partial<Record<keyof SiteView, unknown>>;
  return format === 1 && BADGES.some((one) => one === badge) && typeof state === 'object' && state !== null && 'at' in state;
}

/** What the tab shows now, according to the browser; null for a closed tab. */
async function shownIn(tabId: number): Promise<ShownDocument | null> {
  const frame: unknown = await browser.webNavigation.getFrame({ tabId, frameId: 0 }).catch(() => null);
  if (typeof frame !== 'object' || frame === null) return null;
  const { url, documentId } = frame as { readonly url?: unknown; readonly documentId?: unknown };
  const origin = typeof url === 'string' && url.startsWith('https:') && URL.canParse(url) ? new URL(url).origin : null;
  return { origin, documentId: typeof documentId === 'string' ? documentId : null };
}

/**
 * The view of the document that the tab shows now; null when there is nothing to say. A stored view is drawn at once, without
 * waking the background, if it is about exactly this document and nothing in it has run out; otherwise the background is asked.
 */
export async function readView(tabId: number): Promise<SiteView | null> {
  const key = siteViewKey(tabId);
  const stored = inPrivate ? readPrivate(about().version, key) : browser.storage.session.get(key).then((all) => all[key]);
  const [value, shown] = await Promise.all([stored, shownIn(tabId)]);
  if (shown !== null && isSiteView(value) && shows(value, shown) && holdsAt(value, Date.now())) return value;
  for (let nth = 0; nth < MAX_ASKS; nth += 1) {
    const answer = await within(call('site.view', { tabId }), VIEW_TIMEOUT_MS);
    if (answer?.ok === true) return answer.value;
  }
  return null;
}

/** A message that reaches a stopping background may never be answered: a view is waited for this long (milliseconds). */
const VIEW_TIMEOUT_MS = 2_000;
/** How often the view is requested before the popup draws that nothing is known. */
const MAX_ASKS = 3;
/** The same for any call, which may have been carried out: longer than the slowest, which asks a chain's nodes. */
const CALL_TIMEOUT_MS = 90_000;

/** The promise's value; undefined when it takes longer than this many milliseconds. */
async function within<T>(promise: Promise<T>, milliseconds: number): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => {
      resolve(undefined);
    }, milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Calls back whenever something about this tab was written or removed, until the returned function is called. */
export function watchView(tabId: number, changed: () => void): () => void {
  const key = siteViewKey(tabId);
  if (inPrivate) return watchPrivate(about().version, key, changed);
  const listener = (changes: Record<string, unknown>, area: string): void => {
    if (area === 'session' && Object.hasOwn(changes, key)) changed();
  };
  browser.storage.onChanged.addListener(listener);
  return () => {
    browser.storage.onChanged.removeListener(listener);
  };
}

/** Asks the background for one thing. Never rejects: a background that cannot answer is an error like any other. */
export async function call<N extends keyof PopupCalls>(
  name: N,
  ask: PopupCalls[N]['ask'],
): Promise<CallResult<PopupCalls[N]['answer']>> {
  const message: Message<N> = { call: name, ask };
  try {
    const sent: Promise<CallResult<PopupCalls[N]['answer']> | undefined> = browser.runtime.sendMessage(message);
    const answer = await within(sent, CALL_TIMEOUT_MS);
    return answer ?? { ok: false, error: { code: 'background.silent', detail: name } };
  } catch (error) {
    return { ok: false, error: { code: 'background.unreachable', detail: error instanceof Error ? error.message : name } };
  }
}

/** Calls back whenever any of our pages changed stored data. */
export function watchChanges(changed: () => void): () => void {
  const channel = new BroadcastChannel(CHANGES_CHANNEL);
  channel.addEventListener('message', changed);
  return () => {
    channel.close();
  };
}

/** Opens one of our own pages in a tab and closes the popup. `path` is relative to the extension's root. */
export async function openPage(path: string): Promise<void> {
  await browser.tabs.create({ url: browser.runtime.getURL(path) });
  window.close();
}

/** Copies text; false when the browser refused. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Name and version from the manifest. */
export function about(): { readonly name: string; readonly version: string } {
  const { name, version } = browser.runtime.getManifest();
  return { name, version };
}

/** The host patterns granted so far. */
export async function grantedHosts(): Promise<readonly string[]> {
  return (await browser.permissions.getAll()).origins ?? [];
}

/** Requests host patterns. Must be called first in a click handler: after an `await` the user gesture is gone. */
export function requestHosts(origins: readonly string[]): Promise<boolean> {
  return browser.permissions.request({ origins: [...origins] });
}

/** Gives host patterns back. */
export function removeHosts(origins: readonly string[]): Promise<boolean> {
  return browser.permissions.remove({ origins: [...origins] });
}

/** Calls back whenever host access was granted or withdrawn, here or in the browser's own settings. */
export function watchHosts(changed: () => void): () => void {
  browser.permissions.onAdded.addListener(changed);
  browser.permissions.onRemoved.addListener(changed);
  return () => {
    browser.permissions.onAdded.removeListener(changed);
    browser.permissions.onRemoved.removeListener(changed);
  };
}
