import { fromBase64Url, unlessMalformed } from '../verifier/index.ts';
import { ATTESTATION_PATH, DOCUMENT_MEDIA_TYPE } from '../verifier/protocol/index.ts';
import { AttesterError, Busy } from './attester-error.ts';

/** Makes the document for a visitor's nonce: 32 bytes, or none if the visitor sent none. */
export type DocumentFor = (nonce: Uint8Array, signal: AbortSignal) => Promise<Uint8Array>;

/** 32 bytes in base64url without padding. */
const NONCE_CHARACTERS = 43;
/** When a visitor may come back after a failure of unknown duration. */
const RETRY_AFTER_SECONDS = 10;

const NO_NONCE = new Uint8Array();
const METHODS = 'GET, HEAD, OPTIONS';

/**
 * The headers of every response: made for one visitor, not to be cached, sniffed or framed. No response sets a cookie or lets
 * another origin read it.
 */
const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
};

/**
 * All HTTP handling of the attestation document (docs/PROTOCOL.md section 2). Null for any other request, which the application
 * answers. A request's host is never used, because its sender chooses it.
 */
export async function answerWellKnown(
  request: Request,
  documentFor: DocumentFor,
  failed: (error: unknown) => void,
): Promise<Response | null> {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname !== ATTESTATION_PATH) return null;
  if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: { ...HEADERS, allow: METHODS } });
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refusal(405, 'The attestation document is asked for with GET.', { allow: METHODS });
  const nonce = nonceIn(searchParams);
  if (nonce === null) return refusal(400, 'nonce is 32 bytes in base64url without padding, once, or left out.');
  // A request for the headers alone would otherwise have a quote made that nobody reads.
  if (request.method === 'HEAD') return new Response(null, { headers: { ...HEADERS, 'content-type': DOCUMENT_MEDIA_TYPE } });
  try {
    const document = await documentFor(nonce, request.signal);
    return new Response(Uint8Array.from(document), { headers: { ...HEADERS, 'content-type': DOCUMENT_MEDIA_TYPE } });
  } catch (error) {
    if (!(error instanceof Busy)) failed(error);
    const seconds = error instanceof Busy ? error.retryAfterSeconds : RETRY_AFTER_SECONDS;
    const sentence =
      error instanceof AttesterError || error instanceof Busy ? 'This service cannot attest itself at the moment.' : null;
    if (sentence === null) return refusal(500, 'This service cannot attest itself.');
    return refusal(503, sentence, { 'retry-after': String(seconds) });
  }
}

/** What the visitor sent: nothing, 32 bytes, or (null) something else. */
function nonceIn(query: URLSearchParams): Uint8Array | null {
  const [text, ...others] = query.getAll('nonce');
  if (text === undefined) return NO_NONCE;
  if (others.length > 0 || text.length !== NONCE_CHARACTERS) return null;
  return unlessMalformed(() => fromBase64Url(text, 'nonce'), null);
}

function refusal(status: number, sentence: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(`${sentence}\n`, {
    status,
    headers: { ...HEADERS, 'content-type': 'text/plain; charset=utf-8', ...headers },
  });
}
