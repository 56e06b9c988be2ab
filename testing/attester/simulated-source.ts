import { instant } from '../../src/verifier/index.ts';
import type { EvidenceSource } from '../../src/attester/source.ts';
import type { Attester, Fault } from '../../src/verifier/testing/attester.ts';

/** What is wrong with the source, and its clock. */
export type SimulatedSourceOptions = {
  readonly fault?: Fault;
  /** False leaves the endorsements to the visitor, who must then ask the manufacturer. */
  readonly sendEndorsements?: boolean;
  /** Milliseconds since 1970; the endorsements are made for this time. */
  readonly now?: () => number;
};

/** A simulated TEE as a source of evidence: the kit asks it as it would ask the kernel. */
export function simulatedSource(
  attester: Attester,
  { fault, sendEndorsements = true, now = Date.now }: SimulatedSourceOptions = {},
): EvidenceSource {
  return {
    name: `simulated ${attester.tee}`,
    make({ reportData, nonce }) {
      const request = { reportData, nonce, now: instant(now()) };
      const { evidence, parameters, endorsements } = attester.attest(fault === undefined ? request : { ...request, fault });
      return Promise.resolve({
        evidence: { type: attester.evidenceType, bytes: evidence, parameters },
        endorsements: sendEndorsements ? endorsements.slice(0, 1) : [],
      });
    },
  };
}
