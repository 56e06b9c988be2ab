import { versionedIn } from '../../../verifier/index.ts';
import { ENDORSEMENT_MEDIA_TYPE, type EndorsementDocument } from '../../../verifier/protocol/index.ts';
import type { Inner } from './piece.ts';

/** As which document each companion in the wrapper is passed on. */
const MEDIA_TYPES: ReadonlyMap<string, string> = new Map([
  ['tdx.event-log', ENDORSEMENT_MEDIA_TYPE.tdxEventLog],
  ['dstack.mr-config', ENDORSEMENT_MEDIA_TYPE.dstackMrConfig],
]);

/** The evidence in dstack's wrapper, and the companions that bear on registers. */
export function dstackAttestation(bytes: Uint8Array): Inner | undefined {
  const found = versionedIn(bytes);
  if (found === undefined || found.bytes.length < MIN_EVIDENCE_BYTES) return undefined;
  const attached = found.endorsements.flatMap((one): readonly EndorsementDocument[] => {
    const mediaType = MEDIA_TYPES.get(one.need.kind);
    return mediaType === undefined ? [] : [{ mediaType, bytes: one.bytes }];
  });
  return { bytes: found.bytes, name: 'a dstack attestation', attached };
}

const MIN_EVIDENCE_BYTES = 64;
