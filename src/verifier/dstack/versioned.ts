import { toHex } from '../bytes/hex.ts';
import { ScaleReader } from '../encoding/scale.ts';
import { writeJson } from '../encoding/json-writer.ts';
import type { SuppliedEndorsement } from '../endorsement.ts';
import { unlessMalformed } from '../malformed.ts';
import { APP_CONFIG_NEED } from './app-config.ts';

const MAX_EVIDENCE_BYTES = 64 * 1024;
const MAX_EVENTS = 10_000;
const MAX_EVENT_BYTES = 64 * 1024;
const MAX_CONFIG_BYTES = 64 * 1024;

/** Whose evidence is inside, by the number of its variant; each has another item after the evidence. */
const PLATFORMS = ['tdx', 'gcp-tdx', 'nitro', 'snp', 'nitro-tpm'] as const;

/** The platform of a versioned attestation, by its variant. */
export type VersionedPlatform = (typeof PLATFORMS)[number];

/** What was inside, and what came with it that bears on its registers. */
export type Unwrapped = {
  readonly platform: VersionedPlatform;
  readonly bytes: Uint8Array;
  readonly endorsements: readonly SuppliedEndorsement[];
};

/** The event log is the same document that sites send with a quote (tees/tdx/event-log.ts). */
const EVENT_LOG_NEED = { kind: 'tdx.event-log' } as const;

/**
 * dstack's `VersionedAttestation`, version 0, in SCALE (dstack, `dstack-attest`, attestation.rs of 2026): 00, the variant, the
 * evidence as a vector, and what its platform adds: for TDX the event log, for SEV-SNP certificates (not read, because trust
 * rests on pinned or requested ones) and the configuration that HOST_DATA is the digest of. What follows is dstack's own, and
 * nothing rests on it. @returns undefined for anything else. Never throws.
 */
export function versionedIn(bytes: Uint8Array): Unwrapped | undefined {
  return unlessMalformed(() => {
    const reader = new ScaleReader(bytes, 'versioned attestation');
    if (reader.u8('version') !== 0) return undefined;
    const platform = reader.oneOf('variant', PLATFORMS);
    const evidence = reader.bytes('evidence', MAX_EVIDENCE_BYTES);
    return { platform, bytes: evidence, endorsements: unlessMalformed(() => attachedTo(platform, reader), []) };
  }, undefined);
}

/** The bytes inside if they are of one of these platforms, otherwise the bytes unchanged. */
export function unwrappedFor(
  platforms: readonly VersionedPlatform[],
  bytes: Uint8Array,
): Pick<Unwrapped, 'bytes' | 'endorsements'> {
  const found = versionedIn(bytes);
  return found !== undefined && platforms.includes(found.platform) ? found : { bytes, endorsements: [] };
}

function attachedTo(platform: VersionedPlatform, reader: ScaleReader): readonly SuppliedEndorsement[] {
  if (platform === 'tdx' || platform === 'gcp-tdx')
    return [{ need: EVENT_LOG_NEED, bytes: writeJson(readEvents(reader)), from: 'evidence' }];
  if (platform !== 'snp') return [];
  reader.list('certificates', 8, 1, () => reader.bytes('certificate', MAX_EVIDENCE_BYTES));
  return [{ need: APP_CONFIG_NEED, bytes: reader.bytes('mr_config', MAX_CONFIG_BYTES), from: 'evidence' }];
}

const readEvents = (reader: ScaleReader): readonly object[] =>
  reader.list('events', MAX_EVENTS, 11, () => ({
    imr: reader.u32('imr'),
    event_type: reader.u32('event_type'),
    digest: toHex(reader.bytes('digest', 64)),
    event: reader.text('event', MAX_EVENT_BYTES),
    event_payload: toHex(reader.bytes('event_payload', MAX_EVENT_BYTES)),
  }));
