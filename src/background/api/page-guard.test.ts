import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sessionWord, sha256 } from './page-guard.ts';

describe('the hash of the guard', () => {
  it.each([0, 1, 3, 4, 54, 55, 56, 63, 64, 65, 119, 120, 300])('is SHA-256, for %i characters too', (length) => {
    const text = Array.from({ length }, (_, at) => String.fromCharCode(32 + ((at * 7) % 95))).join('');
    expect(sha256(text)).toBe(createHash('sha256').update(text).digest('hex'));
  });
});

describe('the word that ends the policy of an origin', () => {
  const word = sessionWord('a secret', 'https://a.test');

  it('is a different host name in every session and for every origin', () => {
    expect(word).toMatch(/^[0-9a-f]{32}$/);
    const others = [sessionWord('another', 'https://a.test'), sessionWord('a secret', 'https://b.test')];
    expect(new Set([word, ...others]).size).toBe(3);
    expect(sessionWord('a secret', 'https://a.test:8443')).not.toBe(word);
  });

  it('does not reveal the secret', () => {
    expect(word).not.toContain('secret');
  });

  it('is the same for a host name that ends in a dot', () => {
    expect(sessionWord('a secret', 'https://a.test.')).toBe(word);
    expect(sessionWord('a secret', 'https://a.test.:8443')).toBe(sessionWord('a secret', 'https://a.test:8443'));
  });
});
