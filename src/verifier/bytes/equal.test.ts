import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, equalBytes } from './equal.ts';

describe('byte equality', () => {
  it.each([
    [[1, 2], [1, 2], true],
    [[], [], true],
    [[1, 2], [1, 3], false],
    [[1, 2], [1, 2, 0], false],
    [[1, 2, 0], [1, 2], false],
    [[], [0], false],
  ])('%j and %j: %s', (a, b, equal) => {
    expect(equalBytes(Uint8Array.from(a), Uint8Array.from(b))).toBe(equal);
  });

  it('agrees with Node for all pairs', () => {
    const short = fc.uint8Array({ maxLength: 3, max: 2 });
    fc.assert(
      fc.property(short, short, (a, b) => {
        expect(equalBytes(a, b)).toBe(Buffer.from(a).equals(b));
      }),
    );
  });
});

describe('concatenation', () => {
  it('joins parts into a new array', () => {
    const part = Uint8Array.of(1, 2);
    const whole = concat(part, new Uint8Array(), Uint8Array.of(3));
    expect(whole).toEqual(Uint8Array.of(1, 2, 3));
    part[0] = 9;
    expect(whole[0]).toBe(1);
    expect(concat()).toEqual(new Uint8Array());
  });
});
