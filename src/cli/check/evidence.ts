import { randomBytes } from 'node:crypto';
import { readReplies, repliesOf, requestsOf, type ReadAnswer } from '../../background/discovery/forms.ts';
import { answerOf, type EvidenceRequest, type SiteAnswer } from '../../background/discovery/site-answer.ts';
import type { Asked } from '../../verifier/protocol/index.ts';
import type { Exchanged, Line, WireKey } from './exchange.ts';
import type { Page } from './page.ts';

/** What a site answered to a nonce of its own, and the end of the connection that brought it. */
export type Received = { readonly read: ReadAnswer; readonly nonce: Uint8Array; readonly wire: WireKey | null };

/**
 * Asks in the form of the page: its requests, caps and nonce. The key that counts is that of the connection over which the site's
 * own answer came, so that a key that it does not name is no accident of a load balancer; the page's where the certificate holds the
 * evidence, or another origin has it.
 */
export async function askEvidence(line: Line, { recognition: { adapter }, wire: pageWire }: Page): Promise<Received> {
  const { origin } = line;
  const nonce = Uint8Array.from(randomBytes(32));
  const asked: Asked = { origin, nonce, connection: pageWire };
  const requests = requestsOf(adapter, asked);
  const answered: Answered[] = [];
  for (const request of requests) answered.push({ request, exchanged: await line.ask(request) });
  const own = answered.find(({ request }) => new URL(request.url).origin === origin);
  const together = repliesOf(adapter, requests, answered.map(siteAnswer));
  return {
    read: 'problem' in together ? together : readReplies(adapter, together.replies, asked),
    nonce,
    wire: own?.exchanged.wire ?? pageWire,
  };
}

type Answered = { readonly request: EvidenceRequest; readonly exchanged: Exchanged };

function siteAnswer({ request, exchanged }: Answered): SiteAnswer {
  if ('problem' in exchanged) return { problem: exchanged.problem };
  return answerOf(request, exchanged.bytes, exchanged.headers?.['content-type'] ?? null);
}
