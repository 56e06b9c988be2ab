import { fromBase64, parseRfc3339, toBase64, type ChannelObservation } from '../../verifier/index.ts';
import type { Ports } from './ports.ts';
import type { ReceivedDocument } from './confirm-mismatch.ts';
import type { Visit } from './visit.ts';

/** Hostile tabs must not fill the session's storage, 10 MB for all tabs together: genuine documents have some 20 kB. */
const MAX_KEPT_BYTES = 64 * 1024;

/** Milliseconds for which a document may be judged again; later it would pass for made just now. */
const MAX_AGE_MS = 5 * 60 * 1000;

/** What was stored says nothing of the connection that brought it. */
const NOT_SEEN = (): Promise<ChannelObservation> => Promise.resolve({ kind: 'unobserved', because: 'no-request-seen' });

/** What is kept of the site's document with its tab; one that is larger than most is asked for again instead. @param at RFC 3339 */
export function toKeep({ nonce, bytes }: Pick<ReceivedDocument, 'nonce' | 'bytes'>, at: string): Visit['lastDocument'] {
  return bytes.length > MAX_KEPT_BYTES ? null : { nonce: toBase64(nonce), document: toBase64(bytes), at };
}

/** The document of the judgement that stands, while that is recent; null when the site must be asked again. */
export async function keptDocument(ports: Ports, { tabId, id }: Pick<Visit, 'tabId' | 'id'>): Promise<ReceivedDocument | null> {
  const visit = await ports.visits.read(tabId);
  if (visit?.id !== id || visit.lastDocument === null) return null;
  const { nonce, document, at } = visit.lastDocument;
  const age = ports.now() - parseRfc3339(at, 'given.at');
  if (age < 0 || age > MAX_AGE_MS) return null;
  return { nonce: fromBase64(nonce, 'given.nonce'), bytes: fromBase64(document, 'given.document'), observed: NOT_SEEN };
}
