import { ed25519 } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../bytes/equal.ts';
import { fromHex, toHex } from '../bytes/hex.ts';
import { Malformed } from '../malformed.ts';
import { ed25519Key, p256Key, p384Key, rsaKey } from '../testing/keys.ts';
import { admissible, ED25519_ORDER, isSmallOrder, rawFromDer, toBigInt } from './signature-form.ts';

const P256_ORDER = 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551';
const P384_ORDER = 'ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973';
const hex = (text: string): Uint8Array => fromHex(text.replaceAll(' ', ''), 'hex');

describe('small-order keys', () => {
  it('are the points that the cofactor maps to the identity, in every canonical encoding', () => {
    const eighth = ed25519.Point.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05', true);
    let point = ed25519.Point.ZERO;
    for (let index = 0; index < 8; index += 1) {
      expect(isSmallOrder(point.toBytes())).toBe(true);
      point = point.add(eighth);
    }
  });

  // The encodings that RFC 8032 forbids but some engines decode.
  it.each([
    ['0000000000000000000000000000000000000000000000000000000000000080', 'y = 0 with the sign bit'],
    ['0100000000000000000000000000000000000000000000000000000000000080', 'y = 1 with the sign bit: x = −0'],
    ['ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff', 'y = p − 1 with the sign bit: x = −0'],
    ['edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', 'y = p, which is 0'],
    ['edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff', 'y = p with the sign bit'],
    ['eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', 'y = p + 1, which is 1'],
    ['eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff', 'y = p + 1 with the sign bit'],
  ])('include %s: %s', (key) => {
    expect(isSmallOrder(hex(key))).toBe(true);
  });

  it('do not include the base point, nor the keys that people make', () => {
    expect(isSmallOrder(ed25519.Point.BASE.toBytes())).toBe(false);
    expect(isSmallOrder(ed25519Key('any').raw)).toBe(false);
  });
});

describe('ECDSA-Sig-Value', () => {
  it.each([
    ['3006 020101 020102', '01', '02', 'small numbers, padded'],
    ['3008 02020080 02020080', '80', '80', 'a sign byte each, dropped'],
    [
      `3046 022100${'ff'.repeat(32)} 022100${'fe'.repeat(32)}`,
      'ff'.repeat(32),
      'fe'.repeat(32),
      '33 bytes, the first of them zero',
    ],
    ['3006 020100 020100', '00', '00', 'zero: its range is asked later'],
  ])('%s is r = %s, s = %s: %s', (der, r, s) => {
    expect(toHex(rawFromDer(hex(der), 32))).toBe(r.padStart(64, '0') + s.padStart(64, '0'));
    expect(rawFromDer(hex(der), 48)).toHaveLength(96);
  });

  it.each([
    ['', 'nothing'],
    ['3000', 'no numbers'],
    ['3003 020101', 'one number'],
    ['3009 020101 020102 020103', 'three numbers'],
    ['3006 020101 020102 00', 'a byte behind'],
    ['3007 020101 020102 00', 'a byte behind, inside'],
    ['3006 020181 020102', 'a negative r'],
    ['3006 020101 0201ff', 'a negative s'],
    ['3007 02020001 020102', 'an r with a zero too many'],
    ['308106 020101 020102', 'a length that is not minimal'],
    ['3080 020101 020102 0000', 'the indefinite form'],
    ['3106 020101 020102', 'a SET'],
    ['3006 020101 040102', 'an OCTET STRING for s'],
    [`3027 022101${'00'.repeat(32)} 020101`, 'an r of 33 bytes that are all needed'],
    ['3005 0200 020102', 'an r of no bytes'],
  ])('refuses %s: %s', (der) => {
    expect(() => rawFromDer(hex(der), 32)).toThrow(Malformed);
  });

  it('returns or throws Malformed for every change of one byte', () => {
    const good = hex(`3046 022100${'ff'.repeat(32)} 022100${'fe'.repeat(32)}`);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const bad = good.map((byte, index) => (index === at ? byte ^ flip : byte));
        try {
          expect(rawFromDer(bad, 32)).toHaveLength(64);
        } catch (error) {
          expect(error).toBeInstanceOf(Malformed);
        }
      }),
    );
  });
});

