import { sha256, sha384 } from '@noble/hashes/sha2.js';
import { concat, equalBytes } from '../bytes/equal.ts';
import { fromHex } from '../bytes/hex.ts';
import { isZero, Reader } from '../bytes/reader.ts';
import { toBigInt } from './signature-form.ts';

/** Verify-only RSA over BigInt (RFC 8017), for the second implementation; nothing here is secret, so timing is free. */
type RsaKey = { readonly modulus: Uint8Array; readonly exponent: Uint8Array };

function toBytes(value: bigint, length: number): Uint8Array {
  return fromHex(value.toString(16).padStart(2 * length, '0'), 'number');
}

/** RSAVP1 (section 5.2.2): the encoded message, or undefined when the signature representative is out of range. */
function encodedMessage(key: RsaKey, signature: Uint8Array): Uint8Array | undefined {
  const modulus = toBigInt(key.modulus);
  let base = toBigInt(signature);
  if (base >= modulus) return undefined;
  let result = 1n;
  for (let bits = toBigInt(key.exponent); bits > 0n; bits >>= 1n) {
    if ((bits & 1n) === 1n) result = (result * base) % modulus;
    base = (base * base) % modulus;
  }
  return toBytes(result, key.modulus.length);
}

/** DigestInfo of SHA-256 up to the digest (section 9.2, note 1). */
const SHA256_INFO = fromHex('3031300d060960864801650304020105000420', 'DigestInfo');

/** RSASSA-PKCS1-v1_5 with SHA-256 (section 8.2.2): rebuilds the only valid encoding and compares. */
export function rsaPkcs1Sha256(key: RsaKey, signature: Uint8Array, message: Uint8Array): boolean {
  const found = encodedMessage(key, signature);
  const info = concat(SHA256_INFO, sha256(message));
  const padding = new Uint8Array(key.modulus.length - info.length - 3).fill(0xff);
  return found !== undefined && equalBytes(found, concat(Uint8Array.of(0, 1), padding, Uint8Array.of(0), info));
}

/** MGF1 with SHA-384 (appendix B.2.1). */
function mask(seed: Uint8Array, length: number): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (let counter = 0; 48 * counter < length; counter += 1) blocks.push(sha384(concat(seed, toBytes(BigInt(counter), 4))));
  return new Reader(concat(...blocks), 'mask').bytes('mask', length);
}

const SALT = 48;
const HASH = 48;

/** RSASSA-PSS with SHA-384, MGF1 with SHA-384 and a salt of 48 bytes (sections 8.1.2 and 9.1.2). */
export function rsaPssSha384(key: RsaKey, signature: Uint8Array, message: Uint8Array): boolean {
  const encoded = encodedMessage(key, signature);
  if (encoded === undefined) return false;
  const reader = new Reader(encoded, 'EM');
  const masked = reader.bytes('maskedDB', reader.remaining - HASH - 1);
  const hash = reader.bytes('H', HASH);
  if (reader.u8('trailer') !== 0xbc) return false;
  // emBits is one less than the size of the modulus, which is a multiple of 8 (readSpki): one bit is left over.
  if ((masked[0] ?? 0) >= 0x80) return false;

  const stream = mask(hash, masked.length);
  const block = masked.map((byte, index) => byte ^ (stream[index] ?? 0));
  block[0] = (block[0] ?? 0) & 0x7f;
  const parts = new Reader(block, 'DB');
  if (!isZero(parts.bytes('PS', block.length - SALT - 1)) || parts.u8('separator') !== 0x01) return false;
  return equalBytes(hash, sha384(concat(new Uint8Array(8), sha384(message), parts.rest('salt'))));
}
