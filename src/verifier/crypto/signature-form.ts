import { concat } from '../bytes/equal.ts';
import { fromHex } from '../bytes/hex.ts';
import { DerReader } from '../encoding/der.ts';
import { Malformed, unlessMalformed } from '../malformed.ts';
import type { SignatureAlgorithm } from './port.ts';
import { readSpki, type PublicKey } from './spki.ts';

// Big-endian, as in ECDSA.
const P256_ORDER = fromHex('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'order');
const P384_ORDER = fromHex(
  'ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973',
  'order',
);
/** L, the order of the base point (RFC 8032 section 5.1). */
export const ED25519_ORDER = 0x1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3edn;
const ED25519_ORDER_BYTES = fromHex('1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed', 'order');

/** Big-endian bytes → number. */
export function toBigInt(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return value;
}

/**
 * ECDSA-Sig-Value DER (RFC 3279 section 2.2.3) → r ‖ s, `size` bytes each.
 * @throws Malformed unless canonical: negative, padded or oversized numbers and trailing bytes are refused.
 */
export function rawFromDer(der: Uint8Array, size: 32 | 48): Uint8Array {
  const outer = new DerReader(der, 'signature');
  const inner = outer.inside('ECDSA-Sig-Value');
  outer.end();
  const numbers = [inner.unsigned('r'), inner.unsigned('s')];
  inner.end();
  return concat(
    ...numbers.map((number) => {
      if (number.length > size) throw new Malformed('signature', 'number longer than the curve order');
      return concat(new Uint8Array(size - number.length), number);
    }),
  );
}

/**
 * The points of small order of edwards25519, by their y coordinate with the sign bit cleared, non-canonical spellings included.
 * Under such a key anybody can make signatures that every RFC 8032 verifier accepts (including WebCrypto in all browsers).
 * Source: Chalkias, Garillot, Nikolaenko, "Taming the many EdDSAs", table 1.
 */
const SMALL_ORDER_Y: readonly Uint8Array[] = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', // p − 1
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', // p, a spelling of 0
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', // p + 1, a spelling of 1
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
].map((y) => fromHex(y, 'y'));

/** Is this Ed25519 public key one of small order, in any spelling? */
export function isSmallOrder(key: Uint8Array): boolean {
  const sign = key.length - 1;
  return SMALL_ORDER_Y.some((y) => y.every((byte, at) => byte === (at === sign ? (key[at] ?? 0) & 0x7f : key[at])));
}

/**
 * Is the number in `length` bytes from `first`, at this stride, less than this one? Byte by byte: a list of statements has
 * thousands of signatures, and big integers are slow to create.
 */
function isBelow(bytes: Uint8Array, first: number, step: 1 | -1, order: Uint8Array): boolean {
  for (let at = 0; at < order.length; at += 1) {
    const byte = bytes[first + step * at] ?? 0;
    const most = order[at] ?? 0;
    if (byte !== most) return byte < most;
  }
  return false;
}

const isZero = (bytes: Uint8Array, first: number, length: number): boolean =>
  bytes.every((byte, at) => at < first || at >= first + length || byte === 0);

function ecdsaInRange(signature: Uint8Array, order: Uint8Array): boolean {
  const size = order.length;
  return (
    signature.length === 2 * size &&
    [0, size].every((first) => isBelow(signature, first, 1, order) && !isZero(signature, first, size))
  );
}

function ed25519InRange(key: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== 64 || isSmallOrder(key)) return false;
  // RFC 8032 section 5.1.7: S is little-endian, in 0 … L−1; otherwise a signature could be respelled.
  return isBelow(signature, 63, -1, ED25519_ORDER_BYTES);
}

/**
 * The checks before any implementation is called (DESIGN §3): the key is of the algorithm's kind and the signature has its exact
 * length and range. Firefox accepts short r ‖ s; some engines accept small-order keys. @returns the key, or undefined if the
 * answer is already "no".
 */
export function admissible(algorithm: SignatureAlgorithm, spki: Uint8Array, signature: Uint8Array): PublicKey | undefined {
  const key = unlessMalformed(() => readSpki(spki), undefined);
  if (key === undefined) return undefined;
  switch (algorithm) {
    case 'ecdsa-p256-sha256':
    case 'ecdsa-p256-sha384':
      return key.kind === 'p256' && ecdsaInRange(signature, P256_ORDER) ? key : undefined;
    case 'ecdsa-p384-sha384':
    case 'ecdsa-p384-sha256':
      return key.kind === 'p384' && ecdsaInRange(signature, P384_ORDER) ? key : undefined;
    case 'rsa-pss-sha384':
    case 'rsa-pkcs1-sha256':
      return key.kind === 'rsa' && signature.length === key.modulus.length ? key : undefined;
    case 'ed25519':
    case 'ed25519-sha3-512':
      return key.kind === 'ed25519' && ed25519InRange(key.key, signature) ? key : undefined;
  }
}
