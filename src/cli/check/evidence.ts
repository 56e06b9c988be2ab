import { randomBytes } from 'node:crypto';
import { readReplies, repliesOf, requestsOf, type ReadAnswer } from '../../background/discovery/forms.ts';
import { answerOf, type EvidenceRequest, type SiteAnswer } from '../../background/discovery/site-answer.ts';
import type { Asked } from '../../verifier/protocol/index.ts';
import type { Exchanged, Line, WireKey } from './exchange.ts';
import type { Page } from './page.ts';

/** What a site answered to a nonce of its own. */
export type Received = {
  readonly read: ReadAnswer;
  readonly nonce: Uint8Array;
  /** The end of the connection that counts. */
  readonly wire: WireKey | null;
  /**
   * That connection brought all of the evidence, so a key that the evidence does not name cannot be blamed on a load balancer.
   */
  readonly broughtIt: boolean;
};

/**
 * Asks in the form of the page: its requests, caps and nonce. The key that counts is that of the connection that brought the
 * site's own response, or the page's where the certificate contains the evidence, or another origin has it.
 */
export async function askEvidence(line: Line, { recognition: { adapter }, wire: pageWire }: Page): Promise<Received> {
  const { origin } = line;
  const nonce = Uint8Array.from(randomBytes(32));
  const asked: Asked = { origin, nonce, connection: pageWire };
  const requests = requestsOf(adapter, asked);
  const answered: Answered[] = [];
  for (const request of requests) answered.push({ request, exchanged: await line.ask(request) });
  const own = answered.filter(({ request }) => new URL(request.url).origin === origin);
  const ends = own.flatMap(({ exchanged }) => exchanged.wire ?? []);
  const together = repliesOf(adapter, requests, answered.map(siteAnswer));
  return {
    read: 'problem' in together ? together : readReplies(adapter, together.replies, asked),
    nonce,
    wire: ends[0] ?? pageWire,
    broughtIt: own.length === requests.length && new Set(ends.map(({ sha256 }) => sha256)).size <= 1,
  };
}

type Answered = { readonly request: EvidenceRequest; readonly exchanged: Exchanged };

function siteAnswer({ request, exchanged }: Answered): SiteAnswer {
  if ('problem' in exchanged) return { problem: exchanged.problem };
  return answerOf(request, exchanged.bytes, exchanged.headers?.['content-type'] ?? null);
}
