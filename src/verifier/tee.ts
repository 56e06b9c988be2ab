import type { Anchors } from './anchors/anchor.ts';
import type { Check } from './check.ts';
import type { Claims } from './claims.ts';
import type { CryptoPort } from './crypto/port.ts';
import type { Endorsement, SuppliedEndorsement, Need } from './endorsement.ts';
import type { Evidence, EvidenceType } from './evidence.ts';
import type { Ledger } from './ledger.ts';
import type { CommonPolicy } from './policy.ts';
import type { Instant } from './time.ts';

/** Everything that a TEE needs to decide whether evidence is what it claims to be; it acts only through the ledger. */
export type Appraisal<Id extends string, P> = {
  readonly endorsements: readonly SuppliedEndorsement[];
  readonly anchors: Anchors;
  readonly common: CommonPolicy;
  /** This TEE's own part of the policy. */
  readonly policy: P;
  readonly now: Instant;
  readonly crypto: CryptoPort;
  readonly ledger: Ledger<Id>;
};

/** Evidence whose form is known but whose truth is not. The parsed type never leaves its folder. */
export type Opened<Id extends string, N extends Need, P> = {
  /** A description of the evidence for people: `SGX quote v3`. */
  readonly format: string;
  /** Everything that this evidence rests on, supplied or not. Pure and cheap; one endorsement may name the next. */
  needs(supplied: readonly SuppliedEndorsement[]): readonly N[];
  /**
   * Those that nobody supplied, or supplied out of date: an endorsement that says it expired before `now` counts as missing, so
   * that a fresh one can be requested. Called again as answers arrive. @param now the time as of which the evidence will be
   * appraised
   */
  missing(supplied: readonly SuppliedEndorsement[], now: Instant): readonly N[];
  /**
   * Answers this TEE's checks. Never throws for bad input: the policy decides what an endorsement that does not hold means
   * (`CommonPolicy.unusableEndorsement`). @returns the claims, or null unless every signature from the anchor to the evidence
   * held.
   */
  authenticate(appraisal: Appraisal<Id, P>): Promise<Claims | null>;
};

/** One kind of TEE: a folder under `tees/` and one line in `tees.ts`. */
export type Tee<T extends string, Id extends string, N extends Need, P> = {
  readonly id: T;
  /** The manufacturer's name for it. */
  readonly title: string;
  readonly accepts: readonly EvidenceType[];
  /** Is evidence of an accepted type this TEE's? (SGX and TDX share the quote format.) Never throws. */
  recognises(evidence: Evidence): boolean;
  readonly checks: Readonly<Record<Id, Check>>;
  /** This TEE's default policy. */
  readonly policy: P;
  /** A reference value must name all registers of at least one of these sets, or it does not identify code. */
  readonly codeRegisters: readonly (readonly string[])[];
  /** Bytes → opened. @throws Malformed when they do not match their type. */
  open(evidence: Evidence): Opened<Id, N, P>;
  /**
   * The endorsement documents that a site may send along, by media type. They may contain what nobody can be asked for (a TDX
   * event log), so their needs are not among `N`. @throws Malformed
   */
  readonly documents: Readonly<Record<string, (bytes: Uint8Array) => readonly Endorsement[]>>;
};

/** Keeps the literal types of a TEE, so that the unions in tees.ts can be derived from the list. */
export function defineTee<const T extends string, Id extends string, N extends Need, P>(tee: Tee<T, Id, N, P>): Tee<T, Id, N, P> {
  return tee;
}
