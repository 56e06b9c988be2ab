import { concat } from '../bytes/equal.ts';
import { fromHex, toHex, type Hex } from '../bytes/hex.ts';
import { fromAscii } from '../bytes/text.ts';
import { compactOf, ScaleReader } from '../encoding/scale.ts';
import { Malformed } from '../malformed.ts';
import { blake2b256 } from './storage-key.ts';

/** One digest entry of a header, written by some engine: its four letters (`FRNK`, `BABE`, `aura`) and its bytes. */
export type DigestItem = {
  readonly kind: 'pre-runtime' | 'consensus' | 'seal';
  readonly engine: string;
  readonly data: Uint8Array;
};

/** A block header of a Substrate chain with 32-bit block numbers (Polkadot specification, section 3.6). */
export type Header = {
  /** BLAKE2b-256 over the bytes as received: computed here, never taken from a node. */
  readonly hash: Hex;
  readonly parentHash: Hex;
  readonly number: number;
  readonly stateRoot: Uint8Array;
  readonly extrinsicsRoot: Uint8Array;
  readonly digest: readonly DigestItem[];
};

/** More digest items than any block has. */
const MAX_ITEMS = 64;
const MAX_ITEM_BYTES = 1024 * 1024;

/** Variant indices of `DigestItem` (sp-runtime, generic/digest.rs). */
const ENGINE_ITEMS: Readonly<Record<number, DigestItem['kind']>> = { 4: 'consensus', 5: 'seal', 6: 'pre-runtime' };
const OTHER = 0;
const RUNTIME_ENVIRONMENT_UPDATED = 8;

function readDigestItem(reader: ScaleReader): DigestItem | null {
  const variant = reader.u8('digest item');
  const kind = ENGINE_ITEMS[variant];
  if (kind !== undefined) {
    const engine = fromAscii(reader.fixed('engine', 4), 'header.engine');
    return { kind, engine, data: reader.bytes('digest data', MAX_ITEM_BYTES) };
  }
  if (variant === OTHER) reader.bytes('digest data', MAX_ITEM_BYTES);
  else if (variant !== RUNTIME_ENVIRONMENT_UPDATED) throw new Malformed('header.digest item', 'unknown variant', reader.offset);
  return null;
}

function takeParts(reader: ScaleReader): Omit<Header, 'hash'> {
  const parentHash = toHex(reader.fixed('parent hash', 32));
  const number = reader.compact('number');
  const stateRoot = reader.fixed('state root', 32);
  const extrinsicsRoot = reader.fixed('extrinsics root', 32);
  const items = reader.list('digest', MAX_ITEMS, 1, () => readDigestItem(reader));
  return { parentHash, number, stateRoot, extrinsicsRoot, digest: items.filter((item) => item !== null) };
}

/** Reads one header from a longer text and hashes exactly the bytes it read. @throws Malformed */
export function takeHeader(reader: ScaleReader): Header {
  const start = reader.offset;
  const parts = takeParts(reader);
  return { hash: toHex(blake2b256(reader.since(start))), ...parts };
}

/** Skips one header and returns its bytes, without hashing them. @throws Malformed */
export function passHeader(reader: ScaleReader): Uint8Array {
  const start = reader.offset;
  takeParts(reader);
  return reader.since(start);
}

/** SCALE header → header, with nothing after it. @throws Malformed */
export function readHeader(bytes: Uint8Array): Header {
  const reader = new ScaleReader(bytes, 'header');
  const header = takeHeader(reader);
  reader.end();
  return header;
}

/** `0x…` → bytes. @throws Malformed */
export function fromPrefixedHex(text: string, field: string): Uint8Array<ArrayBuffer> {
  if (!text.startsWith('0x')) throw new Malformed(field, 'not 0x-prefixed hexadecimal');
  return fromHex(text.slice(2), field);
}

/** A header as `chain_getHeader` returns it in JSON: `0x`-prefixed hex throughout. */
export type HeaderText = {
  readonly parentHash: string;
  readonly number: string;
  readonly stateRoot: string;
  readonly extrinsicsRoot: string;
  readonly logs: readonly string[];
};

function hash32(text: string, field: string): Uint8Array {
  const bytes = fromPrefixedHex(text, field);
  if (bytes.length !== 32) throw new Malformed(field, 'not 32 bytes');
  return bytes;
}

/**
 * A node's JSON header → its SCALE bytes. A node's own statement of a hash is never used: anything it omits or alters changes the
 * hash of these bytes. @throws Malformed
 */
export function scaleOfHeaderText({ parentHash, number, stateRoot, extrinsicsRoot, logs }: HeaderText): Uint8Array {
  if (!/^0x[0-9a-f]{1,8}$/.test(number) || Number(number) >= 2 ** 30) throw new Malformed('header.number', 'not a block number');
  return concat(
    hash32(parentHash, 'header.parentHash'),
    compactOf(Number(number)),
    hash32(stateRoot, 'header.stateRoot'),
    hash32(extrinsicsRoot, 'header.extrinsicsRoot'),
    compactOf(logs.length),
    ...logs.map((log) => fromPrefixedHex(log, 'header.digest.logs')),
  );
}
