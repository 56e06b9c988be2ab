import { describe, expect, it } from 'vitest';
import { Malformed } from '../../malformed.ts';
import { isProductOf, lineOf } from './product.ts';

describe('the product line of a processor', () => {
  it.each([
    [0x19, 0x00, 'Milan'],
    [0x19, 0x01, 'Milan'],
    [0x19, 0x0f, 'Milan'],
    [0x19, 0x10, 'Genoa'],
    [0x19, 0x1f, 'Genoa'],
    [0x19, 0xa0, 'Genoa'],
    [0x19, 0xaf, 'Genoa'],
    [0x1a, 0x00, 'Turin'],
    [0x1a, 0x02, 'Turin'],
    [0x1a, 0x11, 'Turin'],
  ] as const)('of family %i model %i is %s', (family, model, line) => {
    expect(lineOf({ family, model, stepping: 0 })).toBe(line);
  });

  it.each([
    [0x17, 0x31],
    [0x19, 0x20],
    [0x19, 0x9f],
    [0x19, 0xb0],
    [0x1a, 0x12],
    [0x1a, 0x50],
    [0x1a, 0x90],
    [0x1b, 0x01],
    [0, 0],
  ])('of family %i model %i is not known', (family, model) => {
    expect(() => lineOf({ family, model, stepping: 0 })).toThrow(Malformed);
  });
});

describe('a product name', () => {
  it.each([
    ['Milan', 'Milan-B0', true],
    ['Milan', 'Milan', true],
    ['Genoa', 'Genoa', true],
    ['Genoa', 'Bergamo-A0', true],
    ['Turin', 'Turin', true],
    ['Genoa', 'Milan-B0', false],
    ['Milan', 'Genoa', false],
    ['Milan', 'Milano', false],
    ['Milan', 'milan', false],
    ['Milan', '', false],
  ] as const)('of %s: %j is %s', (line, name, is) => {
    expect(isProductOf(line, name)).toBe(is);
  });
});
