import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Malformed } from '../malformed.ts';
import { isZero, Reader } from './reader.ts';

const eight = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);

describe('reader', () => {
  it('reads fields in order and knows its position', () => {
    const reader = new Reader(Uint8Array.of(9, 1, 2, 0xff, 0xee, 7), 'structure');
    expect(reader.u8('a')).toBe(9);
    expect(reader.bytes('b', 2)).toEqual(Uint8Array.of(1, 2));
    expect(reader.offset).toBe(3);
    expect(reader.remaining).toBe(3);
    expect(reader.rest('c')).toEqual(Uint8Array.of(0xff, 0xee, 7));
    reader.end();
  });

  it('reads integers in both byte orders, unsigned', () => {
    const high = Uint8Array.of(0xff, 0xfe, 0xfd, 0xfc, 0xfb, 0xfa, 0xf9, 0xf8);
    expect(new Reader(high, 's').u16le('n')).toBe(0xfeff);
    expect(new Reader(high, 's').u16be('n')).toBe(0xfffe);
    expect(new Reader(high, 's').u32le('n')).toBe(0xfcfdfeff);
    expect(new Reader(high, 's').u32be('n')).toBe(0xfffefdfc);
    expect(new Reader(high, 's').u64le('n')).toBe(0xf8f9fafbfcfdfeffn);
    expect(new Reader(high, 's').u64be('n')).toBe(0xfffefdfcfbfaf9f8n);
  });

  it('reads from a view in the middle of a larger buffer', () => {
    const view = new Uint8Array(eight.buffer, 2, 3);
    const reader = new Reader(view, 's');
    expect(reader.u16be('n')).toBe(0x0304);
    expect(reader.u8('m')).toBe(5);
    expect(() => reader.u8('beyond the view')).toThrow(Malformed);
  });

  it('names the field with the wrong length and the offset at which it was read', () => {
    const reader = new Reader(eight, 'quote');
    reader.bytes('header', 6);
    expect(() => reader.bytes('certData', 3)).toThrow(
      expect.objectContaining({ name: 'Malformed', field: 'quote.certData', why: 'needs 3 bytes, 2 left', offset: 6 }),
    );
  });

  it.each([-1, 9, 2 ** 32, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, 1.5])(
    'refuses a length of %d of eight bytes',
    (length) => {
      const reader = new Reader(eight, 's');
      expect(() => reader.bytes('field', length)).toThrow(Malformed);
      expect(reader.offset).toBe(0);
    },
  );

  it('refuses a read past the end at every width, and keeps its position', () => {
    const reader = new Reader(Uint8Array.of(1), 's');
    for (const read of ['u16le', 'u16be', 'u32le', 'u32be', 'u64le', 'u64be'] as const) {
      expect(() => reader[read]('n')).toThrow(Malformed);
      expect(reader.offset).toBe(0);
    }
    reader.u8('n');
    expect(() => reader.u8('n')).toThrow(Malformed);
  });

  it('returns what was read since an offset, as it arrived', () => {
    const reader = new Reader(eight, 's');
    reader.u8('skipped');
    const start = reader.offset;
    reader.u32le('n');
    expect(reader.since(start)).toEqual(Uint8Array.of(2, 3, 4, 5));
    expect(reader.since(reader.offset)).toEqual(new Uint8Array());
  });

  it.each([-1, 1.5, Number.NaN, 6])('treats a slice since %d as the programmer’s mistake, not the input’s', (start) => {
    const reader = new Reader(eight, 's');
    reader.bytes('read', 5);
    expect(() => reader.since(start)).toThrow(RangeError);
  });

  it('closes a structure only when every byte was read', () => {
    const reader = new Reader(eight, 's');
    reader.bytes('most', 7);
    expect(() => {
      reader.end();
    }).toThrow(expect.objectContaining({ field: 's', why: '1 trailing bytes', offset: 7 }));
    reader.u8('last');
    reader.end();
  });

  it('confines a nested structure to its own length', () => {
    const outer = new Reader(eight, 'outer');
    const inner = outer.nested('inner', 2);
    inner.u16be('n');
    expect(() => inner.u8('beyond')).toThrow(expect.objectContaining({ field: 'outer.inner.beyond' }));
    expect(outer.u8('next')).toBe(3);
    expect(() => outer.nested('too long', 6)).toThrow(Malformed);
  });

  it('refuses reserved bytes that are not zero and says where they began', () => {
    const reader = new Reader(Uint8Array.of(5, 0, 0, 1), 's');
    reader.u8('n');
    reader.zeros('reserved', 2);
    expect(() => {
      reader.zeros('reserved2', 1);
    }).toThrow(expect.objectContaining({ field: 's.reserved2', offset: 3 }));
  });

  it('never yields more or other bytes than it was given, whatever the lengths', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.array(fc.integer({ min: -2, max: 80 })), (bytes, lengths) => {
        const reader = new Reader(bytes, 's');
        const read: number[] = [];
        for (const length of lengths) {
          try {
            read.push(...reader.bytes('part', length));
          } catch (error) {
            expect(error).toBeInstanceOf(Malformed);
          }
        }
        expect(read).toEqual([...bytes].slice(0, reader.offset));
        expect(reader.offset + reader.remaining).toBe(bytes.length);
      }),
    );
  });
});

describe('zero bytes', () => {
  it('are all zero, or none at all', () => {
    expect(isZero(new Uint8Array(3))).toBe(true);
    expect(isZero(new Uint8Array())).toBe(true);
    expect(isZero(Uint8Array.of(0, 0, 1))).toBe(false);
    expect(isZero(Uint8Array.of(0x80, 0, 0))).toBe(false);
  });
});
