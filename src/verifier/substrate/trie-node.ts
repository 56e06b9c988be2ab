import { ScaleReader } from '../encoding/scale.ts';
import { Malformed } from '../malformed.ts';

/** A value inside its node, or (state version 1, values of 33 bytes and more) only its BLAKE2b-256 hash. */
export type NodeValue =
  { readonly kind: 'inline'; readonly value: Uint8Array } | { readonly kind: 'hashed'; readonly hash: Uint8Array };

/** A child: the hash of its encoding, or the encoding itself where that is shorter than a hash. */
export type NodeChild =
  { readonly kind: 'inline'; readonly node: Uint8Array } | { readonly kind: 'hashed'; readonly hash: Uint8Array };

/** One node of the state trie (Polkadot specification, section 2.4.4). `partial` is its nibbles, one per byte. */
export type TrieNode = {
  readonly partial: Uint8Array;
  readonly value: NodeValue | null;
  /** By the next nibble; empty for a leaf. */
  readonly children: ReadonlyMap<number, NodeChild>;
};

type Shape = { readonly bits: number; readonly branch: boolean; readonly value: 'none' | 'inline' | 'hashed' };

/** First byte → which kind of node follows, and how many bits of the byte count nibbles. */
function shapeOf(first: number): Shape {
  if (first >= 0xc0) return { bits: 6, branch: true, value: 'inline' };
  if (first >= 0x80) return { bits: 6, branch: true, value: 'none' };
  if (first >= 0x40) return { bits: 6, branch: false, value: 'inline' };
  if (first >= 0x20) return { bits: 5, branch: false, value: 'hashed' };
  if (first >= 0x10) return { bits: 4, branch: true, value: 'hashed' };
  // 0x00 is the empty trie, which proves nothing here; 0x01 belongs to compact proofs, which nobody sends us.
  throw new Malformed('node.header', 'not a node of a state trie', 0);
}

/** More nibbles than any storage key has; keeps a false header from requesting memory. */
const MAX_NIBBLES = 2048;

function nibbleCount(node: ScaleReader, first: number, bits: number): number {
  const most = 2 ** bits - 1;
  let count = first & most;
  if (count < most) return count;
  for (;;) {
    const more = node.u8('nibble count');
    count += more;
    if (count > MAX_NIBBLES) throw new Malformed('node.nibble count', 'longer than any key', node.offset);
    if (more < 255) return count;
  }
}

function partialKey(node: ScaleReader, count: number): Uint8Array {
  const nibbles = nibblesOf(node.fixed('partial key', Math.ceil(count / 2)));
  if (count % 2 === 0) return nibbles;
  // The padding nibble must be zero, or one node would have two encodings.
  if (nibbles[0] !== 0) throw new Malformed('node.partial key', 'padding is not zero', node.offset);
  return nibbles.filter((_, index) => index > 0);
}

function readValue(node: ScaleReader, kind: Shape['value']): NodeValue | null {
  if (kind === 'none') return null;
  if (kind === 'hashed') return { kind: 'hashed', hash: node.fixed('value hash', 32) };
  return { kind: 'inline', value: node.bytes('value', 2 ** 24) };
}

function readChild(node: ScaleReader): NodeChild {
  const bytes = node.bytes('child', 32);
  return bytes.length === 32 ? { kind: 'hashed', hash: bytes } : { kind: 'inline', node: bytes };
}

/** Encoded node → node. Strict: a bitmap without a child, padding and trailing bytes are refused. @throws Malformed */
export function readTrieNode(bytes: Uint8Array): TrieNode {
  const node = new ScaleReader(bytes, 'node');
  const first = node.u8('header');
  const shape = shapeOf(first);
  const partial = partialKey(node, nibbleCount(node, first, shape.bits));
  const bitmap = shape.branch ? node.u16('children') : 0;
  if (shape.branch && bitmap === 0) throw new Malformed('node.children', 'branch without a child', node.offset);
  const value = readValue(node, shape.value);
  const children = new Map<number, NodeChild>();
  for (let nibble = 0; nibble < 16; nibble += 1) {
    if ((bitmap & (1 << nibble)) !== 0) children.set(nibble, readChild(node));
  }
  node.end();
  return { partial, value, children };
}

/** Bytes → their nibbles, high one first, one per byte. */
export function nibblesOf(bytes: Uint8Array): Uint8Array {
  const nibbles = new Uint8Array(2 * bytes.length);
  bytes.forEach((byte, index) => {
    nibbles[2 * index] = byte >> 4;
    nibbles[2 * index + 1] = byte & 0x0f;
  });
  return nibbles;
}
