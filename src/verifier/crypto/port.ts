/**
 * Every signature scheme that an attester or vendor here uses. Signatures have one form each: ECDSA: r ‖ s, each as long as the
 * curve's order (64 or 96 bytes); RSA: as long as the modulus; Ed25519: 64 bytes.
 */
export type SignatureAlgorithm =
  | 'ecdsa-p256-sha256'
  | 'ecdsa-p256-sha384' // Sigstore's authorities, which sign every certificate with SHA-384, whatever their key
  | 'ecdsa-p384-sha384'
  | 'ecdsa-p384-sha256' // NVIDIA's revocation lists
  | 'rsa-pss-sha384' // salt of 48 bytes, MGF1 with SHA-384 (AMD ARK, ASK, ASVK)
  | 'rsa-pkcs1-sha256' // Intel attestation service
  | 'ed25519' // RFC 8032
  | 'ed25519-sha3-512'; // Keystone: Ed25519 with SHA3-512 in place of SHA-512

/**
 * Keccak-256 (with the padding from before FIPS 202, as in Ethereum) is for dstack's second form of MRCONFIGID. SHA-1 is only for
 * the key names in OCSP's CertID, on which nothing rests (RFC 6960 section 4.1.1).
 */
export type DigestAlgorithm = 'sha-1' | 'sha-256' | 'sha-384' | 'sha-512' | 'sha3-512' | 'keccak-256';

/**
 * The cryptography that the verifier needs, injected so that the verifier stays pure.
 *
 * Every implementation must keep this contract: `verifySignature` answers false for anything that is not a valid signature,
 * including an unusable key, a wrong length or an out-of-range number; it throws only when the platform itself fails.
 * `spki` is a DER SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7).
 */
export type CryptoPort = {
  verifySignature(algorithm: SignatureAlgorithm, spki: Uint8Array, signature: Uint8Array, message: Uint8Array): Promise<boolean>;
  digest(algorithm: DigestAlgorithm, message: Uint8Array): Promise<Uint8Array>;
};
