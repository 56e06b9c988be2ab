import { describe, expect, it } from 'vitest';
import { enciphered, sessionWord, withoutAnyWord, type Key } from './page-guard.ts';

describe('the cipher of the guard', () => {
  // The vectors that implementations of XTEA are tested with: 64 rounds, big-endian.
  it.each([
    ['000102030405060708090a0b0c0d0e0f', '4142434445464748', '497df3d072612cb5'],
    ['000102030405060708090a0b0c0d0e0f', '4141414141414141', 'e78f2d13744341d8'],
    ['000102030405060708090a0b0c0d0e0f', '5a5b6e278948d77f', '4141414141414141'],
    ['00000000000000000000000000000000', '4142434445464748', 'a0390589f8b8efa5'],
    ['00000000000000000000000000000000', '4141414141414141', 'ed23375a821a8c2d'],
    ['00000000000000000000000000000000', '70e1225d6e4e7655', '4141414141414141'],
  ])('is XTEA: under %s, %s becomes %s', (key, plain, cipher) => {
    const words = (hex: string): readonly number[] => [...hex.matchAll(/.{8}/g)].map(([word]) => Number(`0x${word}`));
    const [left = 0, right = 0] = words(plain);
    const hex = enciphered(words(key) as unknown as Key, [left, right]).map((word) => (word >>> 0).toString(16).padStart(8, '0'));
    expect(hex.join('')).toBe(cipher);
  });
});

describe('the word that ends the policy of an origin', () => {
  const SECRET = '6f1ed002-ab55-4cd6-8000-0123456789ab';
  const word = sessionWord(SECRET, 'https://a.test');

  it('is a different host name in every session and for every origin', () => {
    expect(word).toMatch(/^\d{1,10}-\d{1,10}$/);
    const others = [sessionWord(SECRET.replace('6', '7'), 'https://a.test'), sessionWord(SECRET, 'https://b.test')];
    expect(new Set([word, ...others]).size).toBe(3);
    expect(sessionWord(SECRET, 'https://a.test:8443')).not.toBe(word);
  });

  it('does not reveal the secret', () => {
    expect(word).not.toContain('secret');
  });

  it('is the MAC of the origin and a zero under the four words of the secret', () => {
    const key = [0x6f1ed002, 0xab554cd6, 0x80000123, 0x456789ab] as const;
    let [left, right] = enciphered(key, [0x70747468, 0x2f2f3a73]);
    [left, right] = enciphered(key, [left ^ 0x00006968, right]);
    expect(sessionWord(SECRET, 'https://hi')).toBe(`${String(left)}-${String(right)}`);
  });

  it('fills the last block with the zero where that is all there is room for', () => {
    const key = [0x6f1ed002, 0xab554cd6, 0x80000123, 0x456789ab] as const;
    expect(sessionWord(SECRET, 'https:/')).toBe(enciphered(key, [0x70747468, 0x002f3a73]).join('-'));
  });

  it('takes one more block, of zeros, for an origin that fills its last one', () => {
    const key = [0x6f1ed002, 0xab554cd6, 0x80000123, 0x456789ab] as const;
    const [left, right] = enciphered(key, [0x70747468, 0x2f2f3a73]);
    expect(sessionWord(SECRET, 'https://')).toBe(enciphered(key, [left, right]).join('-'));
  });

  it('is the same for a host name that ends in a dot', () => {
    expect(sessionWord(SECRET, 'https://a.test.')).toBe(word);
    expect(sessionWord(SECRET, 'https://a.test.:8443')).toBe(sessionWord(SECRET, 'https://a.test:8443'));
    expect(sessionWord(SECRET, 'https://a.-b.test')).not.toBe(sessionWord(SECRET, 'https://a-b.test'));
  });
});

describe('a header that ends with the word of any session', () => {
  it('gives back the policy before it', () => {
    expect(withoutAnyWord('script-src x; manifest-src https://12-4294967295')).toBe('script-src x; manifest-src');
  });

  it.each([
    ['another host', 'x https://a.test'],
    ['something behind it', 'x https://12-34; y'],
    ['a longer host', 'x https://12-34.test'],
    ['letters before the dash', 'x https://a1-34'],
    ['more than one line', 'a\nx https://12-34'],
    ['nothing before it', 'https://12-34'],
  ])('is none with %s', (_, header) => {
    expect(withoutAnyWord(header)).toBeNull();
  });
});
