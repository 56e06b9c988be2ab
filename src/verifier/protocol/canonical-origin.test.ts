import { describe, expect, it } from 'vitest';
import { canonicalOrigin } from './canonical-origin.ts';

describe('an origin', () => {
  it.each([
    ['https://a.test.', 'https://a.test'],
    ['https://a.test', 'https://a.test'],
    ['https://a.test.:8443', 'https://a.test:8443'],
    ['https://a.test..', 'https://a.test..'],
    ['https://a.test.b', 'https://a.test.b'],
    ['http://a.test.', 'http://a.test.'],
    ['https://.', 'https://.'],
  ])('%s is that of %s: a dot at the end of a name is the same host', (origin, canonical) => {
    expect(canonicalOrigin(origin)).toBe(canonical);
  });
});
