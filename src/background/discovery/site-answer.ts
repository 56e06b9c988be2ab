import { fromBase64, Malformed } from '../../verifier/index.ts';
import type { AdapterReply, AdapterRequest } from '../../verifier/protocol/index.ts';
import type { CourierResponse, Errand } from '../api/calls.ts';
import type { Problem } from '../api/problem.ts';
import { failure, get, refusal, type Wanted } from '../net/http.ts';

/** One request to a site, and the media type that its response must have; null for anything but an HTML page. */
export type EvidenceRequest = AdapterRequest & { readonly mediaType: string | null };

/** What a site answered: bytes that are not verified yet, or why there are none. */
export type SiteAnswer = { readonly reply: AdapterReply } | { readonly problem: Problem };

const wanted = ({ url, mediaType, maxBytes }: EvidenceRequest): Wanted => ({ url, mediaType, maxBytes, fault: 'site' });

/**
 * Asks a site over the background's own connection. `app/ask-site.ts` decides whether it may: without permission for the host the
 * request would carry the extension's origin.
 */
export async function fetchAnswer(request: EvidenceRequest, signal: AbortSignal): Promise<SiteAnswer> {
  const { accept, timeoutMs } = request;
  const outcome = await get({ ...wanted(request), accept, deadline: timeoutMs, signal });
  if ('problem' in outcome) return outcome;
  const { bytes, header } = outcome.reply;
  return answerOf(request, bytes, header('content-type'));
}

/** The same request for the content script of a tab to make. */
export function errand({ url, accept, maxBytes, timeoutMs }: EvidenceRequest, credentials: Errand['credentials']): Errand {
  return { url, accept, credentials, maxBytes, deadline: timeoutMs };
}

const FAILED = {
  unreachable: 'net.unreachable',
  timeout: 'net.timeout',
  'too-slow': 'net.too-slow',
} as const;

/** Nobody could carry the request: the site was not asked, so this is not its fault, and no sign that it stopped attesting. */
export const notCarried = (url: string): Problem => ({
  code: 'net.not-carried',
  fault: 'user',
  remedy: 'retry',
  facts: { host: new URL(url).host },
});

/**
 * What the content script brought back, checked like a response to our own request. @param answer null when there is no script
 */
export function carriedAnswer(request: EvidenceRequest, answer: CourierResponse | null): SiteAnswer {
  const ask = wanted(request);
  const { url } = request;
  if (answer === null) return { problem: notCarried(url) };
  if ('failed' in answer)
    return { problem: answer.failed === 'not-carried' ? notCarried(url) : failure(ask, FAILED[answer.failed]) };
  const { status, redirects, type, retry, body } = answer;
  const head = new Map([
    ['content-type', type],
    ['retry-after', retry],
  ]);
  const refused = refusal(ask, { status, redirects, header: (name) => head.get(name) ?? null });
  if (refused !== null) return { problem: refused };
  if (body === null) return { problem: failure(ask, 'net.too-large', { most: ask.maxBytes }) };
  try {
    return answerOf(request, fromBase64(body, 'courier'), type);
  } catch (error) {
    // Our own script writes it, but in a process that belongs to the page.
    if (error instanceof Malformed) return { problem: notCarried(url) };
    throw error;
  }
}

/**
 * The body of a response with status 200, unless it is an HTML page: many sites answer so for what they do not have. @param
 * contentType the value of `Content-Type`, null without one
 */
export function answerOf(request: EvidenceRequest, bytes: Uint8Array, contentType: string | null): SiteAnswer {
  const isPage = /^\s*(?:text\/html|application\/xhtml\+xml)\b/i.test(contentType ?? '');
  return isPage
    ? { problem: failure(wanted(request), 'net.media-type', { expected: request.accept, actual: 'text/html' }) }
    : { reply: { status: 200, contentType, bytes } };
}
