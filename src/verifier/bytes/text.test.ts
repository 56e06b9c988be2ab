import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Malformed } from '../malformed.ts';
import { fromHex } from './hex.ts';
import { fromAscii, fromUtf8, toAscii } from './text.ts';

describe('ASCII', () => {
  it('survives a round trip, control characters included', () => {
    const all = Uint8Array.from({ length: 128 }, (_, code) => code);
    expect(toAscii(fromAscii(all, 'field'), 'field')).toEqual(all);
  });

  it('refuses a byte with its high bit set', () => {
    expect(() => fromAscii(Uint8Array.of(0x41, 0x80), 'field')).toThrow(Malformed);
  });

  it.each(['é', '\u0080', '\u0141', '😀'])('refuses the character %j, which would otherwise lose bits', (character) => {
    expect(() => toAscii(`a${character}`, 'origin')).toThrow(expect.objectContaining({ name: 'Malformed', field: 'origin' }));
  });
});

describe('UTF-8', () => {
  it('reads characters of one to four bytes, up to the last code point', () => {
    for (const text of ['', 'a', 'é€😀', '\u007f\u0080\u07ff\u0800\uffff\u{10000}\u{10ffff}', '\ud7ff\ue000', '\0']) {
      expect(fromUtf8(new TextEncoder().encode(text), 'field')).toBe(text);
    }
  });

  it.each([
    ['80', 'a continuation byte alone'],
    ['bf', 'a continuation byte alone'],
    ['c0af', 'an overlong slash'],
    ['c1bf', 'an overlong DEL'],
    ['c2', 'cut after the lead byte of two'],
    ['c241', 'a lead byte followed by a letter'],
    ['c2c2', 'a lead byte followed by a lead byte'],
    ['e08080', 'an overlong NUL of three bytes'],
    ['e09fbf', 'an overlong U+07FF'],
    ['e282', 'cut in the middle of the euro sign'],
    ['eda080', 'the surrogate U+D800'],
    ['edbfbf', 'the surrogate U+DFFF'],
    ['eda0bdedb880', 'CESU-8: a surrogate pair as two characters'],
    ['f0808080', 'an overlong NUL of four bytes'],
    ['f08fbfbf', 'an overlong U+FFFF'],
    ['f09f98', 'cut in the middle of a smiley'],
    ['f0288cbc', 'a letter in the middle of a character'],
    ['f4908080', 'U+110000'],
    ['f5808080', 'a lead byte that stands for nothing'],
    ['f880808080', 'five bytes'],
    ['fe', 'never a byte of UTF-8'],
    ['ff', 'never a byte of UTF-8'],
    ['61ff', 'a bad byte after a good one'],
  ])('refuses %s: %s', (hex) => {
    expect(() => fromUtf8(fromHex(hex, 'hex'), 'field')).toThrow(Malformed);
  });

  it('agrees with the platform’s decoder on every input', () => {
    const platform = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc
        .array(fc.constantFrom(0x61, 0x80, 0xbf, 0xc2, 0xe0, 0xa0, 0xed, 0x9f, 0xf0, 0x90, 0xf4, 0x8f), { maxLength: 8 })
        .map((a) => Uint8Array.from(a)),
    );
    fc.assert(
      fc.property(bytes, (input) => {
        let expected: string | undefined;
        try {
          expected = platform.decode(input);
        } catch {
          expected = undefined;
        }
        let found: string | undefined;
        try {
          found = fromUtf8(input, 'field');
        } catch (error) {
          expect(error).toBeInstanceOf(Malformed);
        }
        expect(found).toBe(expected);
      }),
      { numRuns: 5000 },
    );
  });
});
