import type { WebRequest } from 'webextension-polyfill';
import { canonicalOrigin } from '../../verifier/protocol/index.ts';
import { REMOVED_HEADERS } from '../lock/page-rules.ts';
import { holdTab } from './held-tabs.ts';
import { FRESHNESS, POLICY, VALIDATORS } from './locked-addresses.ts';
import { HELD_REQUEST } from './security-info.ts';

type Received = WebRequest.OnHeadersReceivedDetailsType & { readonly incognito?: boolean };

/** The site's own policy, what must not be there, and what would keep ours in use from a cache. */
const REPLACED: ReadonlySet<string> = new Set([POLICY, ...REMOVED_HEADERS, ...VALIDATORS]);

/** Milliseconds for which pages wait for stored policies: a failing disk must not block pages forever. */
export const LOADING_TIMEOUT_MS = 1000;

/** Policies by origin, and a promise for when they are known: a page that wakes the background waits for it. */
const policies = new Map<string, string>();
let known: () => void;
const loaded = new Promise<void>((resolve) => {
  known = resolve;
});
let waiting: Promise<unknown> | undefined;

/** If they cannot be read, the guard still stops a locked page that has no policy. */
function policiesKnown(): Promise<unknown> {
  waiting ??= Promise.race([loaded, new Promise((resolve) => setTimeout(resolve, LOADING_TIMEOUT_MS))]);
  return waiting;
}

let stopHolding: (() => void) | null = null;

/**
 * Firefox: which policies to set from now on. Workers of these origins have a listener of their own, which no other site has.
 */
export function holdResponses(webRequest: WebRequest.Static, held: ReadonlyMap<string, string>): void {
  stopHolding?.();
  stopHolding = null;
  policies.clear();
  for (const [origin, policy] of held) policies.set(origin, policy);
  if (held.size > 0) stopHolding = listen(webRequest, [...held.keys()]);
  known();
}

function listen(webRequest: WebRequest.Static, origins: readonly string[]): () => void {
  const urls = [...new Set(origins.map((origin) => `https://${new URL(origin).hostname}/*`))];
  // Firefox fetches the script of a service worker for no tab: a page waits for none of its own.
  webRequest.onBeforeSendHeaders.addListener(refuseWorkers, { urls, types: ['script'], tabId: -1 }, HELD_REQUEST);
  return () => {
    webRequest.onBeforeSendHeaders.removeListener(refuseWorkers);
  };
}

/**
 * A private window must not reveal to its site what was learnt in ordinary tabs: neither this nor the guard acts there. In
 * containers the guard runs, because scripts cannot be excluded from them; without the policy it would stop every page there.
 */
const isApart = ({ incognito = false }: Pick<Received, 'incognito'>): boolean => incognito;

/** The lock that this request, or its response, is under; null for one that is not locked. */
function lockOf(details: Pick<Received, 'url' | 'incognito'>): { readonly origin: string; readonly policy: string } | null {
  const origin = canonicalOrigin(new URL(details.url).origin);
  const policy = isApart(details) ? undefined : policies.get(origin);
  return policy === undefined ? null : { origin, policy };
}

/**
 * Ends a policy that the browser adds to the site's own, which it leaves in force: nothing may be claimed of that page, and its guard is
 * told to load it again (app/guarded.ts), under ours alone.
 */
const ADDED = '.added';

/**
 * The headers of a page that is locked, unless the browser's rule has replaced its policy already, as it has unless it is the first page
 * of a session, or a tab's first where we may look into private windows. Nothing for other pages,
 * and for our own requests for evidence, which pass through here. (Firefox does not let extensions change
 * `Cross-Origin-Opener-Policy`, so windows opened before the lock keep their references there.) @throws what the browser throws: then
 * the guard stops the page
 */
export async function lockedResponse(details: Received): Promise<WebRequest.BlockingResponse> {
  if (details.type !== 'main_frame') return {};
  await policiesKnown();
  const lock = lockOf(details);
  if (lock === null) return {};
  const { origin, policy } = lock;
  // First of all: that the policy is ours already says nothing of the tab. A cache keeps headers as they were set in another one.
  await holdTab(details.tabId, origin, policy);
  const headers = details.responseHeaders ?? [];
  const own = headers.filter(({ name }) => name.toLowerCase() === POLICY);
  const isHeld = own.length === 1 && own[0]?.value === policy;
  // A site that knows our policy may send it itself, beside others that report.
  if (isHeld && !headers.some(({ name }) => REMOVED_HEADERS.includes(name.toLowerCase()))) return {};
  const kept = headers.filter(({ name }) => !REPLACED.has(name.toLowerCase()));
  return { responseHeaders: [...kept, FRESHNESS, { name: POLICY, value: own.length === 0 || isHeld ? policy : policy + ADDED }] };
}

/** A service worker would answer in place of the site, and report nothing (Fetch, `Service-Worker: script`). */
function refuseWorkers(
  details: WebRequest.OnBeforeSendHeadersDetailsType & Pick<Received, 'incognito'>,
): WebRequest.BlockingResponse {
  const worker = details.requestHeaders?.some(({ name }) => name.toLowerCase() === 'service-worker') ?? false;
  return worker && lockOf(details) !== null ? { cancel: true } : {};
}
