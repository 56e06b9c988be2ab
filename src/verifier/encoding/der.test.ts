import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../bytes/hex.ts';
import { Malformed } from '../malformed.ts';
import { constructedTag, DerReader, primitiveTag, TAG } from './der.ts';
import { der, only } from '../testing/der-reader.ts';

describe('lengths', () => {
  it.each([
    ['04 00', 0],
    ['04 01 aa', 1],
    [`04 7f ${'00'.repeat(127)}`, 127],
    [`04 8180 ${'00'.repeat(128)}`, 128],
    [`04 81ff ${'00'.repeat(255)}`, 255],
    [`04 820100 ${'00'.repeat(256)}`, 256],
    [`04 83010000 ${'00'.repeat(65536)}`, 65536],
  ])('%.12s… holds %d bytes', (hex, length) => {
    expect(only(hex, (reader) => reader.octetString('field'))).toHaveLength(length);
  });

  it.each([
    ['04', 'no length at all'],
    ['04 01', 'one byte promised, none there'],
    ['04 80 aabb 0000', 'the indefinite form, BER only'],
    ['04 8101 aa', 'one byte spelled in the long form'],
    [`04 817f ${'00'.repeat(127)}`, '127 spelled in the long form'],
    [`04 820080 ${'00'.repeat(128)}`, 'a leading zero in the length'],
    [`04 8200ff ${'00'.repeat(255)}`, '255 with a leading zero'],
    [`04 83000100 ${'00'.repeat(256)}`, '256 with a leading zero'],
    ['04 84ffffffff aa', 'four gigabytes promised, one byte there'],
    ['04 8480000000 aa', 'a length that is negative as a 32-bit number'],
    ['04 850100000000 aa', 'a length of five bytes'],
    ['04 88ffffffffffffffff aa', 'a length of 2^64 - 1'],
    ['04 ff aa', 'the length that X.690 reserves'],
    ['04 82', 'a length cut off'],
    ['04 8201', 'a length cut off in its middle'],
  ])('refuses %.20s: %s', (hex) => {
    expect(() => der(hex).octetString('field')).toThrow(expect.objectContaining({ name: 'Malformed' }));
    expect(() => der(hex).element('field')).toThrow(Malformed);
  });
});

describe('elements', () => {
  it('names the wrong tag and the expected one', () => {
    expect(() => der('0201 05').octetString('serial')).toThrow(
      expect.objectContaining({ field: 'what.serial', why: 'tag 02, want 04' }),
    );
  });

  it('come complete with their header, as a signature covers them', () => {
    const reader = der('3003 020105 0101ff');
    expect(toHex(reader.element('tbs'))).toBe('3003020105');
    expect(reader.next).toBe(TAG.boolean);
    expect(toHex(reader.element('rest'))).toBe('0101ff');
    expect(reader.next).toBeUndefined();
    reader.end();
  });

  it.each([
    ['1f 01 00', 'a tag of more than one byte'],
    ['bf 21 00', 'a context tag of more than one byte'],
    ['', 'nothing'],
    ['30', 'a tag and nothing else'],
  ])('refuse %j: %s', (hex) => {
    expect(() => der(hex).element('field')).toThrow(Malformed);
  });

  it('nest, each closed on its own', () => {
    const outer = der('3008 3003 020101 020102');
    const sequence = outer.inside('Outer');
    outer.end();
    const inner = sequence.inside('Inner');
    expect(inner.small('n')).toBe(1);
    inner.end();
    expect(sequence.small('m')).toBe(2);
    sequence.end();
  });

  it('refuse what follows inside or behind', () => {
    expect(() => {
      der('3003 020101 00').inside('S').end();
    }).toThrow(expect.objectContaining({ why: '3 trailing bytes' }));
    const outer = der('3000 00');
    outer.inside('S').end();
    expect(() => {
      outer.end();
    }).toThrow(expect.objectContaining({ why: '1 trailing bytes' }));
  });

  it('inside cannot reach over the end of its parent', () => {
    const outer = der('3002 0204 00000001');
    expect(() => outer.inside('S').integer('n')).toThrow(Malformed);
  });

  it('know their context tags', () => {
    expect(constructedTag(3)).toBe(0xa3);
    expect(primitiveTag(1)).toBe(0x81);
  });
});

describe('any bytes', () => {
  const readers: readonly ((reader: DerReader) => unknown)[] = [
    (reader) => reader.element('f'),
    (reader) => reader.inside('f'),
    (reader) => reader.integer('f'),
    (reader) => reader.unsigned('f'),
    (reader) => reader.small('f'),
    (reader) => reader.boolean('f'),
    (reader) => reader.octets('f'),
    (reader) => reader.oid('f'),
    (reader) => reader.time('f'),
    (reader) => reader.text('f'),
    (reader) => {
      reader.null('f');
    },
  ];
  // Half of the inputs begin like an element, so that the readers get past the header.
  const input = fc.oneof(
    fc.uint8Array({ maxLength: 24 }),
    fc
      .tuple(fc.constantFrom(...Object.values(TAG)), fc.uint8Array({ maxLength: 20 }))
      .map(([tag, content]) => Uint8Array.of(tag, content.length, ...content)),
  );

  it('are read, or Malformed, by every reader', () => {
    fc.assert(
      fc.property(input, fc.constantFrom(...readers), (bytes, read) => {
        const reader = new DerReader(bytes, 'what');
        try {
          read(reader);
          reader.end();
        } catch (error) {
          expect(error).toBeInstanceOf(Malformed);
        }
      }),
      { numRuns: 5000 },
    );
  });
});
