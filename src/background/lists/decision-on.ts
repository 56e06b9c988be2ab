import { decide, NOTHING_KNOWN, referencesOf, type CodeDecision, type StatementIndex } from '../../verifier/audits/index.ts';
import type { AttestationResult, CryptoPort, Instant } from '../../verifier/index.ts';
import type { MeasuredCode, StatedOfCode } from '../api/lists.ts';
import { listedCode, type SigstoreInstance } from '../../verifier/publisher/index.ts';

/** What lists state now of code that no site showed. A statement for some sites is not about it. */
export async function statedOf(ports: DecisionPorts, index: StatementIndex, code: MeasuredCode): Promise<StatedOfCode> {
  const { tee, claims } = code;
  const decision = await decisionOn(ports, index, code, null, NOTHING_KNOWN);
  return { decision, references: referencesOf(index.about({ tee, claims, origin: null, now: ports.now() }), tee) };
}

/** What a decision over code is made of, besides lists. */
export type Decided = Pick<AttestationResult, 'tee' | 'claims' | 'vouchedBy'>;

/** Signatures, the clock, and the Sigstore instances whose proofs count. */
export type DecisionPorts = {
  readonly crypto: CryptoPort;
  readonly now: () => Instant;
  readonly sigstore: () => readonly SigstoreInstance[];
};

/** What lists now say about the code of a result. @param before the earlier decision, whose proofs from the site still apply */
export async function decisionOn(
  { crypto, now: clock, sigstore }: DecisionPorts,
  index: StatementIndex,
  { tee, claims, vouchedBy }: Decided,
  origin: string | null,
  before: Pick<CodeDecision, 'published'>,
): Promise<CodeDecision> {
  if (tee === null || claims === null) return NOTHING_KNOWN;
  const now = clock();
  const lookUp = { tee, claims, origin, now };
  const listed = await listedCode(index.proofsAbout(lookUp), tee, claims, { instances: sigstore(), now, crypto });
  const sent = before.published.filter(({ list }) => list === null);
  return decide(index.about(lookUp), vouchedBy, [...sent, ...listed]);
}
