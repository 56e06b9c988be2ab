import type { ChannelObservation, Instant } from '../../verifier/index.ts';
import type { ConnectionEnd } from '../../verifier/protocol/index.ts';
import { fromBase64, unlessMalformed } from '../../verifier/index.ts';
import { spkiOf } from '../channel/spki.ts';
import { readReplies, type ReadAnswer, type Replies } from '../discovery/forms.ts';
import { channelOf, type Visit } from './visit.ts';

/** What a site answered to a nonce, and what was seen of the connection that brought it. */
export type ReceivedDocument = {
  readonly nonce: Uint8Array;
  readonly replies: Replies;
  observed(): Promise<ChannelObservation>;
  /** When the site sent it, if not just now. */
  readonly sentAt?: Instant;
};

/** Reads it in the form of this visit, or finds the form in the response where it was unknown. */
export function readReceived(visit: Visit, { nonce, replies }: Pick<ReceivedDocument, 'nonce' | 'replies'>): ReadAnswer {
  return readReplies(visit.adapter, replies, { origin: visit.origin ?? '', nonce, connection: connectionOf(visit) });
}

/**
 * Where the page's connection ended, as far as it was seen, for forms whose evidence is in the certificate or is selected by its
 * key. A certificate that was merely shown decides nothing: the channel does.
 */
export function connectionOf(visit: Pick<Visit, 'channel' | 'leaf'>): ConnectionEnd | null {
  const channel = channelOf(visit);
  if (channel.kind === 'observed') return { spki: channel.spki, certificate: channel.certificate ?? null };
  const { leaf } = visit;
  if (leaf === null) return null;
  const certificate = fromBase64(leaf, 'leaf');
  return unlessMalformed(() => ({ spki: spkiOf(certificate), certificate }), null);
}