describe('signatures that reach the platform', () => {
  const one = '01'.padStart(64, '0');
  const one384 = '01'.padStart(96, '0');

  it.each([
    ['r and s of one', one + one, true],
    ['r = 0', '00'.repeat(32) + one, false],
    ['s = 0', one + '00'.repeat(32), false],
    ['r = the order', P256_ORDER + one, false],
    ['s = the order', one + P256_ORDER, false],
    ['both one less than the order', (P256_ORDER.slice(0, -2) + '50').repeat(2), true],
    ['all ones', 'ff'.repeat(64), false],
    ['one byte short, as Firefox accepts', (one + one).slice(2), false],
    ['one byte long', `${one}${one}00`, false],
    ['the length of the other curve', one384 + one384, false],
    ['nothing', '', false],
  ])('P-256: %s', (_, signature, may) => {
    expect(admissible('ecdsa-p256-sha256', p256Key('a').spki, hex(signature)) !== undefined).toBe(may);
  });

  it.each([
    ['r and s of one', one384 + one384, true],
    ['r = 0', '00'.repeat(48) + one384, false],
    ['s = the order', one384 + P384_ORDER, false],
    ['the length of the other curve', one + one, false],
  ])('P-384: %s', (_, signature, may) => {
    expect(admissible('ecdsa-p384-sha384', p384Key('a').spki, hex(signature)) !== undefined).toBe(may);
  });

  const order = toHex(Uint8Array.from(hex(ED25519_ORDER.toString(16).padStart(64, '0'))).reverse());
  const least = toHex(Uint8Array.from(hex((ED25519_ORDER - 1n).toString(16).padStart(64, '0'))).reverse());
  it.each([
    ['S = 0', '11'.repeat(32) + '00'.repeat(32), true],
    ['S one less than the order', '11'.repeat(32) + least, true],
    ['S = the order: another spelling of 0', '11'.repeat(32) + order, false],
    ['S with its top bits set', '11'.repeat(32) + 'ff'.repeat(32), false],
    ['one byte short', '11'.repeat(63), false],
    ['one byte long', '11'.repeat(32) + '00'.repeat(33), false],
  ])('Ed25519: %s', (_, signature, may) => {
    for (const algorithm of ['ed25519', 'ed25519-sha3-512'] as const) {
      expect(admissible(algorithm, ed25519Key('a').spki, hex(signature)) !== undefined).toBe(may);
    }
  });

  it('exclude those under a key of small order', () => {
    const spki = concat(hex('302a300506032b6570032100 01'), new Uint8Array(31));
    expect(admissible('ed25519', spki, new Uint8Array(64))).toBeUndefined();
  });

  it('have the length of the RSA modulus', () => {
    const { spki } = rsaKey('rsa-2048-a', 'rsa-pkcs1-sha256');
    for (const algorithm of ['rsa-pkcs1-sha256', 'rsa-pss-sha384'] as const) {
      expect(admissible(algorithm, spki, new Uint8Array(256))).toMatchObject({ kind: 'rsa' });
      expect(admissible(algorithm, spki, new Uint8Array(255))).toBeUndefined();
      expect(admissible(algorithm, spki, new Uint8Array(257))).toBeUndefined();
    }
  });

  it('are under a key of the algorithm’s own kind', () => {
    const keys = [p256Key('a'), p384Key('a'), ed25519Key('a'), rsaKey('rsa-2048-a', 'rsa-pkcs1-sha256')];
    const lengths = { 'ecdsa-p256-sha256': 64, 'ecdsa-p384-sha384': 96, ed25519: 64, 'rsa-pkcs1-sha256': 256 } as const;
    for (const [algorithm, length] of Object.entries(lengths)) {
      const signature = new Uint8Array(length).fill(1);
      const fitting = keys.filter((key) => admissible(algorithm as keyof typeof lengths, key.spki, signature) !== undefined);
      expect(fitting.map((key) => key.algorithm)).toEqual([algorithm]);
    }
  });

  it('exclude those under something that is not a key', () => {
    expect(admissible('ecdsa-p256-sha256', new Uint8Array(), hex(one + one))).toBeUndefined();
    expect(admissible('ed25519', hex('3000'), new Uint8Array(64))).toBeUndefined();
  });
});

describe('numbers', () => {
  it('are read big-endian', () => {
    expect(toBigInt(hex('0102ff'))).toBe(0x0102ffn);
    expect(toBigInt(new Uint8Array())).toBe(0n);
  });
});
