import { p256, p384 } from '@noble/curves/nist.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { keccak_256, sha3_512 } from '@noble/hashes/sha3.js';
import { verifyEd25519 } from './ed25519.ts';
import type { CryptoPort, DigestAlgorithm, SignatureAlgorithm } from './port.ts';
import { rsaPkcs1Sha256, rsaPssSha384 } from './rsa.ts';
import { admissible } from './signature-form.ts';
import type { PublicKey } from './spki.ts';

const HASH: Readonly<Record<DigestAlgorithm, (message: Uint8Array) => Uint8Array>> = {
  'sha-1': sha1,
  'sha-256': sha256,
  'sha-384': sha384,
  'sha-512': sha512,
  'sha3-512': sha3_512,
  'keccak-256': keccak_256,
};

// Attestation signatures are not normalised: about half have s in the upper half, which noble refuses by default.
const ANY_S = { lowS: false } as const;

function check(algorithm: SignatureAlgorithm, key: PublicKey, signature: Uint8Array, message: Uint8Array): boolean {
  switch (algorithm) {
    case 'ecdsa-p256-sha256':
      return key.kind === 'p256' && p256.verify(signature, message, key.point, ANY_S);
    case 'ecdsa-p256-sha384':
      return key.kind === 'p256' && p256.verify(signature, sha384(message), key.point, { ...ANY_S, prehash: false });
    case 'ecdsa-p384-sha384':
      return key.kind === 'p384' && p384.verify(signature, message, key.point, ANY_S);
    case 'ecdsa-p384-sha256':
      return key.kind === 'p384' && p384.verify(signature, sha256(message), key.point, { ...ANY_S, prehash: false });
    case 'ed25519':
      return key.kind === 'ed25519' && verifyEd25519(sha512, key.key, signature, message);
    // Keystone's reference code builds orlp/ed25519 with SHA3-512 as its hash (keystone/sdk, sm/src/ed25519).
    case 'ed25519-sha3-512':
      return key.kind === 'ed25519' && verifyEd25519(sha3_512, key.key, signature, message);
    case 'rsa-pss-sha384':
      return key.kind === 'rsa' && rsaPssSha384(key, signature, message);
    case 'rsa-pkcs1-sha256':
      return key.kind === 'rsa' && rsaPkcs1Sha256(key, signature, message);
  }
}

/** The second implementation, in JavaScript only: the oracle in tests, and the fallback for what WebCrypto lacks. */
export const noble: CryptoPort = {
  verifySignature(algorithm, spki, signature, message) {
    const key = admissible(algorithm, spki, signature);
    if (key === undefined) return Promise.resolve(false);
    try {
      return Promise.resolve(check(algorithm, key, signature, message));
    } catch {
      // noble throws for points off the curve and for unknown encodings; both mean "not a signature".
      return Promise.resolve(false);
    }
  },
  digest(algorithm, message) {
    return Promise.resolve(HASH[algorithm](message));
  },
};
