import { open, type AttestationResult, type ChannelObservation, type CryptoPort } from '../../verifier/index.ts';
import { committed, endsInAny, type SiteDocument, type TlsKey } from '../../verifier/protocol/index.ts';
import { askSite } from './ask-site.ts';
import { codeOf } from './code-of.ts';
import { connectionOf, readReceived, type ReceivedDocument } from './received.ts';
import { appraiseSite, type SiteAppraisal, type Question } from './appraise-site.ts';
import type { CheckPorts } from './ports.ts';
import { mismatchOf } from '../api/badge-of.ts';
import type { Visit } from './visit.ts';

/** Is a mismatch of the page's key all that speaks against this result, and has it not been looked at twice? */
export function wantsConfirmation(result: AttestationResult): boolean {
  return mismatchOf(result) !== null && result.tier !== 'contraindicated';
}

/**
 * Before red: the evidence again, with a new nonce and over the page's own connection. Evidence proves itself, so its
 * courier needs no trust.
 *
 * One mismatch says little: a load balancer has several nodes, and a TLS session that is taken up again shows the
 * certificate of the node with which it began, whoever ends it now. So it is confirmed only when
 * - the page's key is none that this origin's evidence named in this session, where that was no worse than today's, and
 * - both requests for evidence, which browsers make over connections that share no TLS sessions where they can
 *   (Chromium: the background's, or one without credentials; Firefox: one without credentials once the page's has gone),
 *   ended at keys that the very evidence which they brought does not name.
 * Anything else stays unsettled: neither red nor a tick.
 * @returns null when the second look could not be had: then nothing is concluded
 */
export async function confirmMismatch(
  ports: CheckPorts,
  question: Question,
  visit: Visit,
  first: ReceivedDocument & Pick<SiteAppraisal, 'result'>,
): Promise<(SiteAppraisal & ReceivedDocument & { readonly document: SiteDocument }) | null> {
  const { channel, origin, signal } = question;
  const { tabId, documentId, clicked, adapter } = visit;
  if (channel.kind !== 'observed') return null;
  const asked = await askSite(ports, {
    tabId,
    documentId,
    origin,
    adapter,
    connection: connectionOf(visit),
    clicked,
    request: 'second',
    signal,
  });
  if (asked === null || 'problem' in asked) return null;
  const read = readReceived(visit, asked);
  if ('problem' in read) return null;
  const { document } = read;
  const opening = open(document.evidence);
  if (opening.at === 'malformed') return null;
  const [earlier, now] = await Promise.all([first.observed(), asked.observed()]);
  const crypto = ports.crypto(question.private);
  const named = await ports.attestedKeys.of(origin, { ...first.result, code: codeOf(first.result) });
  const looks = await Promise.all([
    endsElsewhere(channel, named, crypto),
    endsElsewhere(earlier, tlsKeysOf(question.document.binding), crypto),
    endsElsewhere(now, tlsKeysOf(document.binding), crypto),
  ]);
  const confirmed = looks.every((elsewhere) => elsewhere);
  const appraisal = await appraiseSite(ports, {
    ...question,
    document,
    opening,
    nonce: asked.nonce,
    channel: { ...channel, confirmed },
  });
  return { ...appraisal, ...asked, document };
}

/** Was this connection seen to end at another key than any of these? What could not be told is no such sight. */
async function endsElsewhere(channel: ChannelObservation, keys: readonly TlsKey[], crypto: CryptoPort): Promise<boolean> {
  if (channel.kind !== 'observed') return false;
  return (await endsInAny(keys, { spki: channel.spki, certificate: channel.certificate ?? null }, crypto)) === false;
}

/** The TLS keys that a site says its evidence commits to. */
export function tlsKeysOf(binding: SiteDocument['binding']): readonly TlsKey[] {
  return binding === null ? [] : committed(binding).tls;
}
