import { equalBytes, open, type AttestationResult, type Binding, type ChannelObservation } from '../../verifier/index.ts';
import { readDocument } from '../discovery/document.ts';
import { judge, type Judgement, type Question } from './judge.ts';
import type { CheckPorts } from './ports.ts';
import { mismatchOf } from './visit.ts';

/** Is a mismatch of the page's key all that speaks against this result, and has it not been looked at twice? */
export function wantsSecondLook(result: AttestationResult): boolean {
  return mismatchOf(result) !== null && result.tier !== 'contraindicated';
}

/**
 * Before red: the evidence again, with a new nonce and over the page's own connection, and a fresh response looked at.
 * Evidence proves itself, so its courier needs no trust. One mismatch alone says little: TLS resumption reports old
 * certificates, and a load balancer has several nodes. It is confirmed only when neither the page's key nor the fresh
 * response's is one that this second evidence attests.
 * @returns null when the second look could not be had: then nothing is concluded
 */
export async function secondLook(ports: CheckPorts, question: Question, tabId: number): Promise<(Judgement & Looked) | null> {
  if (question.channel.kind !== 'observed') return null;
  const nonce = ports.random(32);
  const carried = await ports.site.carryDocument(tabId, question.origin, nonce);
  question.signal.throwIfAborted();
  if (carried === null) return null;
  const read = readDocument(carried.bytes);
  if ('problem' in read) return null;
  const stays = carried.channel.kind === 'observed' && !attests(read.document.binding, carried.channel.spki);
  const channel: ChannelObservation = { ...question.channel, confirmed: stays };
  if (open(read.document.evidence).at === 'malformed') return null;
  const judgement = await judge(ports, { ...question, document: read.document, nonce, channel });
  return { ...judgement, nonce, bytes: carried.bytes };
}

type Looked = { readonly nonce: Uint8Array; readonly bytes: Uint8Array };

function attests(binding: Binding | null, spki: Uint8Array): boolean {
  return binding?.keys.some(({ use, key }) => use === 'tls' && equalBytes(key, spki)) ?? false;
}
