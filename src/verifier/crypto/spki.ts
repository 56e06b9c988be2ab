import { Reader } from '../bytes/reader.ts';
import { fromHex } from '../bytes/hex.ts';
import { concat, equalBytes } from '../bytes/equal.ts';
import { DerReader } from '../encoding/der.ts';
import { Malformed, unlessMalformed } from '../malformed.ts';
import type { SignatureAlgorithm } from './port.ts';

/** A public key of a supported kind, taken out of its SubjectPublicKeyInfo. */
export type PublicKey =
  | { readonly kind: 'p256' | 'p384'; /** Uncompressed point, 04 ‖ x ‖ y. */ readonly point: Uint8Array }
  | { readonly kind: 'ed25519'; readonly key: Uint8Array }
  | { readonly kind: 'rsa'; readonly modulus: Uint8Array; readonly exponent: Uint8Array };

// RFC 5480 section 2.1.1 and RFC 8410 section 4: these encodings have a single form, so the bytes before the key are fixed.
const PREFIX = {
  p256: fromHex('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'prefix'),
  p384: fromHex('3076301006072a8648ce3d020106052b81040022036200', 'prefix'),
  ed25519: fromHex('302a300506032b6570032100', 'prefix'),
} as const;
const KEY_LENGTH = { p256: 65, p384: 97, ed25519: 32 } as const;
const RSA_ENCRYPTION = fromHex('300d06092a864886f70d0101010500', 'algorithm');

/**
 * SubjectPublicKeyInfo DER → the key. This does not check that curve points are on the curve; importing does. @throws Malformed
 * for any other algorithm, compressed points, or RSA outside 2048…4096 bits, with a size that is not a multiple of 8 bits, or
 * with an even exponent.
 */
export function readSpki(spki: Uint8Array): PublicKey {
  for (const kind of ['p256', 'p384', 'ed25519'] as const) {
    const prefix = PREFIX[kind];
    if (spki.length !== prefix.length + KEY_LENGTH[kind]) continue;
    const reader = new Reader(spki, 'spki');
    if (!equalBytes(reader.bytes('algorithm', prefix.length), prefix)) continue;
    const key = reader.rest('key');
    if (kind === 'ed25519') return { kind, key };
    if (key[0] !== 0x04) throw new Malformed('spki.point', 'not an uncompressed point');
    return { kind, point: key };
  }
  return readRsa(spki);
}

function readRsa(spki: Uint8Array): PublicKey {
  const outer = new DerReader(spki, 'spki');
  const info = outer.inside('info');
  outer.end();
  if (!equalBytes(info.element('algorithm'), RSA_ENCRYPTION))
    throw new Malformed('spki.algorithm', 'unknown public key algorithm');
  const bits = new DerReader(info.octets('key'), 'spki.key');
  info.end();
  const numbers = bits.inside('RSAPublicKey');
  bits.end();
  const modulus = numbers.unsigned('modulus');
  const exponent = numbers.unsigned('publicExponent');
  numbers.end();
  // Without its first bit set, a key of 2041 bits would be as long as one of 2048.
  if (modulus.length < 256 || modulus.length > 512 || (modulus[0] ?? 0) < 0x80)
    throw new Malformed('spki.modulus', 'RSA key size not in use');
  if (exponent.length > 4 || ((exponent.at(-1) ?? 0) & 1) === 0 || (exponent.length === 1 && (exponent[0] ?? 0) < 3)) {
    throw new Malformed('spki.publicExponent', 'RSA exponent not in use');
  }
  return { kind: 'rsa', modulus, exponent };
}

/** Raw x ‖ y of P-256 (64 bytes) or P-384 (96 bytes) → SubjectPublicKeyInfo. @throws Malformed for another length. */
export function spkiOfPoint(xy: Uint8Array): Uint8Array {
  const prefix = xy.length === 64 ? PREFIX.p256 : xy.length === 96 ? PREFIX.p384 : undefined;
  if (prefix === undefined) throw new Malformed('point', 'neither P-256 nor P-384');
  return concat(prefix, Uint8Array.of(0x04), xy);
}

/** Raw Ed25519 public key (32 bytes) → SubjectPublicKeyInfo (RFC 8410). @throws Malformed for another length. */
export function spkiOfEd25519(key: Uint8Array): Uint8Array {
  if (key.length !== 32) throw new Malformed('key', 'not an Ed25519 key');
  return concat(PREFIX.ed25519, key);
}

// RFC 3279 section 2.3.1: a modulus of exactly 2048 bits with the exponent 65537 has a single form.
const RSA_2048 = fromHex('30820122300d06092a864886f70d01010105000382010f003082010a0282010100', 'prefix');
const EXPONENT_65537 = fromHex('0203010001', 'exponent');

/**
 * Modulus and exponent as a JSON Web Key holds them (RFC 7518 section 6.3.1) → SubjectPublicKeyInfo.
 * @throws Malformed unless the modulus has 2048 bits and the exponent is 65537.
 */
export function spkiOfRsa2048(modulus: Uint8Array, exponent: Uint8Array): Uint8Array {
  if (modulus.length !== 256 || (modulus[0] ?? 0) < 0x80) throw new Malformed('key', 'not an RSA key of 2048 bits');
  if (!equalBytes(exponent, Uint8Array.of(1, 0, 1))) throw new Malformed('key', 'RSA exponent not in use');
  return concat(RSA_2048, modulus, EXPONENT_65537);
}

/** The algorithm with which a site's own key signs (DESIGN §4); undefined for keys that cannot, including RSA. */
export function signatureAlgorithmOf(spki: Uint8Array): SignatureAlgorithm | undefined {
  return unlessMalformed(() => {
    const { kind } = readSpki(spki);
    return kind === 'p256'
      ? 'ecdsa-p256-sha256'
      : kind === 'p384'
        ? 'ecdsa-p384-sha384'
        : kind === 'ed25519'
          ? 'ed25519'
          : undefined;
  }, undefined);
}
