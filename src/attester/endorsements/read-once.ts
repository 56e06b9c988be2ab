import { endorsementsIn, type AnyTee, type Endorsement } from '../../verifier/index.ts';
import type { EndorsementDocument } from '../../verifier/protocol/index.ts';

/** Reads the endorsements in documents; skips those that this TEE cannot read. */
export type ReadEndorsements = (tee: AnyTee, documents: readonly EndorsementDocument[]) => readonly Endorsement[];

/** A machine has one platform: its collateral, certificates, an event log, and their predecessors. */
const MAX_KEPT = 8;

type Read = { readonly tee: AnyTee; readonly document: EndorsementDocument; readonly endorsements: readonly Endorsement[] };

/**
 * Reads each document once: attached documents stay the same for hours, and reading them again for each visitor would take longer
 * than all other work. What they prove is verified each time.
 */
export function readOnce(): ReadEndorsements {
  let kept: readonly Read[] = [];
  return (tee, documents) =>
    documents.flatMap((document) => {
      const known = kept.find((one) => one.tee === tee && isSame(one.document, document));
      if (known !== undefined) return known.endorsements;
      const found = endorsementsIn(tee, document);
      const endorsements = found.at === 'read' ? found.value : [];
      // A copy, because the caller may overwrite its buffer.
      kept = [{ tee, document: { ...document, bytes: Uint8Array.from(document.bytes) }, endorsements }, ...kept].slice(
        0,
        MAX_KEPT,
      );
      return endorsements;
    });
}

const isSame = (one: EndorsementDocument, other: EndorsementDocument): boolean =>
  one.mediaType === other.mediaType && Buffer.compare(one.bytes, other.bytes) === 0;
