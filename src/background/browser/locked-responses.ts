import type { WebRequest } from 'webextension-polyfill';
import { canonicalOrigin } from '../../verifier/protocol/index.ts';
import { REMOVED_HEADERS } from '../lock/page-rules.ts';
import { HELD_BACK, HELD_REQUEST } from './security-info.ts';

type Received = WebRequest.OnHeadersReceivedDetailsType & { readonly incognito?: boolean };

/** The site's own policy, which ours replaces, and what must not be there. */
const REPLACED: ReadonlySet<string> = new Set(['content-security-policy', ...REMOVED_HEADERS]);

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
 * Firefox: which policies to set from now on. Frames and workers of these origins have listeners of their own, which are in place
 * before any of their pages is let through; no other site has them.
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
  webRequest.onHeadersReceived.addListener(lockedResponse, { urls, types: ['sub_frame', 'object'] }, HELD_BACK);
  // Firefox fetches the script of a service worker for no tab: a page waits for none of its own.
  webRequest.onBeforeSendHeaders.addListener(refuseWorkers, { urls, types: ['script'], tabId: -1 }, HELD_REQUEST);
  return () => {
    webRequest.onHeadersReceived.removeListener(lockedResponse);
    webRequest.onBeforeSendHeaders.removeListener(refuseWorkers);
  };
}

/**
 * A private window must not reveal to its site what was learnt in ordinary tabs: neither this nor the guard acts there. In
 * containers the guard runs, because scripts cannot be excluded from them; without the policy it would stop every page there.
 */
const isApart = ({ incognito = false }: Pick<Received, 'incognito'>): boolean => incognito;

function policyFor(url: string): string | undefined {
  return policies.get(canonicalOrigin(new URL(url).origin));
}

/** Responses that become documents; our own requests for evidence pass through here, too. */
const DOCUMENTS: ReadonlySet<string> = new Set(['main_frame', 'sub_frame', 'object']);

/**
 * The headers that replace the response's; nothing for pages that are not locked. (Firefox does not let extensions change
 * `Cross-Origin-Opener-Policy`, so windows opened before the lock keep their references there.)
 */
export async function lockedResponse(details: Received): Promise<WebRequest.BlockingResponse> {
  if (!DOCUMENTS.has(details.type)) return {};
  await policiesKnown();
  const policy = isApart(details) ? undefined : policyFor(details.url);
  if (policy === undefined) return {};
  const kept = (details.responseHeaders ?? []).filter(({ name }) => !REPLACED.has(name.toLowerCase()));
  return {
    responseHeaders: [...kept, { name: 'content-security-policy', value: policy }],
  };
}

/** A service worker would answer in place of the site, and report nothing (Fetch, `Service-Worker: script`). */
function refuseWorkers(details: WebRequest.OnBeforeSendHeadersDetailsType): WebRequest.BlockingResponse {
  const worker = details.requestHeaders?.some(({ name }) => name.toLowerCase() === 'service-worker') ?? false;
  return worker && policyFor(details.url) !== undefined ? { cancel: true } : {};
}
