/**
 * The door to publishers' proofs: Sigstore bundles, proofs of transparency logs, Project Oak's endorsements, signed lists of PCR0
 * (docs/PUBLISHERS.md).
 * What they prove is who published something and since when that is public; never that it is good. Same rules as the verifier:
 * nothing is fetched, and what is not pinned or named by the caller is not believed.
 */
export { SIGSTORE_PUBLIC } from '../anchors/sigstore.ts';
export type { ProofFault } from './fault.ts';
export { listedCode, type ProofInList } from './listed.ts';
export { verifyOakEndorsement } from './oak-endorsement.ts';
export { looksLikePcrHistory, verifyPcrHistory } from './pcr-history.ts';
export { publishedCode, SIGSTORE_BUNDLE, type PublishedCode, type PublisherTrust } from './published-code.ts';
export { readTrustedRoot } from './sigstore/trusted-root.ts';
export { verifySigstoreBundle } from './sigstore/verify.ts';
export type { SigstoreInstance } from './sigstore/trust.ts';
export { looksLikeTlogProof, verifyTlogProof } from './tlog-proof.ts';
export { readWitnessPolicy, type WitnessPolicy } from './witness-policy.ts';
