/**
 * The appraisal policy that holds for every TEE. No field is optional: a policy that may be silent grows holes.
 * What only one TEE knows stands in that TEE's own folder; `AppraisalPolicy` in tees.ts joins them.
 */
export type CommonPolicy = {
  /** Evidence from an enclave whose memory the host can read. */
  readonly debug: 'accept' | 'warn' | 'refuse';
  /** Oldest evidence (milliseconds since it was made) that counts as bounded-age evidence. */
  readonly oldestEvidence: number;
};

export const COMMON_POLICY: CommonPolicy = { debug: 'refuse', oldestEvidence: 24 * 60 * 60 * 1000 };
