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

/** The page's inputs for appraisal: the user's own lists, and the roots that Sealmark trusts. */
export type TrustBase = { readonly anchors: Anchors; readonly references: readonly ReferenceValue[] };

/** An appraisal and what it rests on. */
export type Appraised = {
  readonly result: AttestationResult;
  /** The same, appraised as of the evidence's own time; null if it has none before the requested one. */
  readonly whenMade: AttestationResult | null;
  readonly endorsements: readonly Endorsement[];
  /** Everything that the evidence depends on, supplied or not. */
  readonly needs: readonly Need[];
  /** Missing endorsements by the manufacturer. */
  readonly missing: readonly Need[];
  /** Attached documents that could not be read, by media type. */
  readonly unreadable: readonly string[];
  /** The devices whose evidence is attached to a processor's in the same input. */
  readonly accelerators: Accelerators | null;
};

/** A file answers no visit. */
const NO_NONCE = new Uint8Array();

/** Endorsements from a document of this media type; null if it cannot be read, empty if this TEE has no such kind. */
export function endorsementsOf(tee: AnyTee, document: Attachments): readonly Endorsement[] | null {
  const found = endorsementsIn(tee, document);
  return found.at === 'unreadable' ? null : found.at === 'read' ? found.value : [];
}

/** A file that the user added, as a document of the first kind that this TEE can read it as; undefined if none. */
export function documentOf(tee: AnyTee, bytes: Uint8Array): Attachments | undefined {
  return Object.keys(tee.documents)
    .map((mediaType) => ({ mediaType, bytes }))
    .find((document) => (endorsementsOf(tee, document) ?? []).length > 0);
}

/**
 * Appraises evidence on its own: without a visit, neither channel nor report data are checked. @param at RFC 3339, to appraise as
 * of then (the result is marked simulated); null for now.
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

/** Whether the guest names them in its binding only matters for a visit; its event log names them for a file as well. */
function devicesIn({ opening, attachments }: AttachedDevices) {
  const sent = opening.at === 'opened' ? endorsementsInAll(opening.tee, attachments) : [];
  return { opening, endorsements: suppliedBy('caller', sent), nonce: NO_NONCE, binding: null };
}

/** The TEE of an id; undefined for evidence that could not be recognised. */
export function teeOf(id: string | null): AnyTee | undefined {
  return anyTees.find((tee) => tee.id === id);
}
