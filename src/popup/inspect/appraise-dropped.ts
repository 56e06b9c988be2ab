import {
  anyTees,
  appraise,
  appraiseAccelerators,
  endorsementsIn,
  endorsementsInAll,
  suppliedBy,
  instant,
  ORDINARY_POLICY,
  parseRfc3339,
  webCrypto,
  type Accelerators,
  type Anchors,
  type AnyTee,
  type AttestationResult,
  type Endorsement,
  type Instant,
  type Need,
  type ReferenceValue,
} from '../../verifier/index.ts';
import type { Attachments, AttachedDevices, Recognised } from './recognise.ts';
import { signingChainMissing, withSigningChain } from './signing-chain.ts';

/** What this page judges by: the user's own lists, and the roots that Sealmark believes. */
export type TrustBase = { readonly anchors: Anchors; readonly references: readonly ReferenceValue[] };

/** A judgement and what it rests on. */
export type Appraised = {
  readonly result: AttestationResult;
  /** The same, judged as of the time that the evidence says it was made; null where it says none, or none before that asked for. */
  readonly whenMade: AttestationResult | null;
  readonly endorsements: readonly Endorsement[];
  /** Everything that the evidence rests on, given or not. */
  readonly needs: readonly Need[];
  /** What the manufacturer would have to say and nobody gave. */
  readonly missing: readonly Need[];
  /** Documents beside the evidence that could not be read, by their media type. */
  readonly unreadable: readonly string[];
  /** The devices whose evidence stands beside a processor's in the same input. */
  readonly accelerators: Accelerators | null;
};

/** A file is nobody's answer to a visit. */
const NO_NONCE = new Uint8Array();

/** Endorsements out of a document of this media type; null when it cannot be read, empty when this TEE has no such kind. */
export function endorsementsOf(tee: AnyTee, document: Attachments): readonly Endorsement[] | null {
  const found = endorsementsIn(tee, document);
  return found.at === 'unreadable' ? null : found.at === 'read' ? found.value : [];
}

/** A file that somebody added, as a document of the first kind under which this TEE reads it; undefined for none. */
export function documentOf(tee: AnyTee, bytes: Uint8Array): Attachments | undefined {
  return Object.keys(tee.documents)
    .map((mediaType) => ({ mediaType, bytes }))
    .find((document) => (endorsementsOf(tee, document) ?? []).length > 0);
}

/**
 * Appraises evidence by itself: no visit, so neither channel nor report data are judged.
 * @param at RFC 3339, to judge as of then (the result is marked simulated); null for now.
 */
export async function appraiseDropped(
  { opening, attachments, attachedDevices }: Recognised,
  trustBase: TrustBase,
  added: readonly Endorsement[],
  at: string | null,
  now: number,
): Promise<Appraised> {
  const tee = opening.at === 'opened' ? opening.tee : undefined;
  const read = tee === undefined ? [] : attachments.map((document) => ({ document, supplied: endorsementsOf(tee, document) }));
  const supplied = [...added, ...read.flatMap((document) => document.supplied ?? [])];
  const endorsements = suppliedBy('caller', withSigningChain(supplied));
  const timeOf = (time: string | null): Instant => (time === null ? instant(now) : parseRfc3339(time, 'time'));
  const circumstances = (time: string | null) => ({
    anchors: trustBase.anchors,
    policy: ORDINARY_POLICY,
    now: timeOf(time),
    clockChanged: time !== null,
    crypto: webCrypto(crypto.subtle),
  });
  const appraiseAt = (time: string | null): Promise<AttestationResult> =>
    appraise({
      opening,
      endorsements,
      references: trustBase.references,
      visit: { expected: { reportData: null, nonce: null } },
      ...circumstances(time),
    });
  const result = await appraiseAt(at);
  const made = result.claims?.madeAt ?? null;
  const madeAt = made === null || (at !== null && made >= result.judgedAt) ? null : made;
  return {
    result,
    whenMade: madeAt === null ? null : await appraiseAt(madeAt),
    endorsements,
    needs: opening.at === 'opened' ? opening.opened.needs(endorsements) : [],
    missing: [
      ...(opening.at === 'opened' ? opening.opened.missing(endorsements, timeOf(at)) : []),
      ...signingChainMissing(supplied, result),
    ],
    unreadable: read.filter(({ supplied }) => supplied === null).map(({ document }) => document.mediaType),
    accelerators:
      attachedDevices && (await appraiseAccelerators({ ...devicesIn(attachedDevices), service: result, ...circumstances(at) })),
  };
}

/** Whether the guest names them by its binding is for a visit to say; its event log says it of a file as well. */
function devicesIn({ opening, attachments }: AttachedDevices) {
  const sent = opening.at === 'opened' ? endorsementsInAll(opening.tee, attachments) : [];
  return { opening, endorsements: suppliedBy('caller', sent), nonce: NO_NONCE, binding: null };
}

/** The TEE of an id; undefined for evidence that could not be recognised. */
export function teeOf(id: string | null): AnyTee | undefined {
  return anyTees.find((tee) => tee.id === id);
}
