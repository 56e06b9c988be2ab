import { describe, expect, it } from 'vitest';
import { Malformed, unlessMalformed, Unsupported } from './malformed.ts';

const throwing = (error: Error) => () => {
  throw error;
};

describe('unlessMalformed', () => {
  it('returns what was read', () => {
    expect(unlessMalformed(() => 7, undefined)).toBe(7);
    expect(unlessMalformed(() => undefined, 7)).toBeUndefined();
  });

  it('returns the fallback for input that no parser reads, including newer forms', () => {
    expect(unlessMalformed(throwing(new Malformed('field', 'why')), null)).toBeNull();
    expect(unlessMalformed(throwing(new Unsupported('field', 'why')), null)).toBeNull();
  });

  it('hides no bug of ours', () => {
    expect(() => unlessMalformed(throwing(new TypeError('ours')), null)).toThrow(TypeError);
  });
});
