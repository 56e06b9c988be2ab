import {
  fromBase64,
  needKey,
  parseRfc3339,
  toBase64,
  toRfc3339,
  type ChannelObservation,
  type Instant,
} from '../../verifier/index.ts';
import type { SiteDocument } from '../../verifier/protocol/index.ts';
import type { Replies } from '../discovery/forms.ts';
import type { JustFetched } from '../endorsements/gather.ts';
import type { SiteAppraisal } from './appraise-site.ts';
import { readReceived, type ReceivedDocument } from './received.ts';
import type { Ports } from './ports.ts';
import type { LastDocument, Visit } from './visit.ts';

/** Hostile tabs must not fill the session's storage, 10 MB for all tabs together: genuine documents have some 20 kB. */
const MAX_KEPT_BYTES = 64 * 1024;
/** Answers of ledgers that are kept with a document, and the bytes of each: evidence needs one, of a few hundred bytes. */
const MAX_LEDGER_ANSWERS = 4;
const MAX_LEDGER_ANSWER_BYTES = 4 * 1024;

/** Milliseconds for which a document may be appraised again; later it would pass for made just now. */
const MAX_AGE_MS = 5 * 60 * 1000;

const NOT_SEEN = (): Promise<ChannelObservation> => Promise.resolve({ kind: 'unobserved', because: 'no-request-seen' });

/** What is kept of the site's document with its tab; one that is larger than most is asked for again instead. */
export function toKeep(
  { nonce, replies, sentAt, fetched }: Pick<ReceivedDocument, 'nonce' | 'replies' | 'sentAt'> & Pick<SiteAppraisal, 'fetched'>,
  now: Instant,
): LastDocument | null {
  if (replies.reduce((sum, reply) => sum + (reply?.bytes.length ?? 0), 0) > MAX_KEPT_BYTES) return null;
  const fromLedger = fetched
    .filter(({ from, record }) => from === 'list' && record.endorsement.bytes.length <= MAX_LEDGER_ANSWER_BYTES)
    .slice(0, MAX_LEDGER_ANSWERS)
    .map(({ record: { endorsement } }) => ({ need: endorsement.need, bytes: toBase64(endorsement.bytes) }));
  // When it came, however often it is appraised again: or it would never grow too old for that.
  const stored = replies.map((reply) => (reply === null ? null : toBase64(reply.bytes)));
  return { nonce: toBase64(nonce), replies: stored, at: toRfc3339(sentAt ?? now), fromLedger };
}

type KeptDocument = ReceivedDocument & { readonly fromLedger: readonly JustFetched[] };

/** The document of the result that stands, while that is recent; null when the site must be asked again. */
export async function keptDocument(ports: Ports, { tabId, id }: Pick<Visit, 'tabId' | 'id'>): Promise<KeptDocument | null> {
  const visit = await ports.visits.read(tabId);
  if (visit?.id !== id || visit.lastDocument === null) return null;
  const { at, fromLedger } = visit.lastDocument;
  const sentAt = parseRfc3339(at, 'lastDocument.at');
  const age = ports.now() - sentAt;
  if (age < 0 || age > MAX_AGE_MS) return null;
  return {
    ...restored(visit.lastDocument),
    sentAt,
    fromLedger: fromLedger.map(({ need, bytes }) => {
      const endorsement = { need, bytes: fromBase64(bytes, 'lastDocument.fromLedger') };
      // Held for this document only: in the store it would count as expired.
      return { from: 'list', record: { key: needKey(need), endorsement, fetchedAt: sentAt, expires: sentAt } };
    }),
  };
}

/** What was stored says nothing of the connection that brought it. */
function restored({ nonce, replies }: LastDocument): Pick<ReceivedDocument, 'nonce' | 'replies' | 'observed'> {
  const bytes: Replies = replies.map((text) =>
    text === null ? null : { status: 200, contentType: null, bytes: fromBase64(text, 'lastDocument.replies') },
  );
  return { nonce: fromBase64(nonce, 'lastDocument.nonce'), replies: bytes, observed: NOT_SEEN };
}

/** What the site of this visit said, however long ago: keys to which its evidence was found to commit do not age. */
export function sentDocument(visit: Visit): SiteDocument | null {
  if (visit.lastDocument === null) return null;
  const read = readReceived(visit, restored(visit.lastDocument));
  return 'document' in read ? read.document : null;
}
