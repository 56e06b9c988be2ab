import type { WebRequest } from 'webextension-polyfill';
import { toBase64 } from '../../verifier/index.ts';
import { MAX_SIGNED_BODY_BYTES, signedHeadIn, type AnswerDetails } from '../channel/signed-head.ts';

/** The body of an answer as it came, once it has come whole. @param digest SHA-256, base64 */
export type SignedBody = { readonly tabId: number; readonly requestId: string; readonly digest: string };

let tell: (body: SignedBody) => void = () => undefined;

/** Firefox: told of the bodies of pages that say they are signed. */
export function listenToSignedBodies(seen: (body: SignedBody) => void): void {
  tell = seen;
}

/** Answers that become a document, and not another request. */
const hasBody = (status: number): boolean => status >= 200 && status !== 204 && (status < 300 || status >= 400);

/**
 * Firefox: reads along what the page will be made of, where its headers say that it is signed; every other page is left alone.
 * Nothing is held back: a signature is no lock (docs/PROTOCOL.md section 10). Call it while the headers are held back.
 */
export function readSignedBody(webRequest: WebRequest.Static, details: AnswerDetails & { readonly type: string }): void {
  if (details.type !== 'main_frame' || !hasBody(details.statusCode) || signedHeadIn(details) === null) return;
  const { requestId, tabId } = details;
  const filter = webRequest.filterResponseData(requestId);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  filter.ondata = ({ data }: { readonly data: ArrayBuffer }): void => {
    bytes += data.byteLength;
    if (bytes <= MAX_SIGNED_BODY_BYTES) chunks.push(new Uint8Array(data.slice(0)));
    filter.write(data);
    // Of what is larger than any page nobody will say that it is the one that was signed.
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
