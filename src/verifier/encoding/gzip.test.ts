import { deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Malformed, unlessMalformed } from '../malformed.ts';
import { gunzip } from './gzip.ts';

const MOST = 100_000;
const text = new TextEncoder().encode('one two one two three one two three '.repeat(50));

describe('a gzip member', () => {
  it.each([0, 1, 6, 9])('written at level %i is unpacked as zlib packed it', (level) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.nat(20), (bytes, times) => {
        const whole = Buffer.concat(Array.from({ length: times }, () => bytes));
        expect(Buffer.from(gunzip(gzipSync(whole, { level }), MOST)).equals(whole)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('with a name, a comment and extra fields is unpacked, too', () => {
    const plain = gzipSync(text);
    const head = Buffer.from([0x1f, 0x8b, 8, 4 | 8 | 16 | 2, 0, 0, 0, 0, 0, 3, 2, 0, 1, 2, 0x61, 0, 0x62, 0, 0, 0]);
    expect(gunzip(Buffer.concat([head, plain.subarray(10)]), MOST)).toEqual(text);
  });

  it('that would exceed the limit is refused, however small it is', () => {
    const bomb = gzipSync(new Uint8Array(10_000_000));
    expect(() => gunzip(bomb, MOST)).toThrow('more than 100000 bytes');
    expect(gunzip(gzipSync(new Uint8Array(MOST)), MOST)).toHaveLength(MOST);
  });

  it.each<[string, Uint8Array]>([
    ['bytes behind it', Buffer.concat([gzipSync(text), Uint8Array.of(0)])],
    ['another checksum', withByte(gzipSync(text), -5)],
    ['another length', withByte(gzipSync(text), -1)],
    ['no header', deflateRawSync(text)],
    ['reserved flags', withByte(gzipSync(text), 3, 0x20)],
    ['another method', withByte(gzipSync(text), 2, 7)],
  ])('with %s is refused', (_, bytes) => {
    expect(() => gunzip(bytes, MOST)).toThrow(Malformed);
  });

  it('when truncated or with any byte changed yields the same bytes or Malformed', () => {
    const packed = gzipSync(text);
    fc.assert(
      fc.property(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, change, isCut) => {
        const changed = isCut ? packed.subarray(0, at) : withByte(packed, at, change);
        const read = unlessMalformed(() => gunzip(changed, MOST), null);
        expect(read === null || Buffer.from(read).equals(text)).toBe(true);
      }),
    );
  });
});

function withByte(bytes: Uint8Array, at: number, change = 1): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const index = at < 0 ? copy.length + at : at;
  copy[index] = (copy[index] ?? 0) ^ change;
  return copy;
}
