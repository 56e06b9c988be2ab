import { concat } from '../bytes/equal.ts';
import { Reader } from '../bytes/reader.ts';
import { u64Of } from '../encoding/scale.ts';

const PRIME1 = 0x9e3779b185ebca87n;
const PRIME2 = 0xc2b2ae3d27d4eb4fn;
const PRIME3 = 0x165667b19e3779f9n;
const PRIME4 = 0x85ebca77c2b2ae63n;
const PRIME5 = 0x27d4eb2f165667c5n;

const wrap = (value: bigint): bigint => BigInt.asUintN(64, value);
const rotate = (value: bigint, by: bigint): bigint => wrap((value << by) | (value >> (64n - by)));
const round = (lane: bigint, input: bigint): bigint => wrap(rotate(wrap(lane + input * PRIME2), 31n) * PRIME1);

/** The four lanes over every whole stripe of 32 bytes, merged. */
function stripes(reader: Reader, seed: bigint): bigint {
  let [a, b, c, d] = [wrap(seed + PRIME1 + PRIME2), wrap(seed + PRIME2), seed, wrap(seed - PRIME1)];
  while (reader.remaining >= 32) {
    a = round(a, reader.u64le('lane 1'));
    b = round(b, reader.u64le('lane 2'));
    c = round(c, reader.u64le('lane 3'));
    d = round(d, reader.u64le('lane 4'));
  }
  const joined = wrap(rotate(a, 1n) + rotate(b, 7n) + rotate(c, 12n) + rotate(d, 18n));
  return [a, b, c, d].reduce((hash, lane) => wrap((hash ^ round(0n, lane)) * PRIME1 + PRIME4), joined);
}

/**
 * XXH64 (xxHash specification 0.1.1, "XXH64 algorithm description"). Not a cryptographic hash: it only spreads the names of
 * pallets and storage items, whose key is then proven by the trie.
 */
export function xxhash64(bytes: Uint8Array, seed: bigint): bigint {
  const reader = new Reader(bytes, 'xxhash64');
  let hash = bytes.length >= 32 ? stripes(reader, seed) : wrap(seed + PRIME5);
  hash = wrap(hash + BigInt(bytes.length));
  while (reader.remaining >= 8) {
    hash = wrap(rotate(hash ^ round(0n, reader.u64le('word')), 27n) * PRIME1 + PRIME4);
  }
  if (reader.remaining >= 4) {
    hash = wrap(rotate(hash ^ wrap(BigInt(reader.u32le('half')) * PRIME1), 23n) * PRIME2 + PRIME3);
  }
  while (reader.remaining > 0) {
    hash = wrap(rotate(hash ^ wrap(BigInt(reader.u8('byte')) * PRIME5), 11n) * PRIME1);
  }
  hash = wrap((hash ^ (hash >> 33n)) * PRIME2);
  hash = wrap((hash ^ (hash >> 29n)) * PRIME3);
  return hash ^ (hash >> 32n);
}

/** 64 bits of XXH64 with seed 0, little-endian. */
export const twox64 = (bytes: Uint8Array): Uint8Array => u64Of(xxhash64(bytes, 0n));

/** 128 bits: XXH64 with seeds 0 and 1, each little-endian. */
export const twox128 = (bytes: Uint8Array): Uint8Array => concat(twox64(bytes), u64Of(xxhash64(bytes, 1n)));
