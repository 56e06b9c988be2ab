import type { WebRequest } from 'webextension-polyfill';
import { toBase64 } from '../../verifier/index.ts';
import { MAX_SIGNED_BODY_BYTES, signedHeadIn, type AnswerDetails } from '../channel/signed-head.ts';

/** A complete response body. @param digest SHA-256, base64 */
export type SignedBody = { readonly tabId: number; readonly requestId: string; readonly digest: string };

let tell: (body: SignedBody) => void = () => undefined;

/** Firefox: reports the bodies of pages that say they are signed. */
export function listenToSignedBodies(seen: (body: SignedBody) => void): void {
  tell = seen;
}

/** Responses that become a document, not another request. */
const hasBody = (status: number): boolean => status >= 200 && status !== 204 && (status < 300 || status >= 400);

/**
 * Firefox: reads the body of a page whose headers say that it is signed; all other pages are left alone. Nothing is delayed: a
 * signature is not a lock (docs/PROTOCOL.md section 10). Call it while the headers are held.
 */
export function readSignedBody(webRequest: WebRequest.Static, details: AnswerDetails & { readonly type: string }): void {
  if (details.type !== 'main_frame' || !hasBody(details.statusCode) || signedHeadIn(details) === null) return;
  const { requestId, tabId } = details;
  const filter = webRequest.filterResponseData(requestId);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  filter.ondata = ({ data }: { readonly data: ArrayBuffer }): void => {
    bytes += data.byteLength;
    chunks.push(new Uint8Array(data.slice(0)));
    filter.write(data);
    // A body larger than any page is never reported as the signed one.
    if (bytes > MAX_SIGNED_BODY_BYTES) filter.disconnect();
  };
  filter.onstop = (): void => {
    filter.close();
    void new Blob(chunks as BlobPart[])
      .arrayBuffer()
      .then((body) => crypto.subtle.digest('SHA-256', body))
      .then((digest) => {
        tell({ tabId, requestId, digest: toBase64(new Uint8Array(digest)) });
      });
  };
}
