import { fromHex } from '../bytes/hex.ts';
import type { SignatureAlgorithm } from '../crypto/port.ts';

/** A well-formed key under which nothing may ever verify; engines report such keys with many kinds of error. */
export type UnusableKey = {
  readonly what: string;
  readonly algorithm: SignatureAlgorithm;
  /** SubjectPublicKeyInfo DER. */
  readonly spki: Uint8Array;
  /** Length of the algorithm's signatures under it, bytes. */
  readonly length: number;
};

const zero = '00'.repeat(32);
const one = '01'.padStart(64, '0');
const ones = 'ff'.repeat(32);
const P256_PRIME = 'ffffffff00000001000000000000000000000000ffffffffffffffffffffffff';

function p256(what: string, x: string, y: string): UnusableKey {
  const spki = fromHex(`3059301306072a8648ce3d020106082a8648ce3d03010703420004${x}${y}`, 'spki');
  return { what, algorithm: 'ecdsa-p256-sha256', spki, length: 64 };
}

function p384(what: string, x: string, y: string): UnusableKey {
  const spki = fromHex(`3076301006072a8648ce3d020106052b8104002203620004${x}${y}`, 'spki');
  return { what, algorithm: 'ecdsa-p384-sha384', spki, length: 96 };
}

function ed25519(what: string, key: string): UnusableKey {
  return { what, algorithm: 'ed25519', spki: fromHex(`302a300506032b6570032100${key}`, 'spki'), length: 64 };
}

/** RSA of 2048 bits: a modulus of one repeated byte, and an exponent INTEGER (DER). */
function rsa(what: string, algorithm: SignatureAlgorithm, byte: string, exponent: string): UnusableKey {
  const key = `0282010100${byte.repeat(256)}${exponent}`;
  const length = (hex: string): string => (hex.length / 2).toString(16).padStart(4, '0');
  const sequence = `3082${length(key)}${key}`;
  const bits = `0382${length(`00${sequence}`)}00${sequence}`;
  const info = `300d06092a864886f70d0101010500${bits}`;
  return { what, algorithm, spki: fromHex(`3082${length(info)}${info}`, 'spki'), length: 256 };
}

const E65537 = '0203010001';

/** Several for each kind of key: points off the curve, coordinates out of range, moduli and exponents that engines refuse. */
export const UNUSABLE_KEYS: readonly UnusableKey[] = [
  p256('P-256: a point off the curve', one, one),
  p256('P-256: the origin', zero, zero),
  p256('P-256: a coordinate as large as the field', P256_PRIME, zero),
  p256('P-256: coordinates of all ones', ones, ones),
  p384('P-384: a point off the curve', '01'.padStart(96, '0'), '01'.padStart(96, '0')),
  p384('P-384: coordinates of all ones', 'ff'.repeat(48), 'ff'.repeat(48)),
  ed25519('Ed25519: no point has this y', `02${'00'.repeat(31)}`),
  ed25519('Ed25519: y larger than the field', `f0${'ff'.repeat(30)}7f`),
  ed25519('Ed25519: y of all ones', ones),
  rsa('RSA: an even modulus', 'rsa-pkcs1-sha256', 'fe', E65537),
  rsa('RSA-PSS: an even modulus', 'rsa-pss-sha384', 'fe', E65537),
  rsa('RSA: a modulus of all ones, exponent 3', 'rsa-pkcs1-sha256', 'ff', '020103'),
  rsa('RSA-PSS: an exponent of 32 bits', 'rsa-pss-sha384', 'ff', '020500ffffffff'),
];
