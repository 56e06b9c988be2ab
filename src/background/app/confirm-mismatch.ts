import { open, type AttestationResult, type ChannelObservation, type CryptoPort } from '../../verifier/index.ts';
import { committed, endsInAny, type SiteDocument, type TlsKey } from '../../verifier/protocol/index.ts';
import { askSite } from './ask-site.ts';
import { connectionOf, readReceived, type ReceivedDocument } from './received.ts';
import { appraiseSite, type SiteAppraisal, type Question } from './appraise-site.ts';
import type { CheckPorts } from './ports.ts';
import { mismatchOf } from '../api/badge-of.ts';
import type { Visit } from './visit.ts';

/** Is a mismatch of the page's key the only objection to this result, and still unconfirmed? */
export function wantsConfirmation(result: AttestationResult): boolean {
  return mismatchOf(result) !== null && result.tier !== 'contraindicated';
}

/**
 * Before red: fetches the evidence again, with a new nonce and over the page's own connection. Evidence proves itself, so its
 * courier needs no trust.
 *
 * One mismatch proves little: a load balancer has several nodes, and a resumed TLS session reports the certificate of the node
 * with which it began, whoever terminates it now. So a mismatch is confirmed only if
 * - the page's key was never named by this origin's evidence in this session, and
 * - both requests for evidence, which browsers make over connections that share no TLS sessions where possible (Chromium: the
 * background's own, or one without credentials; Firefox: one without credentials once the page's is gone), ended at keys that the
 * evidence they returned does not name.
 * Anything else stays unsettled: neither red nor a tick. @returns null if the second request failed: then nothing is concluded
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
  const named = await ports.attestedKeys.of(origin, first.result);
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

/** Did this connection end at a key other than these? An unobserved connection does not count. */
async function endsElsewhere(channel: ChannelObservation, keys: readonly TlsKey[], crypto: CryptoPort): Promise<boolean> {
  if (channel.kind !== 'observed') return false;
  return (await endsInAny(keys, { spki: channel.spki, certificate: channel.certificate ?? null }, crypto)) === false;
}

/** The TLS keys to which a site says its evidence commits. */
export function tlsKeysOf(binding: SiteDocument['binding']): readonly TlsKey[] {
  return binding === null ? [] : committed(binding).tls;
}
