import { webcrypto } from 'node:crypto';
import { badgeOf } from '../../background/api/badge-of.ts';
import type { Badge } from '../../background/api/badge.ts';
import {
  appraise,
  ASPECTS,
  endorsementsIn,
  open,
  ORDINARY_POLICY,
  pinnedAnchors,
  suppliedBy,
  webCrypto,
  type Anchors,
  type AnyTee,
  type AttestationResult,
  type ChannelObservation,
  type Facts,
  type ReferenceValue,
  type Session,
  type SuppliedEndorsement,
  type TrustVector,
} from '../../verifier/index.ts';
import type { EndorsementDocument, Reading, SiteDocument } from '../../verifier/protocol/index.ts';
import { badgeInput } from '../badge-input.ts';
import { decide, type Decision } from '../decision.ts';
import { readCapture, type Capture } from './capture.ts';
import { recordedEndorsements } from './endorsements.ts';
import { serviceOf, type Service } from './service.ts';

/** What a visitor's browser would have shown at the time of a recording (docs/sites/README.md, "Recordings"). */
export type Replayed = {
  readonly adapter: Service['adapter'] | null;
  readonly origin: string | null;
  readonly layout: string | null;
  readonly decision: Decision;
  readonly badge: Badge;
  readonly vector: TrustVector;
  readonly findings: AttestationResult['findings'];
  readonly claims: AttestationResult['claims'];
  /** Of an answer with several machines, each in the answer's order; absent where there is one. */
  readonly machines?: readonly Pick<Replayed, 'decision' | 'badge'>[];
  /** Why there is no result; absent if there is one. */
  readonly problem?: { readonly because: string; readonly facts: Facts };
};

/** Trust anchors besides the release's, and the reference values to use. */
export type Trusted = { readonly anchors: Anchors; readonly references: readonly ReferenceValue[] };

const RELEASE: Trusted = { anchors: pinnedAnchors, references: [] };
const UNKNOWN = Object.fromEntries(ASPECTS.map((aspect) => [aspect, 'none'])) as TrustVector;

/**
 * Appraises a recorded folder as the browser would have, at its time: the recorded key is the connection's, and only the recorded
 * manufacturers' answers are available. @throws RequestError or Malformed for a folder that is not a recording
 */
export async function replay(folder: string, trusted: Trusted = RELEASE): Promise<Replayed> {
  return await replayCapture(await readCapture(folder), trusted);
}

/**
 * The same for a parsed recording. Of several machines in one answer, the first that is rejected decides, else the first. Never
 * throws because of what a service or a manufacturer answered.
 */
export async function replayCapture(capture: Capture, trusted: Trusted = RELEASE): Promise<Replayed> {
  const service = serviceOf(capture);
  if (service === null) return notAppraised(null, { because: 'no-format', facts: {} });
  const { reading } = service;
  const first = await machineOf(capture, service, reading, trusted);
  if (reading.at === 'unread' || reading.others === undefined) return first;
  const others = await Promise.all(reading.others.map((other) => machineOf(capture, service, other(), trusted)));
  const all = [first, ...others];
  const machines = all.map(({ decision, badge }) => ({ decision, badge }));
  return { ...(all.find(({ decision }) => decision === 'reject') ?? first), machines };
}

const machineOf = async (capture: Capture, service: Service, reading: Reading, trusted: Trusted): Promise<Replayed> =>
  reading.at === 'read' ? await appraised(capture, service, reading.document, trusted) : notAppraised(service, reading);

function notAppraised(
  service: Service | null,
  { because, facts }: { readonly because: string; readonly facts: Facts },
): Replayed {
  return {
    adapter: service?.adapter ?? null,
    origin: service?.asked.origin ?? null,
    layout: null,
    // Damage is refused; something missing, or in a future form, says nothing about anybody.
    decision: because === 'malformed' ? 'reject' : 'undecided',
    badge: 'unavailable',
    vector: UNKNOWN,
    findings: [],
    claims: null,
    problem: { because, facts },
  };
}

async function appraised(
  capture: Capture,
  { adapter, asked }: Service,
  document: SiteDocument,
  { anchors, references }: Trusted,
): Promise<Replayed> {
  const opening = open(document.evidence);
  const tee = opening.at === 'opened' ? opening.tee : null;
  const recorded = recordedEndorsements(capture);
  const result = await appraise({
    opening,
    endorsements:
      tee === null ? [] : [...supplied(tee, 'site', document.endorsements), ...supplied(tee, 'manufacturer', recorded)],
    references,
    visit: { session: sessionOf(asked, document) },
    anchors,
    policy: ORDINARY_POLICY,
    now: capture.capturedAt,
    // The recording's own time applies: nothing is simulated.
    clockChanged: false,
    crypto: webCrypto(webcrypto.subtle),
  });
  const { vector, findings, claims } = result;
  return {
    adapter,
    origin: asked.origin,
    layout: document.binding?.layout ?? null,
    decision: vector.channel === 'contraindicated' ? 'reject' : decide(result, tee, false),
    badge: badgeFor(result),
    vector,
    findings,
    claims,
  };
}

/** Documents that this TEE cannot read are skipped, as in a browser. */
const supplied = (
  tee: AnyTee,
  from: 'site' | 'manufacturer',
  documents: readonly EndorsementDocument[],
): readonly SuppliedEndorsement[] =>
  documents.flatMap((document) => {
    const found = endorsementsIn(tee, document);
    return found.at === 'read' ? suppliedBy(from, found.value) : [];
  });

function sessionOf({ origin, nonce, connection }: Service['asked'], { binding, challenge }: SiteDocument): Session {
  const channel: ChannelObservation =
    connection === null
      ? { kind: 'unobserved', because: 'no-request-seen' }
      : {
          kind: 'observed',
          spki: connection.spki,
          ...(connection.certificate === null ? {} : { certificate: connection.certificate }),
          // One mismatch is no proof: a recording cannot be asked again.
          confirmed: false,
          locallyInstalledRoot: null,
        };
  return { origin, nonce, binding, challenge, channel, scripts: { kind: 'unguarded', because: 'no-browser' }, response: null };
}

function badgeFor(result: AttestationResult): Badge {
  if (result.tee === null) return 'unavailable';
  return badgeOf({ unresolvedFailure: null, site: { at: 'appraised', ...badgeInput(result, false) } });
}
