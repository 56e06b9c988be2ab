import { ed25519 } from '@noble/curves/ed25519.js';
import { concat, equalBytes } from '../bytes/equal.ts';
import { Reader } from '../bytes/reader.ts';
import { ED25519_ORDER, toBigInt } from './signature-form.ts';

const littleEndian = (bytes: Uint8Array): bigint => toBigInt(Uint8Array.from(bytes).reverse());

/**
 * Ed25519 (RFC 8032 section 5.1.7) in JavaScript with any 64-byte hash: SHA-512, or Keystone's SHA3-512.
 *
 * R is recomputed and compared as bytes: [S]B − [k]A = R, not multiplied by the cofactor. The library's own `verify`
 * multiplies, and so accepts signatures with parts of small order that WebCrypto and Keystone's code refuse; one
 * attestation must not be good in one browser and bad in the other.
 *
 * @param signature 64 bytes whose S is in range: `admissible` has looked
 * @throws when the key is no point; the caller takes that for "no"
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
