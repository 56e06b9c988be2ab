import { Malformed } from '../../verifier/index.ts';
import { adapterNamed } from '../../verifier/protocol/adapters/index.ts';
import {
  ATTESTATION_PATH,
  attestationUrl,
  DOCUMENT_MEDIA_TYPE,
  MAX_DOCUMENT_BYTES,
  NotOneEvidence,
  readDocument,
  type AdapterReply,
  type Asked,
  type Reading,
  type SiteDocument,
} from '../../verifier/protocol/index.ts';
import { ADAPTER_IDS, type AdapterId } from '../api/adapters.ts';
import type { Problem } from '../api/problem.ts';
import { siteProblem } from './site-problem.ts';
import type { EvidenceRequest, SiteAnswer } from './site-answer.ts';

/** Milliseconds for the whole exchange in our own form (docs/PROTOCOL.md section 2). */
const OWN_TIMEOUT_MS = 5000;

/** The responses to the requests of one form, in their order; null where an optional one did not arrive. */
export type Replies = readonly (AdapterReply | null)[];

/** What was read, and in which form: after a click that is known only now. */
export type ReadAnswer = { readonly document: SiteDocument; readonly adapter: AdapterId } | { readonly problem: Problem };

/**
 * What to ask a site that serves evidence in this form. Null for an unknown form: then there is a single request, to the path
 * that several forms share.
 */
export function requestsOf(adapter: AdapterId | null, asked: Asked): readonly EvidenceRequest[] {
  if (adapter === 'sealmark') return [ownRequest(asked)];
  if (adapter === null) return [{ ...ownRequest(asked), accept: `${DOCUMENT_MEDIA_TYPE}, application/json`, mediaType: null }];
  return formNamed(adapter)
    .requests(asked)
    .map((request) => ({ ...request, mediaType: null }));
}

const ownRequest = ({ origin, nonce }: Asked): EvidenceRequest => ({
  url: attestationUrl(origin, nonce),
  accept: DOCUMENT_MEDIA_TYPE,
  mediaType: DOCUMENT_MEDIA_TYPE,
  maxBytes: MAX_DOCUMENT_BYTES,
  timeoutMs: OWN_TIMEOUT_MS,
});

/** Sites of a form that this release does not have are not asked (`isRead`). */
function formNamed(id: AdapterId) {
  const form = adapterNamed(id);
  if (form === undefined) throw new RangeError(`forms: nothing reads ${id}`);
  return form;
}

/** The responses to all requests of a form, or the first problem with one that is required. */
export function repliesOf(
  adapter: AdapterId | null,
  requests: readonly EvidenceRequest[],
  answers: readonly SiteAnswer[],
): { readonly replies: Replies } | { readonly problem: Problem } {
  const needed = answers.filter((_, index) => requests[index]?.optional !== true);
  const [problem] = needed.flatMap((answer) => ('problem' in answer ? [answer.problem] : []));
  if (problem === undefined) return { replies: answers.map((answer) => ('reply' in answer ? answer.reply : null)) };
  const { status } = problem.facts;
  const closed = problem.code === 'net.status' && (status === 401 || status === 403);
  return {
    problem: closed && adapter !== null && adapter !== 'sealmark' ? { ...problem, code: 'site.asks-for-a-key' } : problem,
  };
}

/** Reads what a site answered. Never throws: an unreadable answer is a problem with a code. */
export function readReplies(adapter: AdapterId | null, replies: Replies, asked: Asked): ReadAnswer {
  if (adapter === null) return readUnknown(replies, asked);
  return adapter === 'sealmark' ? readOwn(replies) : asAnswer(adapter, formNamed(adapter).read(replies, asked));
}

function readOwn([reply]: Replies): ReadAnswer {
  try {
    return { document: readDocument(reply?.bytes ?? new Uint8Array()), adapter: 'sealmark' };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    if (error instanceof NotOneEvidence) return { problem: siteProblem(NOT_ONE[error.found], { labels: error.labels }) };
    return { problem: siteProblem('document.malformed', { field: error.field, why: error.why, offset: error.offset }) };
  }
}

const NOT_ONE = { none: 'document.no-evidence', several: 'document.several-evidences' } as const;

/** Several forms share one path: the first whose reader recognises the answer takes it; ours is recognised by its media type. */
function readUnknown(replies: Replies, asked: Asked): ReadAnswer {
  const own = readOwn(replies);
  const isOwn = replies[0]?.contentType?.toLowerCase().startsWith(DOCUMENT_MEDIA_TYPE) ?? false;
  if ('document' in own || isOwn) return own;
  const read = ADAPTER_IDS.filter((id) => id !== 'sealmark' && servedAtOurPath(id, asked))
    .map((id) => readReplies(id, replies, asked))
    .find((answer) => 'document' in answer || answer.problem.code !== 'document.other-format');
  return read ?? { problem: siteProblem('document.other-format', {}) };
}

function servedAtOurPath(id: AdapterId, asked: Asked): boolean {
  const url = adapterNamed(id)?.requests(asked)[0]?.url;
  return url !== undefined && new URL(url).pathname === ATTESTATION_PATH;
}

function asAnswer(adapter: AdapterId, reading: Reading): ReadAnswer {
  if (reading.at === 'read') return { document: reading.document, adapter };
  const { because, facts } = reading;
  switch (because) {
    case 'malformed':
      return { problem: siteProblem('document.malformed', facts) };
    case 'newer-format':
      return { problem: { ...siteProblem('document.newer-format', facts), fault: 'ours', remedy: 'update' } };
    case 'asks-for-a-key':
      return { problem: siteProblem('site.asks-for-a-key', facts) };
    case 'other-format':
    case 'not-found':
    case 'no-answer':
      return { problem: siteProblem('document.other-format', facts) };
  }
}
