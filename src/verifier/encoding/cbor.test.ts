import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../bytes/equal.ts';
import { fromHex } from '../bytes/hex.ts';
import { Malformed } from '../malformed.ts';
import * as write from '../testing/cbor-writer.ts';
import { readCbor, type CborOptions } from './cbor.ts';
import { CborArray, CborMap, type Cbor } from './cbor-value.ts';

const strict: CborOptions = { most: 4096, indefinite: false };
const loose: CborOptions = { most: 4096, indefinite: true };
const read = (bytes: Uint8Array, options = strict): Cbor => readCbor(bytes, 'item', options);
const hex = (text: string): Uint8Array => fromHex(text, 'test');
const why = (bytes: Uint8Array, options = strict): string => {
  try {
    read(bytes, options);
  } catch (error) {
    if (error instanceof Malformed) return error.why;
    throw error;
  }
  return 'accepted';
};

/** Our values as plain ones, to compare. */
function plain(value: Cbor): unknown {
  if (value instanceof CborArray) return value.items.map(plain);
  if (value instanceof CborMap) return value.keys.map((key) => [key, plain(value.value(key) ?? null)]);
  return value;
}

describe('the values that CBOR documents here consist of', () => {
  it.each([
    ['00', 0],
    ['17', 23],
    ['1818', 24],
    ['1b001fffffffffffff', Number.MAX_SAFE_INTEGER],
    ['20', -1],
    ['3822', -35],
    ['40', new Uint8Array()],
    ['43010203', Uint8Array.of(1, 2, 3)],
    ['60', ''],
    ['62c3bc', 'ü'],
    ['f6', null],
    ['f4', false],
    ['f5', true],
    ['80', []],
    ['820102', [1, 2]],
    ['a0', []],
    [
      'a2016161613102',
      [
        [1, 'a'],
        ['1', 2],
      ],
    ],
  ])('reads %s', (text, value) => {
    expect(plain(read(hex(text)))).toEqual(value);
  });

  it('reads indefinite maps and arrays where they are allowed', () => {
    expect(plain(read(hex('bf61610161629f0203ffff'), loose))).toEqual([
      ['a', 1],
      ['b', [2, 3]],
    ]);
  });

  it('keeps a key named __proto__ as a key', () => {
    const value = read(
      write.map([
        [write.text('__proto__'), write.int(1)],
        [write.text('constructor'), write.int(2)],
      ]),
    );
    expect(plain(value)).toEqual([
      ['__proto__', 1],
      ['constructor', 2],
    ]);
    expect(Object.hasOwn(Object.prototype, 'item')).toBe(false);
    expect(value instanceof CborMap && value.has('toString')).toBe(false);
  });
});

describe('refuses', () => {
  it.each([
    ['nothing at all', '', 'CBOR ends too early'],
    ['bytes after the item', '0000', 'bytes after the item'],
    ['a break outside', 'ff', /not allowed|no place/],
    ['a float', 'f93c00', 'CBOR float has no place here'],
    ['NaN', 'f97e00', /NaN/],
    ['undefined', 'f7', /undefined/],
    ['a simple value', 'e0', /simple/],
    ['a tag', 'c000', 'CBOR tag has no place here'],
    ['a chunked byte string', '5f4101ff', /indefinite/],
    ['a chunked text', '7f6161ff', /indefinite/],
    ['a number longer than need be', '1817', /more bytes than necessary/],
    ['a length longer than need be', '580101', /more bytes than necessary/],
    ['an integer over 2^53', '1b0020000000000000', /safe integer/],
    ['a negative integer under −2^53', '3b001fffffffffffff', /safe integer/],
    ['an indefinite array', '9fff', /indefinite/],
    ['an indefinite map', 'bfff', /indefinite/],
    ['equal text keys', 'a2616101616102', 'occurs twice'],
    ['equal number keys', 'a201010102', 'occurs twice'],
    ['a byte string as key', 'a1410001', 'key is neither text nor integer'],
    ['null as key', 'a1f601', 'key is neither text nor integer'],
    ['a map as key', 'a1a001', 'key is neither text nor integer'],
    ['text that is not UTF-8', '61ff', 'not UTF-8'],
    ['text with an overlong form', '62c080', 'not UTF-8'],
    ['a surrogate in text', '63eda080', 'not UTF-8'],
    ['long text that is not UTF-8', `7828${'61'.repeat(39)}ff`, 'not UTF-8'],
    ['a reserved length', '1c', /invalid minor/],
  ])('%s', (_, text, reason) => {
    expect(why(hex(text))).toMatch(reason);
  });

  it.each([
    ['a break in place of a value', 'bf6161ff', 'CBOR break has no place here'],
    ['a break that comes too soon for a definite array', '8201ff', 'CBOR break has no place here'],
    ['a break that comes too soon for a definite map', 'a1ffff', 'CBOR break has no place here'],
    ['an indefinite map that never ends', 'bf616101', 'CBOR ends too early'],
    ['an indefinite array that never ends', '9f01', 'CBOR ends too early'],
    ['equal keys in an indefinite map', 'bf616101616102ff', 'occurs twice'],
  ])('%s', (_, text, reason) => {
    expect(why(hex(text), loose)).toMatch(reason);
  });

  it('more bytes than the cap', () => {
    expect(why(write.bytes(new Uint8Array(4096)))).toMatch(/larger than 4096/);
  });

  it('another tag than the permitted one in front, twice, or inside', () => {
    const options = { ...strict, tag: 18 };
    expect(plain(read(write.tagged(18, write.int(1)), options))).toBe(1);
    expect(plain(read(write.int(1), options))).toBe(1);
    for (const item of [
      write.tagged(17, write.int(1)),
      write.tagged(18, write.tagged(18, write.int(1))),
      write.array(write.tagged(18, write.int(1))),
    ]) {
      expect(why(item, options)).toBe('CBOR tag has no place here');
    }
  });

  it('nesting deeper than eight, and only that', () => {
    const nested = (depth: number): Uint8Array => concat(new Uint8Array(depth - 1).fill(0x81), Uint8Array.of(0x80));
    expect(why(nested(8))).toBe('accepted');
    expect(why(nested(9))).toBe('nested too deep');
    expect(why(new Uint8Array(4000).fill(0x81))).toBe('nested too deep');
    expect(why(new Uint8Array(4000).fill(0x9f), loose)).toBe('nested too deep');
    expect(why(new Uint8Array(4000).fill(0xbf), loose)).toBe('nested too deep');
  });

  it.each([4, 5])('2^63 items of major type %i at once', (major) => {
    for (const count of [2n ** 63n, 2n ** 64n - 1n, 2n ** 53n - 1n, 2n ** 32n - 1n]) {
      expect(why(write.head(major, count))).toMatch(/safe integer|more items than bytes/);
    }
    expect(why(write.head(major, 3))).toBe('more items than bytes');
  });

  it.each([2, 3])('2^63 bytes of major type %i at once', (major) => {
    for (const count of [2n ** 63n, 2n ** 53n - 1n, 2n ** 32n - 1n]) expect(why(write.head(major, count))).not.toBe('accepted');
  });
});

