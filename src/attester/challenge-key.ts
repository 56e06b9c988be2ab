import type { CryptoPort } from '../verifier/index.ts';
import { challengeMessage } from '../verifier/protocol/index.ts';

/** A key that is generated in this process and never leaves it; the evidence contains its public key. */
export type ChallengeKey = {
  /** SubjectPublicKeyInfo DER, P-256. */
  readonly spki: Uint8Array;
  /** Signs that this evidence's holder answers this visitor now (docs/PROTOCOL.md section 4). */
  sign(origin: string, nonce: Uint8Array, evidence: Uint8Array): Promise<Uint8Array>;
};

const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SHA256 = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** A fresh key. It cannot be exported: whoever can read this process's objects gets a handle, not the key. */
export async function challengeKey(crypto: CryptoPort): Promise<ChallengeKey> {
  const { subtle } = globalThis.crypto;
  const { privateKey, publicKey } = await subtle.generateKey(P256, false, ['sign', 'verify']);
  const spki = new Uint8Array(await subtle.exportKey('spki', publicKey));
  return {
    spki,
    async sign(origin, nonce, evidence) {
      const message = await challengeMessage(crypto, origin, nonce, evidence);
      return new Uint8Array(await subtle.sign(SHA256, privateKey, Uint8Array.from(message)));
    },
  };
}
