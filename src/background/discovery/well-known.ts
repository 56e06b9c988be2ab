import { fromBase64, Malformed } from '../../verifier/index.ts';
import { DOCUMENT_MEDIA_TYPE, MAX_DOCUMENT_BYTES } from '../../verifier/protocol/index.ts';
import type { CourierResponse, Errand } from '../api/calls.ts';
import type { Problem } from '../api/problem.ts';
import { failure, get, refusal, type Wanted } from '../net/http.ts';

/** Milliseconds for the whole exchange (docs/PROTOCOL.md section 2). */
const SITE_TIMEOUT_MS = 5000;

/** What a site answered: bytes that nobody has believed yet, or why there are none. */
export type SiteAnswer = { readonly bytes: Uint8Array } | { readonly problem: Problem };

const wanted = (url: string): Wanted => ({ url, mediaType: DOCUMENT_MEDIA_TYPE, maxBytes: MAX_DOCUMENT_BYTES, fault: 'site' });

/**
 * Asks a site for its attestation document over a connection of the background's own. `app/ask-site.ts` decides that it
 * may: without leave for the host the request would carry the extension's origin.
 * @param url of `attestationUrl`
 */
export async function fetchDocument(url: string, signal: AbortSignal): Promise<SiteAnswer> {
  const outcome = await get({ ...wanted(url), deadline: SITE_TIMEOUT_MS, signal });
  return 'problem' in outcome ? outcome : { bytes: outcome.reply.bytes };
}

/** The same request as an errand for the content script of a tab. */
export function errand(url: string, credentials: Errand['credentials']): Errand {
  return { url, accept: DOCUMENT_MEDIA_TYPE, credentials, maxBytes: MAX_DOCUMENT_BYTES, deadline: SITE_TIMEOUT_MS };
}

const FAILED = {
  unreachable: 'net.unreachable',
  timeout: 'net.timeout',
  'too-slow': 'net.too-slow',
  'not-carried': 'net.not-carried',
} as const;

/** What the content script brought back, measured like an answer of our own. @param answer null when nobody is there */
export function carriedDocument(url: string, answer: CourierResponse | null): SiteAnswer {
  const ask = wanted(url);
  if (answer === null) return { problem: failure(ask, 'net.not-carried') };
  if ('failed' in answer) return { problem: failure(ask, FAILED[answer.failed]) };
  const { status, redirects, type, retry, body } = answer;
  const head = new Map([
    ['content-type', type],
    ['retry-after', retry],
  ]);
  const refused = refusal(ask, { status, redirects, header: (name) => head.get(name) ?? null });
  if (refused !== null) return { problem: refused };
  if (body === null) return { problem: failure(ask, 'net.too-large', { most: ask.maxBytes }) };
  try {
    return { bytes: fromBase64(body, 'courier') };
  } catch (error) {
    // Our own script writes it; the process that runs it belongs to the page.
    if (error instanceof Malformed) return { problem: failure(ask, 'net.not-carried') };
    throw error;
  }
}
