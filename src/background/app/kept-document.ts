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

/** Hostile tabs must not fill the session's storage of 10 MB for all tabs: genuine documents take about 20 kB. */
const MAX_KEPT_BYTES = 64 * 1024;
/** How many ledger answers are kept with a document, and the bytes of each: evidence needs one, of a few hundred bytes. */
const MAX_LEDGER_ANSWERS = 4;
const MAX_LEDGER_ANSWER_BYTES = 4 * 1024;

/** Milliseconds for which a document may be appraised again; later it would wrongly pass for one made just now. */
const MAX_AGE_MS = 5 * 60 * 1000;

const NOT_SEEN = (): Promise<ChannelObservation> => Promise.resolve({ kind: 'unobserved', because: 'no-request-seen' });

/** What is kept of the site's document with its tab; an unusually large one is requested again instead. */
export function toKeep(
  { nonce, replies, sentAt, fetched }: Pick<ReceivedDocument, 'nonce' | 'replies' | 'sentAt'> & Pick<SiteAppraisal, 'fetched'>,
  now: Instant,
): LastDocument | null {
  if (replies.reduce((sum, reply) => sum + (reply?.bytes.length ?? 0), 0) > MAX_KEPT_BYTES) return null;
  const fromLedger = fetched
    .filter(({ from, record }) => from === 'list' && record.endorsement.bytes.length <= MAX_LEDGER_ANSWER_BYTES)
    .slice(0, MAX_LEDGER_ANSWERS)
    .map(({ record: { endorsement } }) => ({ need: endorsement.need, bytes: toBase64(endorsement.bytes) }));
  // When it arrived. Re-appraisals do not change this, or it would never become too old.
  const stored = replies.map((reply) => (reply === null ? null : toBase64(reply.bytes)));
  return { nonce: toBase64(nonce), replies: stored, at: toRfc3339(sentAt ?? now), fromLedger };
}

type KeptDocument = ReceivedDocument & { readonly fromLedger: readonly JustFetched[] };

/** The document of the current result, while it is recent; null when the site must be asked again. */
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
      // Kept for this document only: in the store it would count as expired.
      return { from: 'list', record: { key: needKey(need), endorsement, fetchedAt: sentAt, expires: sentAt } };
    }),
  };
}

/** A stored document says nothing about the connection that brought it. */
function restored({ nonce, replies }: LastDocument): Pick<ReceivedDocument, 'nonce' | 'replies' | 'observed'> {
  const bytes: Replies = replies.map((text) =>
    text === null ? null : { status: 200, contentType: null, bytes: fromBase64(text, 'lastDocument.replies') },
  );
  return { nonce: fromBase64(nonce, 'lastDocument.nonce'), replies: bytes, observed: NOT_SEEN };
}

/** What the site of this visit sent, however long ago: keys to which its evidence commits do not age. */
export function sentDocument(visit: Visit): SiteDocument | null {
  if (visit.lastDocument === null) return null;
  const read = readReceived(visit, restored(visit.lastDocument));
  return 'document' in read ? read.document : null;
}
