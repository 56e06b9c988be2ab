import type { SignatureAlgorithm } from '../crypto/port.ts';
import { type RsaKeyName } from './rsa-keys.ts';
/**
 * A private key for tests. The same seed gives the same key, and the same message the same signature, so that what is
 * made of them is byte-stable. Nothing in a release believes any of them.
 */
export type TestKey = {
    readonly algorithm: SignatureAlgorithm;
    /** SubjectPublicKeyInfo DER. */
    readonly spki: Uint8Array;
    /** The public key as the algorithm writes it: x ‖ y, 32 Ed25519 bytes, or the SPKI again for RSA. */
    readonly raw: Uint8Array;
    /** Signs in the form that `CryptoPort.verifySignature` takes (ECDSA: r ‖ s). */
    sign(message: Uint8Array): Uint8Array;
};
export declare function p256Key(seed: string): TestKey;
export declare function p384Key(seed: string): TestKey;
export declare function ed25519Key(seed: string): TestKey;
/** Keystone's Ed25519, with SHA3-512 in place of SHA-512. */
export declare const ed25519Sha3Key: (seed: string) => TestKey;
/** The same from its 32 secret bytes, for keys that somebody else derived. */
export declare function ed25519Sha3KeyOf(secret: Uint8Array): TestKey;
/** One of the fixed RSA keys, for the algorithm that is asked. RSA keys cannot be made from a seed in good time. */
export declare function rsaKey(which: RsaKeyName, algorithm: 'rsa-pss-sha384' | 'rsa-pkcs1-sha256'): TestKey;
