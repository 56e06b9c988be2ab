import { concat } from '../../bytes/equal.ts';
import { covering, defineLayout, type EncryptionKey } from '../layout.ts';

/** Fields of a NEAR AI binding. */
export type Near1 = {
  /** The key under which the service signs answers: 32 bytes of Ed25519, or a 20-byte address of a secp256k1 key. */
  readonly signingKey: EncryptionKey;
  /** SHA-256 of the SubjectPublicKeyInfo; null where it was not requested. */
  readonly tlsKeyFingerprint: Uint8Array | null;
  readonly nonce: Uint8Array;
};

/**
 * NEAR AI's (nearai/cloud-api, and its verifier): report data = SHA-256(signing key ‖ TLS key fingerprint) ‖ nonce or, without a
 * fingerprint, the signing key and zeros to 32 bytes ‖ nonce, as Venice and NanoGPT serve.
 */
export const near1 = defineLayout({
  id: 'near-1',
  covers: covering('nonce', 'tls', 'encryption'),
  async expected(crypto, { signingKey: { key }, tlsKeyFingerprint, nonce }: Near1) {
    const first =
      tlsKeyFingerprint === null
        ? concat(key, new Uint8Array(Math.max(0, 32 - key.length)))
        : await crypto.digest('sha-256', concat(key, tlsKeyFingerprint));
    return { slot: 'report-data', anyOf: [concat(first, nonce)], then: 'nothing' };
  },
  states: ({ signingKey, tlsKeyFingerprint, nonce }) => ({
    nonce,
    tls: tlsKeyFingerprint === null ? [] : [{ form: 'spki-sha256', digest: tlsKeyFingerprint }],
    encryption: [signingKey],
  }),
});
