import { sha3_512 } from '@noble/hashes/sha3.js';
import { equalBytes } from '../../bytes/equal.ts';
import { Reader } from '../../bytes/reader.ts';
import { ed25519KeyOf } from '../../crypto/ed25519.ts';

/** SHA3-512, cut to a seed. */
const seedOf = (...bytes: readonly number[]): Uint8Array =>
  new Reader(sha3_512(Uint8Array.from(bytes)), 'hash').bytes('seed', 32);

/**
 * Is this a security monitor's key that anybody can compute? The reference bootloader hashes `sizeof(*pointer)`, one
 * byte, of the device's secret and one of the monitor's hash into the seed. The secret's first byte is clamped to a
 * multiple of 8 (RFC 8032 section 5.1.5), so there are 32 candidates. Costs some ten milliseconds.
 */
export function isPredictableKey(monitorKey: Uint8Array, monitorHash: Uint8Array): boolean {
  const first = new Reader(monitorHash, 'sm.hash').u8('first byte');
  return Array.from({ length: 32 }, (_, index) => 8 * index).some((secret) =>
    equalBytes(ed25519KeyOf(sha3_512, seedOf(secret, first)), monitorKey),
  );
}
