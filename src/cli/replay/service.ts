import { unlessMalformed } from '../../verifier/index.ts';
import { adapters } from '../../verifier/protocol/adapters/index.ts';
import {
  ATTESTATION_PATH,
  readDocument,
  type Adapter,
  type AdapterId,
  type Asked,
  type Reading,
} from '../../verifier/protocol/index.ts';
import type { Capture, Response } from './capture.ts';

/** The service of a recording: in which format it answered, and what was read. */
export type Service = {
  readonly adapter: AdapterId | 'sealmark';
  readonly asked: Asked;
  readonly reading: Reading;
};

/**
 * Tries every response as the one that each format requests, by its path, because recorders write queries in their own order. The
 * first readable one is the service's; otherwise the first that matched a request. @returns null where nothing in the recording
 * matches any format
 */
export function serviceOf(capture: Capture): Service | null {
  const secure = capture.responses.filter(({ url }) => url.protocol === 'https:');
  const origins = [...new Map(secure.map((response) => [response.url.origin, response])).values()];
  const found = origins.flatMap((response) => candidatesAt(capture, response));
  return found.find(({ reading }) => reading.at === 'read') ?? found[0] ?? null;
}

function candidatesAt(capture: Capture, { url, connection }: Response): readonly Service[] {
  const asked: Asked = { origin: url.origin, nonce: capture.nonce, connection };
  const own = answerTo(capture, `${url.origin}${ATTESTATION_PATH}`);
  const ours: readonly Service[] =
    own === null ? [] : [{ adapter: 'sealmark', asked: { ...asked, connection: own.connection }, reading: readOwn(own) }];
  const others = adapters.flatMap((adapter): readonly Service[] => {
    const answers = adapter.requests(asked).map((request) => answerTo(capture, request.url));
    if (answers.length === 0) return inCertificate(adapter, asked);
    const first = answers.find((one) => one !== null);
    if (first === undefined) return [];
    const there = { ...asked, connection: first.connection ?? connection };
    const replies = answers.map((one) => one?.reply ?? null);
    return [{ adapter: adapter.id, asked: there, reading: adapter.read(replies, there) }];
  });
  return [...ours, ...others];
}

/** Evidence in a certificate: without any, this connection was of another kind. */
function inCertificate(adapter: Adapter<AdapterId>, asked: Asked): readonly Service[] {
  const reading = adapter.read([], asked);
  return reading.at === 'read' ? [{ adapter: adapter.id, asked, reading }] : [];
}

function answerTo({ responses }: Capture, wanted: string): Response | null {
  const { origin, pathname } = new URL(wanted);
  return responses.find(({ url }) => url.origin === origin && withoutIds(url.pathname) === withoutIds(pathname)) ?? null;
}

/** A recorder asked with a UUID of its own, as a nonce or as the name of what it uses. */
const withoutIds = (path: string): string => path.replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '*');

function readOwn({ reply }: Response): Reading {
  const document = reply.status === 200 ? unlessMalformed(() => readDocument(reply.bytes), null) : null;
  if (document !== null) return { at: 'read', document };
  return { at: 'unread', because: reply.status === 200 ? 'other-format' : 'no-answer', facts: { status: reply.status } };
}
