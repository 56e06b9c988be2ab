import { concat } from '../bytes/equal.ts';
import { Reader } from '../bytes/reader.ts';
import { DerReader } from '../encoding/der.ts';
import { Malformed, unlessMalformed } from '../malformed.ts';
import type { SignatureAlgorithm } from './port.ts';
import { readSpki, type PublicKey } from './spki.ts';

const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const P384_ORDER = 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n;
/** L, the order of the base point (RFC 8032 section 5.1). */
export const ED25519_ORDER = 0x1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3edn;

/** Big-endian bytes → number. */
export function toBigInt(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return value;
}

function halves(signature: Uint8Array): readonly [Uint8Array, Uint8Array] {
  const reader = new Reader(signature, 'signature');
  return [reader.bytes('first half', signature.length / 2), reader.rest('second half')];
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
 * The points of small order of edwards25519, by their y coordinate with the sign bit cleared, non-canonical spellings
 * included. Under such a key anybody can make signatures that every RFC 8032 verifier accepts (WebCrypto in all
 * browsers does). Source: Chalkias, Garillot, Nikolaenko, "Taming the many EdDSAs", table 1.
 */
const SMALL_ORDER_Y: ReadonlySet<bigint> = new Set([
  0n,
  1n,
  2n ** 255n - 20n, // p − 1
  2n ** 255n - 19n, // p, a spelling of 0
  2n ** 255n - 18n, // p + 1, a spelling of 1
  2707385501144840649318225287225658788936804267575313519463743609750303402022n,
  55188659117513257062467267217118295137698188065244968500265048394206261417927n,
]);

/** Is this Ed25519 public key one of small order, in any spelling? */
export function isSmallOrder(key: Uint8Array): boolean {
  const y = toBigInt(Uint8Array.from(key).reverse()) & (2n ** 255n - 1n);
  return SMALL_ORDER_Y.has(y);
}

function ecdsaInRange(signature: Uint8Array, order: bigint, size: number): boolean {
  return (
    signature.length === 2 * size &&
    halves(signature)
      .map(toBigInt)
      .every((number) => number > 0n && number < order)
  );
}

function ed25519InRange(key: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== 64 || isSmallOrder(key)) return false;
  const [, s] = halves(signature);
  // RFC 8032 section 5.1.7: S in 0 … L−1, or a signature could be respelled.
  return toBigInt(Uint8Array.from(s).reverse()) < ED25519_ORDER;
}

/**
 * The checks before any implementation is called (DESIGN §3): the key is of the algorithm's kind and the signature has
 * its exact length and range. Firefox accepts short r ‖ s; some engines accept small-order keys.
 * @returns the key, or undefined when the answer is already "no".
 */
export function admissible(algorithm: SignatureAlgorithm, spki: Uint8Array, signature: Uint8Array): PublicKey | undefined {
  const key = unlessMalformed(() => readSpki(spki), undefined);
  if (key === undefined) return undefined;
  switch (algorithm) {
    case 'ecdsa-p256-sha256':
    case 'ecdsa-p256-sha384':
      return key.kind === 'p256' && ecdsaInRange(signature, P256_ORDER, 32) ? key : undefined;
    case 'ecdsa-p384-sha384':
    case 'ecdsa-p384-sha256':
      return key.kind === 'p384' && ecdsaInRange(signature, P384_ORDER, 48) ? key : undefined;
    case 'rsa-pss-sha384':
    case 'rsa-pkcs1-sha256':
      return key.kind === 'rsa' && signature.length === key.modulus.length ? key : undefined;
    case 'ed25519':
    case 'ed25519-sha3-512':
      return key.kind === 'ed25519' && ed25519InRange(key.key, signature) ? key : undefined;
  }
}
