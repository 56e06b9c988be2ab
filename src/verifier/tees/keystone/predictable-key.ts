import { sha3_512 } from '@noble/hashes/sha3.js';
import { toHex, type Hex } from '../../bytes/hex.ts';
import { Reader } from '../../bytes/reader.ts';
import { ed25519KeyOf } from '../../crypto/ed25519.ts';

/** SHA3-512, cut to a seed. */
const seedOf = (...bytes: readonly number[]): Uint8Array =>
  new Reader(sha3_512(Uint8Array.from(bytes)), 'hash').bytes('seed', 32);

/** Candidates by first byte of the monitor's hash: always the same, and they take about ten milliseconds to compute. */
const candidates = new Map<number, ReadonlySet<Hex>>();

/** The secret's first byte is clamped to a multiple of 8 (RFC 8032 section 5.1.5), which leaves 32 seeds. */
function candidatesFor(first: number): ReadonlySet<Hex> {
  const known = candidates.get(first);
  if (known !== undefined) return known;
  const secrets = Array.from({ length: 32 }, (_, index) => 8 * index);
  const made = new Set(secrets.map((secret) => toHex(ed25519KeyOf(sha3_512, seedOf(secret, first)))));
  candidates.set(first, made);
  return made;
}

/**
 * Is this a security monitor's key that anyone can compute? The reference bootloader hashes `sizeof(*pointer)`, one byte, of the
 * device's secret and one of the monitor's hash into the seed.
 */
export function isPredictableKey(monitorKey: Uint8Array, monitorHash: Uint8Array): boolean {
  return candidatesFor(new Reader(monitorHash, 'sm.hash').u8('first byte')).has(toHex(monitorKey));
}
