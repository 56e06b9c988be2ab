import { concat } from '../../bytes/equal.ts';
import { fromHex, toHex, type Hex } from '../../bytes/hex.ts';
import { blake2b256 } from '../../substrate/storage-key.ts';
import { nibblesOf } from '../../substrate/trie-node.ts';
import { compactOf } from '../../encoding/scale.ts';

/** Storage of a test chain: key (hex) → value. */
export type Storage = ReadonlyMap<Hex, Uint8Array>;

/** State version: in 1, values of 33 bytes and more are stored by hash. */
export type StateVersion = 0 | 1;

/** A chain's state as a Merkle trie of Substrate's. */
export type Trie = {
  readonly root: Uint8Array;
  /** What `state_getReadProof` answers: every node and value read for these keys, each once. */
  prove(keys: readonly Uint8Array[]): readonly Uint8Array[];
};

type Entry = { readonly nibbles: readonly number[]; readonly value: Uint8Array };

type Built = {
  readonly partial: readonly number[];
  readonly children: ReadonlyMap<number, Built>;
  /** The value stored outside the node, if any. */
  readonly detached: Uint8Array | null;
  readonly encoded: Uint8Array;
};

function headerOf(prefix: number, bits: number, count: number): Uint8Array {
  const most = 2 ** bits - 1;
  if (count < most) return Uint8Array.of(prefix | count);
  const more: number[] = [];
  let left = count - most;
  while (left >= 255) {
    more.push(255);
    left -= 255;
  }
  return Uint8Array.of(prefix | most, ...more, left);
}

function packed(nibbles: readonly number[]): Uint8Array {
  const padded = nibbles.length % 2 === 0 ? nibbles : [0, ...nibbles];
  return Uint8Array.from({ length: padded.length / 2 }, (_, at) => ((padded[2 * at] ?? 0) << 4) | (padded[2 * at + 1] ?? 0));
}

/** A child as its parent contains it: its bytes if they are shorter than a hash, else its hash. */
function reference(child: Built): Uint8Array {
  const held = child.encoded.length < 32 ? child.encoded : blake2b256(child.encoded);
  return concat(compactOf(held.length), held);
}

function shapeOf(branch: boolean, holds: boolean, hashed: boolean): { readonly prefix: number; readonly bits: number } {
  if (!branch) return hashed ? { prefix: 0x20, bits: 5 } : { prefix: 0x40, bits: 6 };
  if (!holds) return { prefix: 0x80, bits: 6 };
  return hashed ? { prefix: 0x10, bits: 4 } : { prefix: 0xc0, bits: 6 };
}

function encode(
  partial: readonly number[],
  value: Uint8Array | null,
  children: ReadonlyMap<number, Built>,
  hashed: boolean,
): Uint8Array {
  const branch = children.size > 0;
  const { prefix, bits } = shapeOf(branch, value !== null, hashed);
  const bitmap = [...children.keys()].reduce((bits, nibble) => bits | (1 << nibble), 0);
  const held = value === null ? [] : hashed ? [blake2b256(value)] : [compactOf(value.length), value];
  return concat(
    headerOf(prefix, bits, partial.length),
    packed(partial),
    ...(branch ? [Uint8Array.of(bitmap & 0xff, bitmap >> 8)] : []),
    ...held,
    ...[...children.entries()].sort(([a], [b]) => a - b).map(([, child]) => reference(child)),
  );
}

function commonLength(entries: readonly Entry[], from: number): number {
  const first = entries[0]?.nibbles ?? [];
  let length = from;
  while (length < first.length && entries.every(({ nibbles }) => nibbles[length] === first[length])) length += 1;
  return length;
}

function build(entries: readonly Entry[], from: number, version: StateVersion): Built {
  const end = commonLength(entries, from);
  const partial = (entries[0]?.nibbles ?? []).filter((_, index) => index >= from && index < end);
  const value = entries.find(({ nibbles }) => nibbles.length === end)?.value ?? null;
  const groups = new Map<number, Entry[]>();
  for (const entry of entries) {
    const nibble = entry.nibbles[end];
    if (nibble !== undefined) groups.set(nibble, [...(groups.get(nibble) ?? []), entry]);
  }
  const children = new Map([...groups].map(([nibble, group]) => [nibble, build(group, end + 1, version)]));
  const hashed = version === 1 && value !== null && value.length > 32;
  return { partial, children, detached: hashed ? value : null, encoded: encode(partial, value, children, hashed) };
}

/** The state trie over these entries (Polkadot specification, section 2.4). Storage must not be empty. */
export function buildTrie(storage: Storage, version: StateVersion): Trie {
  if (storage.size === 0) throw new RangeError('buildTrie: no storage');
  const entries = [...storage].map(([key, value]) => ({ nibbles: [...nibblesOf(fromHex(key, 'key'))], value }));
  const top = build(entries, 0, version);
  return {
    root: blake2b256(top.encoded),
    prove(keys) {
      const nodes = new Map<Hex, Uint8Array>([[toHex(top.encoded), top.encoded]]);
      for (const key of keys) record(top, [...nibblesOf(key)], nodes);
      return [...nodes.values()];
    },
  };
}

function record(node: Built, wanted: readonly number[], nodes: Map<Hex, Uint8Array>): void {
  if (!node.partial.every((nibble, index) => nibble === wanted[index])) return;
  if (wanted.length === node.partial.length) {
    if (node.detached !== null) nodes.set(toHex(node.detached), node.detached);
    return;
  }
  const child = node.children.get(wanted[node.partial.length] ?? -1);
  if (child === undefined) return;
  if (child.encoded.length >= 32) nodes.set(toHex(child.encoded), child.encoded);
  record(
    child,
    wanted.filter((_, index) => index > node.partial.length),
    nodes,
  );
}
