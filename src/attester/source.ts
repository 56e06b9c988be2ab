import type { Evidence } from '../verifier/index.ts';
import type { EndorsementDocument } from '../verifier/protocol/index.ts';

/** What evidence is to be made over. */
export type EvidenceRequest = {
  /** The digest of the binding, 64 bytes (docs/PROTOCOL.md section 3). */
  readonly reportData: Uint8Array;
  /** The visitor's nonce, 0 or 32 bytes, for evidence that carries one in a field of its own (Nitro). */
  readonly nonce: Uint8Array;
  /** Aborts when nobody waits any more; anything that can be stopped is stopped. */
  readonly signal: AbortSignal;
};

/** Evidence as the platform made it, and whatever the platform supplied with it (certificates, event log). */
export type MadeEvidence = {
  readonly evidence: Evidence;
  readonly endorsements: readonly EndorsementDocument[];
};

/**
 * What makes evidence: a kernel interface, a socket, a program. Asked for one at a time.
 *
 * `make` throws an `AttesterError`; with the code `source-for-now` it is asked again.
 */
export type EvidenceSource = {
  /** Its name in a sentence: `configfs-tsm`. */
  readonly name: string;
  make(request: EvidenceRequest): Promise<MadeEvidence>;
};
