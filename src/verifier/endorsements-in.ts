import type { Endorsement } from './endorsement.ts';
import { MISSING, readable, type Parsed } from './parsed.ts';
import type { EndorsementDocument } from './protocol/document.ts';
import type { AnyTee } from './tees.ts';

/** The endorsements in a document, as this TEE reads it: `missing` where it does not read documents of this media type. */
export function endorsementsIn(tee: AnyTee, { mediaType, bytes }: EndorsementDocument): Parsed<readonly Endorsement[]> {
  const read = Object.hasOwn(tee.documents, mediaType) ? tee.documents[mediaType] : undefined;
  return read === undefined ? MISSING : readable(() => read(bytes));
}

/** The same for several documents; those that this TEE cannot read are left out. */
export const endorsementsInAll = (tee: AnyTee, documents: readonly EndorsementDocument[]): readonly Endorsement[] =>
  documents.flatMap((document) => {
    const found = endorsementsIn(tee, document);
    return found.at === 'read' ? found.value : [];
  });
