import { constants, createPrivateKey, createPublicKey, privateEncrypt, sign as nodeSign, type KeyObject } from 'node:crypto';
import { eddsa } from '@noble/curves/abstract/edwards.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import { p256, p384 } from '@noble/curves/nist.js';
import { sha256, sha384 } from '@noble/hashes/sha2.js';
import { sha3_512 } from '@noble/hashes/sha3.js';
import { concat } from '../bytes/equal.ts';
import { spkiOfEd25519, spkiOfPoint } from '../crypto/spki.ts';
import type { SignatureAlgorithm } from '../crypto/port.ts';
import { RSA_KEYS, type RsaKeyName } from './rsa-keys.ts';

/**
 * A private key for tests. The same seed gives the same key, and the same message the same signature, so that everything made
 * with it is byte-stable. No release trusts any of them.
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

const withoutPrefix = (point: Uint8Array): Uint8Array => point.filter((_, index) => index > 0);

/** An ECDSA key on P-256 that signs with SHA-256; S may be high, as hardware makes it. */
export function p256Key(seed: string): TestKey {
  const secret = sha256(new TextEncoder().encode(`p256 ${seed}`));
  const raw = withoutPrefix(p256.getPublicKey(secret, false));
  return {
    algorithm: 'ecdsa-p256-sha256',
    spki: spkiOfPoint(raw),
    raw,
    sign: (message) => p256.sign(message, secret, { lowS: false }),
  };
}

/** The same key as `p256Key`, signing with SHA-384, as some authorities of Sigstore do. */
export function p256Sha384Key(seed: string): TestKey {
  const secret = sha256(new TextEncoder().encode(`p256 ${seed}`));
  const sign = (message: Uint8Array): Uint8Array => p256.sign(sha384(message), secret, { lowS: false, prehash: false });
  return { ...p256Key(seed), algorithm: 'ecdsa-p256-sha384', sign };
}

/** An ECDSA key on P-384 that signs with SHA-384; S may be high. */
export function p384Key(seed: string): TestKey {
  const secret = sha384(new TextEncoder().encode(`p384 ${seed}`));
  const raw = withoutPrefix(p384.getPublicKey(secret, false));
  return {
    algorithm: 'ecdsa-p384-sha384',
    spki: spkiOfPoint(raw),
    raw,
    sign: (message) => p384.sign(message, secret, { lowS: false }),
  };
}

/** The same key as `p384Key`, signing as NVIDIA signs its revocation lists. */
export function p384Sha256Key(seed: string): TestKey {
  const secret = sha384(new TextEncoder().encode(`p384 ${seed}`));
  const sign = (message: Uint8Array): Uint8Array => p384.sign(sha256(message), secret, { lowS: false, prehash: false });
  return { ...p384Key(seed), algorithm: 'ecdsa-p384-sha256', sign };
}

/** An Ed25519 key (RFC 8032), over SHA-512. */
export const ed25519Key = (seed: string): TestKey => ed25519KeyFrom(sha256(new TextEncoder().encode(`ed25519 ${seed}`)));

/** The same from its 32 secret bytes. */
export function ed25519KeyFrom(secret: Uint8Array): TestKey {
  const raw = ed25519.getPublicKey(secret);
  return { algorithm: 'ed25519', spki: spkiOfEd25519(raw), raw, sign: (message) => ed25519.sign(message, secret) };
}

/** Keystone's Ed25519, with SHA3-512 in place of SHA-512. */
export const ed25519Sha3Key = (seed: string): TestKey =>
  ed25519Sha3KeyOf(sha256(new TextEncoder().encode(`ed25519-sha3 ${seed}`)));

/** RFC 8032 section 5.1.5, step 2; the library skips it by default. */
const clamped = (half: Uint8Array): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(half, (byte, index) => (index === 0 ? byte & 0xf8 : index === 31 ? (byte & 0x7f) | 0x40 : byte));

/** The same from its 32 secret bytes, for keys that someone else derived. */
export function ed25519Sha3KeyOf(secret: Uint8Array): TestKey {
  const scheme = eddsa(ed25519.Point, sha3_512, { adjustScalarBytes: clamped });
  const raw = scheme.getPublicKey(secret);
  return { algorithm: 'ed25519-sha3-512', spki: spkiOfEd25519(raw), raw, sign: (message) => scheme.sign(message, secret) };
}

/** One of the fixed RSA keys, for the requested algorithm. RSA keys cannot be derived from a seed fast enough. */
export function rsaKey(which: RsaKeyName, algorithm: 'rsa-pss-sha384' | 'rsa-pkcs1-sha256'): TestKey {
  const secret = createPrivateKey({ key: Buffer.from(RSA_KEYS[which], 'base64'), format: 'der', type: 'pkcs8' });
  const spki = Uint8Array.from(createPublicKey(secret).export({ type: 'spki', format: 'der' }));
  return {
    algorithm,
    spki,
    raw: spki,
    sign: (message) =>
      algorithm === 'rsa-pkcs1-sha256' ? Uint8Array.from(nodeSign('sha256', message, secret)) : signPss(secret, message),
  };
}

/**
 * RSASSA-PSS with SHA-384, MGF1 with SHA-384 and 48 bytes of salt (RFC 8017 section 9.1.1), the salt derived from the message:
 * OpenSSL chooses it at random, and test vectors must be reproducible. For moduli of whole bytes.
 */
function signPss(secret: KeyObject, message: Uint8Array): Uint8Array {
  const length = (secret.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
  const digest = sha384(message);
  const salt = sha384(concat(new TextEncoder().encode('salt'), digest));
  const hash = sha384(concat(new Uint8Array(8), digest, salt));
  const block = concat(new Uint8Array(length - 48 - 48 - 2), Uint8Array.of(1), salt);
  const mask = mgf1(hash, block.length);
  const masked = block.map((byte, index) => byte ^ (mask[index] ?? 0));
  masked[0] = (masked[0] ?? 0) & 0x7f;
  const encoded = concat(masked, hash, Uint8Array.of(0xbc));
  return Uint8Array.from(privateEncrypt({ key: secret, padding: constants.RSA_NO_PADDING }, encoded));
}

function mgf1(seed: Uint8Array, length: number): Uint8Array {
  const blocks = Array.from({ length: Math.ceil(length / 48) }, (_, counter) =>
    sha384(concat(seed, Uint8Array.of(0, 0, counter >> 8, counter & 0xff))),
  );
  return concat(...blocks).filter((_, index) => index < length);
}
