import type { Anchor, Anchors } from '../anchors/anchor.ts';
import type { Endorsement } from '../endorsement.ts';
import type { EvidenceType } from '../evidence.ts';
import type { Instant } from '../time.ts';

export { noAnchors } from '../anchors/anchor.ts';

/**
 * What a simulated attester can be asked to get wrong. Each attester lists those it knows in `faults`.
 *
 * - `tampered`: a measured byte was changed after signing
 * - `revoked`: the platform's certificate or status is revoked
 * - `debug`: the host can read the memory
 * - `out-of-date`: the platform lacks patches, truthfully reported
 * - `wrong-key`: signed by a key that the manufacturer's chain does not end in
 * - `wrong-root`: a whole chain of its own making, under another root of the same name
 * - `wrong-report-data`: genuine evidence, made over other report data
 * - `wrong-nonce`: genuine evidence with a nonce field that was not asked for
 * - `expired`: endorsements whose time has passed
 * - `host-chosen`: genuine evidence with a register that the host set (CONFIGID, HOST_DATA, …)
 * - `other-code`: genuine evidence of code that is not `reference`
 * - `truncated`: evidence cut short
 */
export type Fault =
  | 'tampered'
  | 'revoked'
  | 'debug'
  | 'out-of-date'
  | 'wrong-key'
  | 'wrong-root'
  | 'wrong-report-data'
  | 'wrong-nonce'
  | 'expired'
  | 'host-chosen'
  | 'other-code'
  | 'truncated';

/** What the attesters for the processors of Intel and AMD can get wrong. */
export const PROCESSOR_FAULTS = [
  'tampered',
  'revoked',
  'debug',
  'out-of-date',
  'wrong-key',
  'wrong-root',
  'wrong-report-data',
  'expired',
  'host-chosen',
  'other-code',
  'truncated',
] as const satisfies readonly Fault[];

/** What those for Keystone and Sanctum can: their evidence has no debug mode, patch level or register of the host. */
export const OPEN_HARDWARE_FAULTS = [
  'tampered',
  'revoked',
  'wrong-key',
  'wrong-root',
  'wrong-report-data',
  'expired',
  'other-code',
  'truncated',
] as const satisfies readonly Fault[];

/** What one piece of simulated evidence is to commit to, and what is to be wrong with it. */
export type AttestRequest = {
  /** The binding digest, 64 bytes. */
  readonly reportData: Uint8Array;
  /** 0 or 32 bytes; for evidence that carries a nonce in a field of its own. */
  readonly nonce: Uint8Array;
  /** For evidence that carries a key in a field of its own (Nitro). */
  readonly publicKey?: Uint8Array;
  /** The time at which the evidence is to verify; endorsements are made around it. */
  readonly now: Instant;
  readonly fault?: Fault;
};

/** What a site would serve. */
export type Attested = {
  readonly evidence: Uint8Array;
  /** What travels beside the evidence (`Evidence.parameters`); usually empty. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Endorsement documents by media type, as `Tee.documents` reads them. */
  readonly endorsements: readonly { readonly mediaType: string; readonly bytes: Uint8Array }[];
};

/**
 * A simulated TEE under a test root: evidence that is genuine in everything but its root, fresh for each request, made
 * in a few milliseconds, deterministic for equal requests. Used by tests and by the demo site, in Node.
 */
export type Attester = {
  /** Id of the TEE, as in tees.ts. */
  readonly tee: string;
  readonly evidenceType: EvidenceType;
  readonly faults: readonly Fault[];
  /** The test anchors under which the evidence verifies; everything else empty. */
  readonly anchors: Anchors;
  /** Registers that identify the simulated code (as `ReferenceValue.registers` wants them), lowercase hex. */
  readonly reference: Readonly<Record<string, string>>;
  attest(request: AttestRequest): Attested;
  /**
   * What a register of devices would answer about the evidence: open hardware has no vendor service, and no site is
   * believed about its own device (src/verifier/devices). Left out where the manufacturer vouches by certificates.
   */
  registered?(request: AttestRequest): readonly Endorsement[];
};

/** A root as a test anchor: whatever rests on it is marked simulated. */
export const testAnchor = (name: string, certificate: Uint8Array): Anchor => ({ name, certificate, test: true });
