import type { Outcome } from './check.ts';

/** What a policy makes of something that it may tolerate. */
export type Severity = 'accept' | 'warn' | 'refuse';

/** How a check is answered under each of them. */
export const OUTCOME_OF: Readonly<Record<Severity, Outcome>> = {
  accept: 'pass',
  warn: 'warn',
  refuse: 'fail',
};

/**
 * The appraisal policy that holds for every TEE. No field is optional: a policy that may be silent grows holes.
 * What only one TEE knows stands in that TEE's own folder; `AppraisalPolicy` in tees.ts joins them.
 */
export type CommonPolicy = {
  /** Evidence from an enclave whose memory the host can read. */
  readonly debug: Severity;
  /** Oldest evidence (milliseconds since it was made) that counts as bounded-age evidence. */
  readonly oldestEvidence: number;
  /**
   * Whose time it is at which a register's records are judged. A person's clock may be wrong, so a record that is not valid
   * yet is `unknown`, and so is one that has expired under evidence made for this very visit. `vouched-for` is for a
   * caller that names the time: then both are refused.
   */
  readonly time: 'of-a-clock' | 'vouched-for';
  /**
   * An endorsement that does not hold: damaged, somebody else's, of another platform, or newer than this release. It
   * proves nothing against the evidence, because whoever damaged it could have kept it back: as good as none, and it is
   * `unknown`. `refuse` is for a caller that vouches for what it hands over.
   */
  readonly unusableEndorsement: 'unknown' | 'refuse';
  /**
   * What a page is worth whose connection was not seen, that is held to named code at *strict*, and whose auditors say that this
   * code encrypts everything entered to an attested key (docs/LOCKED-CHANNEL.md): like other pages, or as if the connection ended there.
   */
  readonly lockedPages: 'as-others' | 'affirming';
};

/** The shipped policy: debug is refused, evidence may be a day old. */
export const COMMON_POLICY: CommonPolicy = {
  debug: 'refuse',
  oldestEvidence: 24 * 60 * 60 * 1000,
  time: 'of-a-clock',
  unusableEndorsement: 'unknown',
  lockedPages: 'as-others',
};

/** The policy as shipped for one TEE alone: whoever opens evidence of no other loads no other verifier. */
export const ordinaryPolicyOf = <const T extends string, P>({ id, policy }: { readonly id: T; readonly policy: P }) => ({
  common: COMMON_POLICY,
  tees: { [id]: policy } as Readonly<Record<T, P>>,
});
