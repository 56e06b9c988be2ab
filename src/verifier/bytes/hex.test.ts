import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Malformed } from '../malformed.ts';
import { fromHex, toHex } from './hex.ts';

describe('hex', () => {
  it('reads both cases and writes the lower one', () => {
    expect(fromHex('00aAfF10', 'field')).toEqual(Uint8Array.of(0, 0xaa, 0xff, 0x10));
    expect(toHex(Uint8Array.of(0, 0xaa, 0xff, 0x10))).toBe('00aaff10');
    expect(fromHex('', 'field')).toEqual(new Uint8Array());
  });

  it.each([
    ['a', 'half a byte'],
    ['abc', 'a byte and a half'],
    ['0x00', 'a prefix'],
    ['zz', 'what parseInt reads as NaN'],
    ['1g', 'what parseInt reads as 1'],
    ['abz1', 'what Buffer.from cuts off'],
    [' ab ', 'white space, which makes the length even'],
    ['ab\n', 'a line break'],
    ['ab\n\n', 'line breaks, which keep the length even'],
    ['+1', 'a sign'],
    ['１２', 'digits of another script'],
    ['ab\0\0', 'NUL'],
  ])('refuses %j: %s', (text) => {
    expect(() => fromHex(text, 'mrEnclave')).toThrow(expect.objectContaining({ name: 'Malformed', field: 'mrEnclave' }));
  });

  it('is written by the platform where that can, and never by a library that extends its arrays', () => {
    const bytes = Object.assign(Uint8Array.of(0xab), { toHex: () => '0xab' });
    expect(toHex(bytes)).toBe('ab');
    const platforms = Object.getOwnPropertyDescriptor(Uint8Array.prototype, 'toHex');
    try {
      Object.defineProperty(Uint8Array.prototype, 'toHex', { configurable: true, value: () => 'by the platform' });
      expect(toHex(bytes)).toBe('by the platform');
    } finally {
      if (platforms === undefined) Reflect.deleteProperty(Uint8Array.prototype, 'toHex');
      else Object.defineProperty(Uint8Array.prototype, 'toHex', platforms);
    }
  });

  it('survives a round trip for every byte string', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(fromHex(toHex(bytes), 'field')).toEqual(bytes);
        expect(toHex(bytes)).toBe(Buffer.from(bytes).toString('hex'));
      }),
    );
  });

  it('returns or throws Malformed for every text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('0', 'a', 'F', 'g', ' ', '\n', '-', 'x') }), (text) => {
        try {
          expect(toHex(fromHex(text, 'field'))).toBe(text.toLowerCase());
        } catch (error) {
          expect(error).toBeInstanceOf(Malformed);
        }
      }),
    );
  });
});
