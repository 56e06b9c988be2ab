import { sha256 } from '@noble/hashes/sha2.js';
import { concat } from '../../../bytes/equal.ts';

/** A Merkle tree of RFC 6962 over a few entries: its root, and each entry's path to it. */

const leaf = (entry: Uint8Array): Uint8Array => sha256(concat(Uint8Array.of(0), entry));
const node = (left: Uint8Array, right: Uint8Array): Uint8Array => sha256(concat(Uint8Array.of(1), left, right));

/** Largest power of two below `count` (section 2.1). */
function split(count: number): number {
  let half = 1;
  while (half * 2 < count) half *= 2;
  return half;
}

/** Section 2.1. */
export function treeRoot(entries: readonly Uint8Array[]): Uint8Array {
  const [only] = entries;
  if (only === undefined) return sha256(new Uint8Array());
  if (entries.length === 1) return leaf(only);
  const half = split(entries.length);
  return node(treeRoot(entries.slice(0, half)), treeRoot(entries.slice(half)));
}

/** Section 2.1.1. */
export function inclusionPath(entries: readonly Uint8Array[], index: number): readonly Uint8Array[] {
  if (entries.length <= 1) return [];
  const half = split(entries.length);
  const [left, right] = [entries.slice(0, half), entries.slice(half)];
  return index < half
    ? [...inclusionPath(left, index), treeRoot(right)]
    : [...inclusionPath(right, index - half), treeRoot(left)];
}
