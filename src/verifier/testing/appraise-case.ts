import { webcrypto } from 'node:crypto';
import type { Anchors } from '../anchors/anchor.ts';
import { appraise, type AppraisalInput } from '../appraise.ts';
import { open } from '../open.ts';
import type { Outcome } from '../check.ts';
import { exactMemory } from '../crypto/exact-memory.ts';
import { memoised } from '../crypto/memoised.ts';
import { webCrypto } from '../crypto/webcrypto.ts';
import type { Endorsement, SuppliedEndorsement } from '../endorsement.ts';
import type { Evidence } from '../evidence.ts';
import type { ReferenceValue } from '../reference.ts';
import type { AttestationResult } from '../result.ts';
import { ORDINARY_POLICY, type AppraisalPolicy } from '../tees.ts';
import type { Instant } from '../time.ts';

/** What a test wants to be judged; everything but evidence, anchors and time has a quiet default. */
export type AppraisalRequest = {
  readonly evidence: Evidence;
  readonly anchors: Anchors;
  readonly now: Instant;
  /** Given by the caller, where it is not said by whom. */
  readonly endorsements?: readonly (Endorsement | SuppliedEndorsement)[];
  readonly references?: readonly ReferenceValue[];
  readonly policy?: AppraisalPolicy;
  readonly visit?: AppraisalInput['visit'];
};

/** WebCrypto that remembers, so that a thousand variations of one document cost its own signature each and no more. */
export const testCrypto = memoised(webCrypto(webcrypto.subtle), exactMemory());

/** Appraises as the product does. */
export function appraiseCase({
  endorsements = [],
  references = [],
  policy = ORDINARY_POLICY,
  visit,
  evidence,
  ...rest
}: AppraisalRequest): Promise<AttestationResult> {
  const nothing = { expected: { reportData: null, nonce: null } };
  return appraise({
    ...rest,
    opening: open(evidence),
    endorsements: endorsements.map((one) => ({ from: 'caller', ...one })),
    references,
    policy,
    visit: visit ?? nothing,
    clockChanged: false,
    crypto: testCrypto,
  });
}

/** Checks that only a visit in a browser can answer. */
export const OF_A_VISIT = ['binding.origin', 'channel.tls-key', 'channel.scripts'] as const;

/** The findings that are neither pass nor not-applicable, by check; without those that a test did not ask for. */
export function troubles(
  { findings }: AttestationResult,
  leaveOut: readonly string[] = ['reference.measurement', ...OF_A_VISIT],
): Readonly<Record<string, Outcome>> {
  const open = findings.filter(
    ({ check, outcome }) => outcome !== 'pass' && outcome !== 'not-applicable' && !leaveOut.includes(check),
  );
  return Object.fromEntries(open.map(({ check, outcome }) => [check, outcome]));
}

/** `because` or another fact of one finding. */
export function fact({ findings }: AttestationResult, check: string, name: string): string | number | boolean | undefined {
  return findings.find((finding) => finding.check === check)?.facts?.[name];
}
