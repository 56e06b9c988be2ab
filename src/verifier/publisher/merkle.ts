import { concat, equalBytes } from '../bytes/equal.ts';
import type { CryptoPort } from '../crypto/port.ts';

/** The path from a leaf to the root of a Merkle tree of RFC 6962 (section 2.1.1). */
export type Inclusion = {
  /** Zero-based. */
  readonly index: number;
  readonly size: number;
  readonly root: Uint8Array;
  /** From the leaf's sibling upwards; 32 bytes each. */
  readonly hashes: readonly Uint8Array[];
};

/** More hashes than the tallest tree has: sizes are below 2^53. */
export const MAX_INCLUSION_HASHES = 53;

const half = (value: number): number => Math.floor(value / 2);
const isOdd = (value: number): boolean => value % 2 === 1;

/**
 * RFC 9162 section 2.1.3.2, with the domain separation of section 2.1.1: a leaf is hashed after 00, a node after 01, so that no
 * node can pass for a leaf. @param entry the leaf's content, not its hash
 */
export async function isIncluded(
  entry: Uint8Array,
  { index, size, root, hashes }: Inclusion,
  crypto: CryptoPort,
): Promise<boolean> {
  if (index >= size) return false;
  const node = (left: Uint8Array, right: Uint8Array): Promise<Uint8Array> =>
    crypto.digest('sha-256', concat(Uint8Array.of(1), left, right));
  let hash = await crypto.digest('sha-256', concat(Uint8Array.of(0), entry));
  let at = index;
  let last = size - 1;
  for (const sibling of hashes) {
    if (last === 0) return false;
    if (isOdd(at) || at === last) {
      hash = await node(sibling, hash);
      // The last node of a level without a sibling is promoted unchanged.
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      hash = await node(hash, sibling);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && equalBytes(hash, root);
}
