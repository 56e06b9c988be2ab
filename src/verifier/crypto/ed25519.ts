import { ed25519 } from '@noble/curves/ed25519.js';
import { concat, equalBytes } from '../bytes/equal.ts';
import { Reader } from '../bytes/reader.ts';
import { ED25519_ORDER, toBigInt } from './signature-form.ts';

const littleEndian = (bytes: Uint8Array): bigint => toBigInt(Uint8Array.from(bytes).reverse());

/**
 * Ed25519 (RFC 8032 section 5.1.7) in JavaScript with any 64-byte hash: SHA-512, or Keystone's SHA3-512.
 *
 * R is recomputed and compared as bytes: [S]B − [k]A = R, without multiplying by the cofactor. The library's own `verify`
 * multiplies, and so accepts signatures with small-order parts that WebCrypto and Keystone's code refuse; an attestation must
 * not be valid in one browser and invalid in another.
 *
 * @param signature 64 bytes whose S is in range: `admissible` has checked
 * @throws when the key is not a point, which the caller treats as "no"
 */
export function verifyEd25519(
  hash: (message: Uint8Array) => Uint8Array,
  key: Uint8Array,
  signature: Uint8Array,
  message: Uint8Array,
): boolean {
  const reader = new Reader(signature, 'signature');
  const r = reader.bytes('R', 32);
  const s = littleEndian(reader.bytes('S', 32));
  reader.end();
  const k = littleEndian(hash(concat(r, key, message))) % ED25519_ORDER;
  const found = ed25519.Point.BASE.multiplyUnsafe(s).subtract(ed25519.Point.fromBytes(key).multiplyUnsafe(k));
  return equalBytes(found.toBytes(), r);
}

/**
 * Is this an encoding of a point for which only the holder of a private key can sign: canonical (RFC 8032 section 5.1.3), on the
 * curve, and not of small order?
 */
export function isEd25519Key(key: Uint8Array): boolean {
  try {
    return !ed25519.Point.fromBytes(key).isSmallOrder();
  } catch {
    // The library throws for encodings that are not canonical and for points off the curve.
    return false;
  }
}

/** The public key that belongs to a 32-byte seed (RFC 8032 section 5.1.5), with any 64-byte hash. */
export function ed25519KeyOf(hash: (message: Uint8Array) => Uint8Array, seed: Uint8Array): Uint8Array {
  const half = Uint8Array.from(new Reader(hash(seed), 'hash').bytes('scalar', 32));
  half[0] = (half[0] ?? 0) & 0xf8;
  half[31] = ((half[31] ?? 0) & 0x7f) | 0x40;
  return ed25519.Point.BASE.multiply(littleEndian(half) % ED25519_ORDER).toBytes();
}
