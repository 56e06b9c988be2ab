// Covers: der.ts
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../bytes/hex.ts';
import { Malformed } from '../malformed.ts';
import { toRfc3339 } from '../time.ts';
import { dotted, TAG } from './der.ts';
import { der, only } from '../testing/der-reader.ts';

describe('integers', () => {
  it.each([
    ['0201 00', '00', '00'],
    ['0201 7f', '7f', '7f'],
    ['0202 0080', '0080', '80'],
    ['0202 00ff', '00ff', 'ff'],
    ['0202 0100', '0100', '0100'],
    ['0209 00ffffffffffffffff', '00ffffffffffffffff', 'ffffffffffffffff'],
  ])('%s: content %s, magnitude %s', (hex, content, magnitude) => {
    expect(toHex(only(hex, (reader) => reader.integer('n')))).toBe(content);
    expect(toHex(only(hex, (reader) => reader.unsigned('n')))).toBe(magnitude);
  });

  it.each([
    ['0200', 'no content'],
    ['0202 0001', 'a zero byte too many'],
    ['0202 007f', 'a zero byte too many'],
    ['0202 ff80', 'an ff byte too many before a negative number'],
    ['0202 ffff', 'minus one in two bytes'],
    ['0203 000000', 'zero in three bytes'],
    ['2201 05', 'the constructed form'],
  ])('refuse %s: %s', (hex) => {
    for (const read of ['integer', 'unsigned', 'small'] as const) expect(() => der(hex)[read]('n')).toThrow(Malformed);
  });

  it.each([
    ['0201 80', 'minus 128'],
    ['0201 ff', 'minus one'],
    ['0202 8000', 'minus 32768'],
  ])('that are negative are no magnitude: %s, %s', (hex) => {
    expect(() => der(hex).unsigned('n')).toThrow(expect.objectContaining({ why: 'negative integer' }));
    expect(() => der(hex).small('n')).toThrow(Malformed);
    expect(der(hex).integer('n')).toHaveLength(Number(hex.slice(2, 4)));
  });

  it.each([
    ['0201 00', 0],
    ['0201 7f', 127],
    ['0202 00ff', 255],
    ['0202 012c', 300],
    ['0204 7fffffff', 2 ** 31 - 1],
  ])('small: %s is %d', (hex, value) => {
    expect(only(hex, (reader) => reader.small('n'))).toBe(value);
  });

  it.each(['0205 0080000000', '0205 00ffffffff', '0209 010000000000000000'])('small: refuses %s', (hex) => {
    expect(() => der(hex).small('n')).toThrow(expect.objectContaining({ why: 'integer out of range' }));
  });

  it('read ENUMERATED under its own tag', () => {
    expect(only('0a01 02', (reader) => reader.small('sgxType', TAG.enumerated))).toBe(2);
    expect(() => der('0201 02').small('sgxType', TAG.enumerated)).toThrow(Malformed);
  });

  it('have one spelling: every accepted content is what BigInt would write', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 6 }), (content) => {
        const hex = `02${toHex(Uint8Array.of(content.length))}${toHex(content)}`;
        const value = BigInt.asIntN(8 * content.length, BigInt(`0x${toHex(content)}`));
        // The fewest bytes of two's complement that hold the value.
        const least = [1, 2, 3, 4, 5, 6].find((size) => BigInt.asIntN(8 * size, value) === value);
        const accepted = ((): boolean => {
          try {
            der(hex).integer('n');
            return true;
          } catch {
            return false;
          }
        })();
        expect(accepted).toBe(least === content.length);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('booleans and NULL', () => {
  it('are ff, 00, and empty', () => {
    expect(only('0101 ff', (reader) => reader.boolean('b'))).toBe(true);
    expect(only('0101 00', (reader) => reader.boolean('b'))).toBe(false);
    only('0500', (reader) => {
      reader.null('n');
    });
  });

  it.each([
    ['0101 01', 'true as BER may spell it'],
    ['0101 80', 'true as BER may spell it'],
    ['0100', 'no content'],
    ['0102 ffff', 'two bytes'],
  ])('boolean refuses %s: %s', (hex) => {
    expect(() => der(hex).boolean('critical')).toThrow(expect.objectContaining({ why: 'boolean is not DER' }));
  });

  it('NULL refuses content', () => {
    expect(() => {
      der('0501 00').null('parameters');
    }).toThrow(Malformed);
  });
});

describe('bit strings', () => {
  it('give whole octets', () => {
    expect(toHex(only('0303 00 abcd', (reader) => reader.octets('key')))).toBe('abcd');
    expect(toHex(only('0301 00', (reader) => reader.octets('key')))).toBe('');
  });

  it('report their unused bits', () => {
    expect(only('0302 01 06', (reader) => reader.bitString('keyUsage'))).toEqual({ bits: Uint8Array.of(6), unused: 1 });
    expect(only('0302 07 80', (reader) => reader.bitString('keyUsage'))).toEqual({ bits: Uint8Array.of(0x80), unused: 7 });
  });

  it.each([
    ['0300', 'not even the count of unused bits'],
    ['0302 08 00', 'eight unused bits'],
    ['0302 ff 00', '255 unused bits'],
    ['0301 01', 'an unused bit of nothing'],
    ['0302 01 07', 'an unused bit that is set'],
    ['0303 07 00ff', 'seven unused bits that are set'],
    ['2305 0303 00abcd', 'the constructed form, BER only'],
  ])('refuse %s: %s', (hex) => {
    expect(() => der(hex).bitString('field')).toThrow(Malformed);
  });

  it('with unused bits are not octets', () => {
    expect(() => der('0302 01 06').octets('signature')).toThrow(
      expect.objectContaining({ why: 'bit string is not whole octets' }),
    );
  });
});

describe('object identifiers', () => {
  it.each([
    ['2a864886f70d010101', '1.2.840.113549.1.1.1'],
    ['2a8648ce3d030107', '1.2.840.10045.3.1.7'],
    ['551d13', '2.5.29.19'],
    ['00', '0.0'],
    ['27', '0.39'],
    ['28', '1.0'],
    ['4f', '1.39'],
    ['50', '2.0'],
    ['8837', '2.999'],
    ['2a864886f84d010d01', '1.2.840.113741.1.13.1'],
  ])('%s is %s', (content, text) => {
    expect(dotted(fromHex(content, 'hex'), 'oid')).toBe(text);
  });

  it.each([
    ['', 'nothing'],
    ['2a86', 'an arc that does not end'],
    ['80', 'an arc that does not end and is not minimal'],
    ['551d8013', 'a zero in front of an arc: another spelling of 2.5.29.19'],
    ['8055', 'a zero in front of the first arc'],
    ['2affffffffffffffff7f', 'an arc over 2^53'],
    ['2a90808080808080808000', 'an arc of 2^67'],
  ])('refuse %s: %s', (content) => {
    expect(() => dotted(fromHex(content, 'hex'), 'oid')).toThrow(Malformed);
  });

  it('have one spelling', () => {
    const seen = new Map<string, string>();
    for (let first = 0; first < 256; first += 1) {
      for (let second = 0; second < 256; second += 1) {
        for (const content of [Uint8Array.of(first, second), Uint8Array.of(first, second, 1)]) {
          try {
            const text = dotted(content, 'oid');
            expect(seen.get(text) ?? toHex(content)).toBe(toHex(content));
            seen.set(text, toHex(content));
          } catch (error) {
            expect(error).toBeInstanceOf(Malformed);
          }
        }
      }
    }
  });
});

describe('times and texts', () => {
  it('read either kind of time', () => {
    expect(toRfc3339(only('170d 3138303532313130343531305a', (reader) => reader.time('t')))).toBe('2018-05-21T10:45:10.000Z');
    expect(toRfc3339(only('180f 32303530303130313030303030305a', (reader) => reader.time('t')))).toBe('2050-01-01T00:00:00.000Z');
  });

  it.each([
    ['170b 313830353231313034355a', 'UTCTime without seconds'],
    ['0c0d 3138303532313130343531305a', 'a UTF8String'],
    ['170d b138303532313130343531305a', 'a digit with its high bit set'],
    ['', 'nothing'],
  ])('refuse the time %s: %s', (hex) => {
    expect(() => der(hex).time('notAfter')).toThrow(Malformed);
  });

  it.each([
    ['1302 6162', 'ab'],
    ['1602 6162', 'ab'],
    ['0c03 e282ac', '€'],
  ])('read %s as %s', (hex, text) => {
    expect(only(hex, (reader) => reader.text('cn'))).toBe(text);
  });

  it.each([
    ['1e02 0061', 'BMPString'],
    ['1401 61', 'TeletexString'],
    ['0c02 c0af', 'UTF-8 that is overlong'],
    ['1301 ff', 'a PrintableString that is not ASCII'],
    ['1601 80', 'an IA5String that is not ASCII'],
  ])('refuse the text %s: %s', (hex) => {
    expect(() => der(hex).text('cn')).toThrow(Malformed);
  });
});
