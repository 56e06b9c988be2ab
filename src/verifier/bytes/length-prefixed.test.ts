import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from './hex.ts';
import { lengthPrefixed } from './length-prefixed.ts';

describe('length-prefixed fields', () => {
  it('are a 32-bit big-endian length and the bytes', () => {
    expect(toHex(lengthPrefixed(Uint8Array.of(0xab), new Uint8Array(), new Uint8Array(258).fill(1)))).toBe(
      `00000001ab0000000000000102${'01'.repeat(258)}`,
    );
  });

  it('give different texts for different lists', () => {
    const list = fc.array(fc.uint8Array({ maxLength: 3, max: 1 }), { maxLength: 4 });
    fc.assert(
      fc.property(list, list, (a, b) => {
        const same = JSON.stringify(a.map(toHex)) === JSON.stringify(b.map(toHex));
        expect(toHex(lengthPrefixed(...a)) === toHex(lengthPrefixed(...b))).toBe(same);
      }),
      { numRuns: 1000 },
    );
  });
});
