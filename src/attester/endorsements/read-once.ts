import { endorsementsIn, type AnyTee, type Endorsement } from '../../verifier/index.ts';
import type { EndorsementDocument } from '../../verifier/protocol/index.ts';

/** Reads the endorsements in documents; those that this TEE cannot read are left out. */
export type ReadEndorsements = (tee: AnyTee, documents: readonly EndorsementDocument[]) => readonly Endorsement[];

/** A machine has one platform: its collateral, certificates, an event log, and those before they were renewed. */
const MAX_KEPT = 8;

type Read = { readonly tee: AnyTee; readonly document: EndorsementDocument; readonly endorsements: readonly Endorsement[] };

/**
 * Reads each document once: what is sent along stays the same for hours, and to read it again for each visitor would take longer
 * than everything else that is done for them. What it proves is found out again each time.
 */
export function readOnce(): ReadEndorsements {
  let kept: readonly Read[] = [];
  return (tee, documents) =>
    documents.flatMap((document) => {
      const known = kept.find((one) => one.tee === tee && isSame(one.document, document));
      if (known !== undefined) return known.endorsements;
      const found = endorsementsIn(tee, document);
      const endorsements = found.at === 'read' ? found.value : [];
      // A copy, because whoever made the document may write into its bytes again.
      kept = [{ tee, document: { ...document, bytes: Uint8Array.from(document.bytes) }, endorsements }, ...kept].slice(
        0,
        MAX_KEPT,
      );
      return endorsements;
    });
}

const isSame = (one: EndorsementDocument, other: EndorsementDocument): boolean =>
  one.mediaType === other.mediaType && Buffer.compare(one.bytes, other.bytes) === 0;
