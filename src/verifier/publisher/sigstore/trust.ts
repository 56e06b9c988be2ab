import type { Hex } from '../../bytes/hex.ts';
import type { SignatureAlgorithm } from '../../crypto/port.ts';
import type { Instant } from '../../time.ts';

/** The period in which a key was in use, inclusive. `until` is undefined for one that is still in use. */
export type InUse = { readonly since: Instant; readonly until: Instant | undefined };

/** A log's key: of Rekor, where signatures are logged, or of certificate transparency. */
export type LogKey = InUse & {
  /** The log's host, as its checkpoints name it. */
  readonly name: string;
  /** 32 bytes: the log's id in entries. */
  readonly logId: Hex;
  readonly algorithm: SignatureAlgorithm;
  /** SubjectPublicKeyInfo DER. */
  readonly spki: Uint8Array;
};

/** A certificate authority (Fulcio) or a time-stamping authority: its chain, its own root last, each DER. */
export type Authority = InUse & { readonly chain: readonly Uint8Array[] };

/**
 * One instance of Sigstore: everything that its proofs may rest on. A proof is verified within one instance, never with the log
 * of one and the authority of another.
 */
export type SigstoreInstance = {
  readonly name: string;
  /** True for any instance that the release does not pin; trusting it marks the proof as a test. */
  readonly test: boolean;
  readonly logs: readonly LogKey[];
  readonly certificateAuthorities: readonly Authority[];
  readonly certificateLogs: readonly LogKey[];
  readonly timestampAuthorities: readonly Authority[];
};

/** Was the key or authority in use at that time? Both ends count. */
export const wasInUse = ({ since, until }: InUse, at: Instant): boolean => since <= at && (until === undefined || at <= until);
