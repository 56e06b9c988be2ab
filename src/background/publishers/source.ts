import type { Claims, CryptoPort } from '../../verifier/index.ts';
import type { ProofFault } from '../../verifier/publisher/index.ts';

/** Where a publisher’s own signed list of its releases is, and how it is read: a file, and a line in `sources.ts`. */
export type PublisherSource = {
  readonly id: string;
  /** The publisher’s name, for people. */
  readonly publisher: string;
  /** The TEE that runs its code. */
  readonly tee: string;
  /** Mirrors last. */
  readonly urls: readonly string[];
  /** SubjectPublicKeyInfo of the key that signs it, in base64, from elsewhere than the list. */
  readonly key: string;
  readonly maxBytes: number;
  /** Verifies the whole list. @returns how many releases it names, or why it does not hold */
  verify(
    bytes: Uint8Array,
    key: Uint8Array,
    crypto: CryptoPort,
  ): Promise<{ readonly releases: number } | { readonly fault: ProofFault }>;
  /** The registers of this evidence that the list names, after verifying the signature over them; none if it does not name it. */
  registersNamed(bytes: Uint8Array, key: Uint8Array, claims: Claims, crypto: CryptoPort): Promise<readonly string[]>;
};
