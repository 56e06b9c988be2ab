import { createPublicKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../bytes/equal.ts';
import { fromHex, toHex } from '../bytes/hex.ts';
import { Malformed } from '../malformed.ts';
import { bitString, integer, nothing, oid, sequence } from '../testing/der-writer.ts';
import { ed25519Key, p256Key, p384Key, rsaKey } from '../testing/keys.ts';
import { readSpki, signatureAlgorithmOf, spkiOfEd25519, spkiOfPoint } from './spki.ts';

const RSA = '1.2.840.113549.1.1.1';
const top = (bytes: number): Uint8Array => new Uint8Array(bytes).fill(0xff);

/** An RSA SubjectPublicKeyInfo, with any part of it wrong. */
function rsa({
  algorithm = sequence(oid(RSA), nothing()),
  modulus = integer(top(256)),
  exponent = integer(65537),
  behind = new Uint8Array(),
  unused = 0,
}: Partial<Record<'algorithm' | 'modulus' | 'exponent' | 'behind', Uint8Array>> & { readonly unused?: number } = {}): Uint8Array {
  return sequence(algorithm, bitString(concat(sequence(modulus, exponent), behind), unused));
}

describe('SubjectPublicKeyInfo', () => {
  it.each([
    ['p256', p256Key('a'), 65],
    ['p384', p384Key('a'), 97],
  ] as const)('of %s gives the uncompressed point', (kind, key, length) => {
    const read = readSpki(key.spki);
    expect(read).toEqual({ kind, point: concat(Uint8Array.of(4), key.raw) });
    expect(read.kind === kind && read.point).toHaveLength(length);
    expect(spkiOfPoint(key.raw)).toEqual(key.spki);
    expect(() => createPublicKey({ key: Buffer.from(key.spki), format: 'der', type: 'spki' })).not.toThrow();
  });

  it('of Ed25519 yields the 32 bytes', () => {
    const key = ed25519Key('a');
    expect(readSpki(key.spki)).toEqual({ kind: 'ed25519', key: key.raw });
    expect(spkiOfEd25519(key.raw)).toEqual(key.spki);
  });

  it.each(['rsa-2048-a', 'rsa-3072-a', 'rsa-4096-a'] as const)('of %s gives modulus and exponent', (name) => {
    const read = readSpki(rsaKey(name, 'rsa-pss-sha384').spki);
    expect(read).toMatchObject({ kind: 'rsa', exponent: Uint8Array.of(1, 0, 1) });
    expect(read.kind === 'rsa' && read.modulus.length * 8).toBe(Number(name.slice(4, 8)));
  });

  it.each([
    ['', 'nothing'],
    ['3000', 'an empty sequence'],
    [toHex(p256Key('a').spki).replace('00' + '04', '00' + '02'), 'a compressed point of full length'],
    [toHex(p256Key('a').spki).replace('0004', '0006'), 'a hybrid point'],
    [toHex(p256Key('a').spki).replace('2a8648ce3d030107', '2b8104000a030107'), 'another curve'],
    [toHex(p256Key('a').spki).slice(0, -2), 'one byte short'],
    [`${toHex(p256Key('a').spki)}00`, 'a byte behind'],
    [toHex(p256Key('a').spki).replace('034200', '034201'), 'an unused bit'],
    [toHex(p384Key('a').spki).replace('2b81040022', '2b81040023'), 'P-521 by its name'],
    [toHex(ed25519Key('a').spki).replace('2b6570', '2b6571'), 'Ed448 by its name'],
    [toHex(ed25519Key('a').spki).replace('2b6570', '2b656e'), 'X25519, which does not sign'],
    [toHex(ed25519Key('a').spki).slice(0, -2), 'an Ed25519 key of 31 bytes'],
    [toHex(rsa({ algorithm: sequence(oid(RSA)) })), 'RSA without the NULL of its parameters'],
    [toHex(rsa({ algorithm: sequence(oid('1.2.840.113549.1.1.10'), nothing()) })), 'a key that says RSASSA-PSS itself'],
    [toHex(rsa({ modulus: integer(top(255)) })), 'RSA of 2040 bits'],
    [toHex(rsa({ modulus: integer(concat(Uint8Array.of(0x7f), top(255))) })), 'RSA of 2047 bits, as long as 2048'],
    [toHex(rsa({ modulus: integer(top(513)) })), 'RSA of 4104 bits'],
    [toHex(rsa({ modulus: concat(fromHex('02820100', 'hex'), top(256)) })), 'a negative modulus'],
    [toHex(rsa({ exponent: integer(1) })), 'exponent 1: every message is its own signature'],
    [toHex(rsa({ exponent: integer(0) })), 'exponent 0'],
    [toHex(rsa({ exponent: integer(65536) })), 'an even exponent'],
    [toHex(rsa({ exponent: integer(2n ** 32n + 1n) })), 'an exponent of 33 bits'],
    [toHex(rsa({ exponent: fromHex('0201ff', 'hex') })), 'a negative exponent'],
    [toHex(rsa({ behind: Uint8Array.of(0) })), 'a byte behind the RSA key'],
    [toHex(concat(rsa(), Uint8Array.of(0))), 'a byte behind the whole'],
  ])('refuses %.24s…: %s', (spki) => {
    expect(() => readSpki(fromHex(spki, 'hex'))).toThrow(Malformed);
    expect(signatureAlgorithmOf(fromHex(spki, 'hex'))).toBeUndefined();
  });

  it('reads the RSA keys that the faults above were made from', () => {
    expect(readSpki(rsa())).toMatchObject({ kind: 'rsa' });
    expect(readSpki(rsa({ exponent: integer(3) }))).toMatchObject({ kind: 'rsa' });
    expect(readSpki(rsa({ modulus: integer(top(512)) }))).toMatchObject({ kind: 'rsa' });
  });

  it('returns or throws Malformed for every change of one byte', () => {
    const keys = [p256Key('a').spki, ed25519Key('a').spki, rsa()];
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.nat(80), fc.nat(255), (spki, at, value) => {
        try {
          readSpki(spki.map((byte, index) => (index === at ? value : byte)));
        } catch (error) {
          expect(error).toBeInstanceOf(Malformed);
        }
      }),
    );
  });
});

describe('raw keys', () => {
  it.each([0, 32, 63, 65, 95, 97, 128])('of %d bytes are not a point', (length) => {
    expect(() => spkiOfPoint(new Uint8Array(length))).toThrow(Malformed);
  });

  it.each([0, 31, 33, 64])('of %d bytes are not an Ed25519 key', (length) => {
    expect(() => spkiOfEd25519(new Uint8Array(length))).toThrow(Malformed);
  });
});

describe('the algorithm of a site’s own key', () => {
  it('is the one for its curve, and none for RSA', () => {
    expect(signatureAlgorithmOf(p256Key('a').spki)).toBe('ecdsa-p256-sha256');
    expect(signatureAlgorithmOf(p384Key('a').spki)).toBe('ecdsa-p384-sha384');
    expect(signatureAlgorithmOf(ed25519Key('a').spki)).toBe('ed25519');
    expect(signatureAlgorithmOf(rsaKey('rsa-2048-a', 'rsa-pkcs1-sha256').spki)).toBeUndefined();
  });
});
