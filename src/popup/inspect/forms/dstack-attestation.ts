import { ScaleReader, unlessMalformed } from '../../../verifier/index.ts';
import { ENDORSEMENT_MEDIA_TYPE, type EndorsementDocument } from '../../../verifier/protocol/index.ts';
import type { Inner } from './piece.ts';

const MAX_EVIDENCE_BYTES = 64 * 1024;
const MAX_LOG_BYTES = 1 << 20;
/** TDX, TDX at Google, Nitro, SEV-SNP, NitroTPM. */
const VARIANTS = 5;

/**
 * dstack's `VersionedAttestation`, version 0, in SCALE: version, variant, the evidence as a vector, and for TDX the event
 * log as another. What stands behind them is dstack's own configuration, and is left alone.
 */
export function dstackAttestation(bytes: Uint8Array): Inner | undefined {
  return unlessMalformed(() => {
    const reader = new ScaleReader(bytes, 'attestation');
    if (reader.u8('version') !== 0 || reader.u8('variant') >= VARIANTS) return undefined;
    const evidence = reader.bytes('evidence', MAX_EVIDENCE_BYTES);
    if (evidence.length < MIN_EVIDENCE_BYTES) return undefined;
    return { bytes: evidence, name: 'a dstack attestation', attached: unlessMalformed(() => eventLog(reader), []) };
  }, undefined);
}

const MIN_EVIDENCE_BYTES = 64;

function eventLog(reader: ScaleReader): readonly EndorsementDocument[] {
  const bytes = reader.bytes('event log', MAX_LOG_BYTES);
  return bytes[0] === 0x5b ? [{ mediaType: ENDORSEMENT_MEDIA_TYPE.tdxEventLog, bytes }] : [];
}
