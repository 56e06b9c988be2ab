import type { SignedHead } from './event.ts';

/** Longest head kept with a tab, in characters. */
const MAX_HEAD_CHARACTERS = 16 * 1024;
/** A larger body is not read: no page is that large. */
export const MAX_SIGNED_BODY_BYTES = 16 * 1024 * 1024;

/** What browsers report about a response. */
export type AnswerDetails = {
  readonly tabId: number;
  readonly requestId: string;
  readonly method: string;
  readonly url: string;
  readonly statusCode: number;
  readonly timeStamp: number;
  readonly responseHeaders?: readonly { readonly name: string; readonly value?: string }[];
};

/** The response, if it says that it is signed in a readable form (docs/PROTOCOL.md section 10); null for almost all. */
export function signedHeadIn(details: AnswerDetails): SignedHead | null {
  const { requestId, method, url, statusCode: status, timeStamp, responseHeaders = [] } = details;
  const says = responseHeaders.some(
    ({ name, value }) => name.toLowerCase() === 'signature-input' && value?.includes('ed25519-integrity') === true,
  );
  if (!says) return null;
  const fields = responseHeaders.map(({ name, value = '' }) => [name.toLowerCase(), value] as const);
  const characters = fields.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  return characters > MAX_HEAD_CHARACTERS ? null : { requestId, method, url, status, fields, at: Math.trunc(timeStamp) };
}
