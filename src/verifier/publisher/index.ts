/**
 * Entry point for publishers' proofs: Sigstore bundles, transparency log proofs, Project Oak's endorsements, signed lists of PCR0
 * (docs/PUBLISHERS.md). They prove who published something and since when it is public; never that it is good. Same rules as the
 * verifier: nothing is fetched, and only what is pinned or named by the caller is trusted.
 */
export { SIGSTORE_PUBLIC } from '../anchors/sigstore.ts';
export type { ProofFault } from './fault.ts';
export { listedCode, type ProofInList } from './listed.ts';
export { verifyOakEndorsement } from './oak-endorsement.ts';
export { looksLikePcrHistory, MAX_PCR_HISTORY_BYTES, signedPcr0, verifyPcrHistory } from './pcr-history.ts';
export { namesCode, publishedCode, SIGSTORE_BUNDLE, type PublishedCode, type PublisherTrust } from './published-code.ts';
export { readTrustedRoot } from './sigstore/trusted-root.ts';
export { verifySigstoreBundle } from './sigstore/verify.ts';
export type { SigstoreInstance } from './sigstore/trust.ts';
export { looksLikeTlogProof, verifyTlogProof } from './tlog-proof.ts';
export { readWitnessPolicy, type WitnessPolicy } from './witness-policy.ts';
