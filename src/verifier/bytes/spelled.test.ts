import { describe, expect, it } from 'vitest';
import { toHex } from './hex.ts';
import { fromHexOrBase64 } from './spelled.ts';

describe('bytes in any common spelling', () => {
  // Both letters that the alphabets differ in, and padding.
  const bytes = Uint8Array.of(0xfb, 0xff, 0xfe, 0x01);

  it.each(['fbfffe01', '0xfbfffe01', '0XFBFFFE01', 'fbff\nfe01\n', '+//+AQ==', '+//+AQ', '-__-AQ', '-__-AQ==', ' +//+\r\nAQ== '])(
    'are read: %j',
    (text) => {
      expect(toHex(fromHexOrBase64(text, 'f'))).toBe(toHex(bytes));
    },
  );

  it.each([
    ['a digit lost', 'fbfffe0', 'not hexadecimal'],
    ['a letter of neither', '+//+AQ!', 'not base64'],
    ['one letter too many', '+//+A', 'impossible base64 length'],
    ['padding inside', '+//+AQ==AQ==', 'not base64'],
    ['bits behind the last byte', '+//+AR', 'base64 pad bits are not zero'],
  ])('are refused: %s', (_, text, why) => {
    expect(() => fromHexOrBase64(text, 'f')).toThrow(why);
  });

  it('are none in an empty text', () => {
    expect(fromHexOrBase64('', 'f')).toHaveLength(0);
  });
});
