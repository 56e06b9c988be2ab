import { toBase64Url } from '../../verifier/index.ts';
import type { Problem } from '../api/problem.ts';
import { get } from '../net/http.ts';
import { MOST_DOCUMENT } from './document.ts';
import { ATTESTATION_PATH } from './link-header.ts';

/** Milliseconds for the whole exchange (docs/PROTOCOL.md section 2). */
export const SITE_DEADLINE = 5000;
export const DOCUMENT_TYPE = 'application/cmw+json';

/** Where this origin serves its attestation for this nonce. The page has no say in the path. */
export function attestationUrl(origin: string, nonce: Uint8Array): string {
  return `${origin}${ATTESTATION_PATH}?nonce=${toBase64Url(nonce)}`;
}

/**
 * Asks a site for its attestation document, over a connection of our own (so what it says of its channel is not yet
 * about the page's connection).
 * @param origin serialised https origin
 * @param nonce 32 bytes from the platform's random numbers
 */
export async function fetchDocument(
  origin: string,
  nonce: Uint8Array,
  signal: AbortSignal,
): Promise<{ readonly bytes: Uint8Array } | { readonly problem: Problem }> {
  const outcome = await get({
    url: attestationUrl(origin, nonce),
    mediaType: DOCUMENT_TYPE,
    most: MOST_DOCUMENT,
    deadline: SITE_DEADLINE,
    signal,
    fault: 'site',
  });
  return 'problem' in outcome ? outcome : { bytes: outcome.reply.bytes };
}
