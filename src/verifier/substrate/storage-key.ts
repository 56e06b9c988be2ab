import { blake2b } from '@noble/hashes/blake2.js';
import { concat } from '../bytes/equal.ts';
import { toAscii } from '../bytes/text.ts';
import { twox128, twox64 } from './xxhash.ts';

/** BLAKE2b with a 32-byte digest: hash of headers and trie nodes (Polkadot specification, section 2.4). */
export const blake2b256 = (bytes: Uint8Array): Uint8Array => blake2b(bytes, { dkLen: 32 });

/** How a map hashes its keys (FRAME, `StorageHasher`): a hash, then the key itself. */
export type KeyHasher = 'blake2-128-concat' | 'twox-64-concat';

/** A key as it appears in the trie after the item's prefix. */
export function hashedKey(hasher: KeyHasher, key: Uint8Array): Uint8Array {
  return concat(hasher === 'twox-64-concat' ? twox64(key) : blake2b(key, { dkLen: 16 }), key);
}

/**
 * Storage key of a value, or of one entry of a map: twox128(pallet) ‖ twox128(item) ‖ hashed key
 * (FRAME, `frame_support::storage`). @throws Malformed when a name is not ASCII.
 */
export function storageKey(pallet: string, item: string, entry?: { hasher: KeyHasher; key: Uint8Array }): Uint8Array {
  const prefix = [toAscii(pallet, 'pallet'), toAscii(item, 'item')].map(twox128);
  return concat(...prefix, ...(entry === undefined ? [] : [hashedKey(entry.hasher, entry.key)]));
}
