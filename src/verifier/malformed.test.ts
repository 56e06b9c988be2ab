import { describe, expect, it } from 'vitest';
import { Malformed, unlessMalformed, Unsupported } from './malformed.ts';

const throwing = (error: Error) => () => {
  throw error;
};

describe('unlessMalformed', () => {
  it('gives what was read', () => {
    expect(unlessMalformed(() => 7, undefined)).toBe(7);
    expect(unlessMalformed(() => undefined, 7)).toBeUndefined();
  });

  it('gives the other value for input that no parser reads, newer forms among them', () => {
    expect(unlessMalformed(throwing(new Malformed('field', 'why')), null)).toBeNull();
    expect(unlessMalformed(throwing(new Unsupported('field', 'why')), null)).toBeNull();
  });

  it('hides no mistake of ours', () => {
    expect(() => unlessMalformed(throwing(new TypeError('ours')), null)).toThrow(TypeError);
  });
});
