import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { isSmallOrder } from './signature-form.ts';

describe('small-order keys', () => {
  it('are the points that the cofactor kills, in every canonical spelling', () => {
    const eighth = ed25519.Point.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05', true);
    let point = ed25519.Point.ZERO;
    for (let index = 0; index < 8; index += 1) {
      expect(isSmallOrder(point.toBytes())).toBe(true);
      point = point.add(eighth);
    }
  });

  it('do not include the base point', () => {
    expect(isSmallOrder(ed25519.Point.BASE.toBytes())).toBe(false);
  });
});
