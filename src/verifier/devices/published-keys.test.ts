import { sha512 } from '@noble/hashes/sha2.js';
import { sha3_512 } from '@noble/hashes/sha3.js';
import { describe, expect, it } from 'vitest';
import { ed25519KeyOf } from '../crypto/ed25519.ts';
import { ed25519Key, ed25519Sha3Key } from '../testing/keys.ts';
import { isPublishedKey } from './published-keys.ts';

describe('published device keys', () => {
  const seeds = {
    'of bootloader.c since 2019': Uint8Array.from({ length: 32 }, (_, index) => 0xac + (0xdd ^ index)),
    'of bootloader.c before': new Uint8Array(32).fill(0xda),
  };

  it.each(Object.entries(seeds))('are those that follow from the constant seed %s', (_, seed) => {
    for (const hash of [sha3_512, sha512]) expect(isPublishedKey(ed25519KeyOf(hash, seed))).toBe(true);
  });

  it('are no others', () => {
    expect(isPublishedKey(ed25519Sha3Key('device').raw)).toBe(false);
    expect(isPublishedKey(ed25519Key('device').raw)).toBe(false);
  });
});
