import type { Endorsement, Need } from '../../verifier/index.ts';

/**
 * The chain of the certificate that signed Intel's documents. Intel serves it in a header beside each, so that somebody
 * who saved the documents has it in a file of its own, or not at all.
 */
export const SIGNING_CHAIN = { kind: 'dcap.signing-chain' } as const satisfies Need;

const isSigned = ({ need }: Endorsement): boolean => need.kind === 'dcap.tcb-info' || need.kind === 'dcap.qe-identity';

/** Puts a chain that was given by itself beside every signed document that came without one. */
export function withSigningChain(endorsements: readonly Endorsement[]): readonly Endorsement[] {
  const chain = endorsements.find(({ need }) => need.kind === SIGNING_CHAIN.kind)?.bytes;
  return endorsements
    .filter(({ need }) => need.kind !== SIGNING_CHAIN.kind)
    .map((one) =>
      chain === undefined || !isSigned(one) || one.issuerChain !== undefined ? one : { ...one, issuerChain: chain },
    );
}

/** The chain, where a signed document is there without it. */
export const signingChainMissing = (endorsements: readonly Endorsement[]): readonly Need[] =>
  endorsements.some((one) => isSigned(one) && one.issuerChain === undefined) ? [SIGNING_CHAIN] : [];