const leaf = fc.oneof(
  fc.integer({ min: -70_000, max: 70_000 }).map(write.int),
  fc.uint8Array({ maxLength: 40 }).map((content) => write.bytes(Uint8Array.from(content))),
  fc.string({ maxLength: 40 }).map((content) => write.text(content)),
  fc.constant(write.nil),
);
const { item } = fc.letrec<{ item: Uint8Array }>((tie) => ({
  item: fc.oneof(
    { maxDepth: 5 },
    leaf,
    fc.array(tie('item'), { maxLength: 4 }).map((items) => write.array(...items)),
    fc.array(tie('item'), { maxLength: 4 }).map((items) => write.map(items.map((value, index) => [write.int(index), value]))),
  ),
}));

describe('for any input', () => {
  it('reads every well-formed item, and no part of it', () => {
    fc.assert(
      fc.property(item, (bytes) => {
        expect(why(bytes)).toBe('accepted');
        for (let length = 0; length < bytes.length; length += 1) {
          expect(why(bytes.filter((_, index) => index < length))).not.toBe('accepted');
        }
      }),
      { numRuns: 60 },
    );
  });

  it('throws Malformed or nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        why(bytes);
        why(bytes, loose);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('getters', () => {
  const map = read(
    write.map([
      [write.text('t'), write.text('x')],
      [write.text('n'), write.int(7)],
      [write.text('neg'), write.int(-7)],
      [write.text('b'), write.bytes(Uint8Array.of(1, 2))],
      [write.text('nil'), write.nil],
      [write.text('a'), write.array(write.bytes(Uint8Array.of(9)), write.map([]))],
    ]),
  );
  if (!(map instanceof CborMap)) throw new Error('no map');

  it('return entries by type', () => {
    expect(map.text('t')).toBe('x');
    expect(map.natural('n')).toBe(7);
    expect(map.bytes('b', 1, 2)).toEqual(Uint8Array.of(1, 2));
    expect(map.bytesOrNull('nil', 1, 2)).toBeNull();
    expect(map.bytesOrNull('absent', 1, 2)).toBeNull();
    expect(map.bytesOrNull('b', 1, 2)).toEqual(Uint8Array.of(1, 2));
    expect(map.array('a').bytes(0, 1, 1)).toEqual(Uint8Array.of(9));
    expect(map.array('a').map(1).keys).toEqual([]);
  });

  it.each([
    ['a missing entry', () => map.text('absent'), 'item.absent: missing'],
    ['another type', () => map.natural('t'), 'item.t: not an unsigned integer'],
    ['a negative number', () => map.natural('neg'), 'item.neg: not an unsigned integer'],
    ['null for bytes', () => map.bytes('nil', 0, 9), 'item.nil: not a byte string'],
    ['text where bytes or null should be', () => map.bytesOrNull('t', 0, 9), 'item.t: not a byte string'],
    ['too few bytes', () => map.bytes('b', 3, 9), 'item.b: 2 bytes, want 3 to 9'],
    ['too many bytes', () => map.bytesOrNull('b', 0, 1), 'item.b: 2 bytes, want 0 to 1'],
    ['an array for a map', () => map.map('a'), 'item.a: not a map'],
    ['a map for an array', () => map.array('n'), 'item.n: not an array'],
    ['an item past the end', () => map.array('a').bytes(2, 0, 9), 'item.a[2]: missing'],
    ['another type in an array', () => map.array('a').map(0), 'item.a[0]: not a map'],
  ])('refuse %s by its path', (_, get, message) => {
    expect(get).toThrow(new Malformed(...(message.split(': ') as [string, string])));
  });
});
