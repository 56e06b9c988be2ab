import { appraiseEvidence, type EvidenceInput } from './appraise-evidence.ts';
import { bind } from './bind.ts';
import { expect } from './expectation.ts';
import type { AttestationResult } from './result.ts';
import type { Expectation, Session } from './session.ts';

/** Everything an appraisal depends on. No clock, no network, no randomness, nothing optional. */
export type AppraisalInput = EvidenceInput & {
  /** The visit, or what a caller without one expects. */
  readonly visit: { readonly session: Session } | { readonly expected: Expectation };
};

/**
 * The whole verifier: 1 well-formed · 2 authenticate against the anchors · 3 debug · 4 known code · 5 binding,
 * freshness and channel · 6 close the ledger · 7 vector, tier, validity.
 * Does not throw for any input that came from outside; rejects only when the crypto port itself fails.
 */
export function appraise({ visit, ...input }: AppraisalInput): Promise<AttestationResult> {
  return appraiseEvidence(input, async (binding) => {
    if ('session' in visit) binding.ledger.settleExpired(await bind(binding, visit.session));
    else expect(binding, visit.expected);
  });
}
