import { describe, expect, it } from 'vitest';
import { toHex } from '../bytes/hex.ts';
import { toAscii } from '../bytes/text.ts';
import { twox128, xxhash64 } from './xxhash.ts';

// Known answers of the reference implementation (xxHash, tests/sanity_test_vectors.h and its documentation).
const KNOWN: readonly (readonly [string, bigint, bigint])[] = [
  ['', 0n, 0xef46db3751d8e999n],
  ['a', 0n, 0xd24ec4f1a98c6e5bn],
  ['abc', 0n, 0x44bc2cf5ad770999n],
  ['', 1n, 0xd5afba1336a3be4bn],
];

describe('XXH64', () => {
  it.each(KNOWN)('of %j with seed %s', (text, seed, hash) => {
    expect(xxhash64(toAscii(text, 'text'), seed)).toBe(hash);
  });

  it('takes every path: stripes, words, half words and bytes', () => {
    // twox128 of well-known pallet and item names: FRAME storage prefixes.
    expect(toHex(twox128(toAscii('System', 'name')))).toBe('26aa394eea5630e07c48ae0c9558cef7');
    expect(toHex(twox128(toAscii('Timestamp', 'name')))).toBe('f0c365c3cf59d671eb72da0e7a4113c4');
    expect(toHex(twox128(toAscii('LatestSidechainBlockConfirmation', 'name')))).toBe('7330b8f0844684c66a9a03162a425cc9');
  });
});
