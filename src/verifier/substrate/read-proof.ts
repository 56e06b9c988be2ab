import { toHex, type Hex } from '../bytes/hex.ts';
import { Malformed } from '../malformed.ts';
import { blake2b256 } from './storage-key.ts';
import { nibblesOf, readTrieNode, type NodeChild, type NodeValue, type TrieNode } from './trie-node.ts';

/** Why a proof proves nothing. Stable words. */
export type ProofFault = 'missing-node' | 'unused-node' | 'duplicate-node' | 'malformed-node' | 'too-large';

/** What a proof says under each requested key: the value, or null where the key provably does not exist. */
export type ProvenValues = ReadonlyMap<Hex, Uint8Array | null>;

/** Whether a proof leads from the state root to every requested key. */
export type ReadProof =
  { readonly holds: true; readonly values: ProvenValues } | { readonly holds: false; readonly fault: ProofFault };

/** Limits for what a node may send: System.Events of a full block is the largest value ever requested. */
const MAX_NODES = 4096;
const MAX_PROOF_BYTES = 8 * 1024 * 1024;

class ProofError extends Error {
  readonly fault: ProofFault;
  constructor(fault: ProofFault) {
    super(fault);
    this.fault = fault;
  }
}

/** The nodes of a proof, found only by the hash of their bytes, and which of them were needed. */
class Nodes {
  readonly #byHash = new Map<Hex, Uint8Array>();
  readonly #used = new Set<Hex>();

  constructor(proof: readonly Uint8Array[]) {
    if (proof.length > MAX_NODES || proof.reduce((sum, node) => sum + node.length, 0) > MAX_PROOF_BYTES)
      throw new ProofError('too-large');
    for (const node of proof) {
      const hash = toHex(blake2b256(node));
      if (this.#byHash.has(hash)) throw new ProofError('duplicate-node');
      this.#byHash.set(hash, node);
    }
  }

  take(hash: Uint8Array): Uint8Array {
    const name = toHex(hash);
    const node = this.#byHash.get(name);
    if (node === undefined) throw new ProofError('missing-node');
    this.#used.add(name);
    return node;
  }

  get allUsed(): boolean {
    return this.#used.size === this.#byHash.size;
  }
}

function follow(nodes: Nodes, child: NodeChild): TrieNode {
  return readTrieNode(child.kind === 'inline' ? child.node : nodes.take(child.hash));
}

function valueOf(nodes: Nodes, value: NodeValue | null): Uint8Array | null {
  if (value === null) return null;
  return value.kind === 'inline' ? value.value : nodes.take(value.hash);
}

/** Follows one key from the root. Every step consumes a nibble, so the path is at most as long as the key. */
function lookUp(nodes: Nodes, root: Uint8Array, key: Uint8Array): Uint8Array | null {
  const wanted = nibblesOf(key);
  let at = 0;
  let node = follow(nodes, { kind: 'hashed', hash: root });
  for (;;) {
    const agrees = node.partial.every((nibble, index) => nibble === wanted[at + index]);
    if (!agrees) return null;
    at += node.partial.length;
    if (at === wanted.length) return valueOf(nodes, node.value);
    const child = node.children.get(wanted[at] ?? -1);
    if (child === undefined) return null;
    at += 1;
    node = follow(nodes, child);
  }
}

/**
 * Verifies a storage read proof (`state_getReadProof`) for exactly these keys under this state root, in state version
 * 0 and 1 alike: nodes say themselves whether a value stands in them or behind its hash.
 *
 * Every node must hash to where it is used and must be used: a proof with anything added, left out or altered proves
 * nothing at all, not even the keys that were not touched. Absence is proven by the node where the key's path ends.
 */
export function verifyReadProof(root: Uint8Array, proof: readonly Uint8Array[], keys: readonly Uint8Array[]): ReadProof {
  try {
    const nodes = new Nodes(proof);
    const values = new Map(keys.map((key) => [toHex(key), lookUp(nodes, root, key)]));
    if (!nodes.allUsed) return { holds: false, fault: 'unused-node' };
    return { holds: true, values };
  } catch (error) {
    if (error instanceof ProofError) return { holds: false, fault: error.fault };
    if (error instanceof Malformed) return { holds: false, fault: 'malformed-node' };
    throw error;
  }
}

/** The value proven under this key. @throws RangeError when the key was not requested: a programmer's mistake. */
export function provenValue(values: ProvenValues, key: Uint8Array): Uint8Array | null {
  const found = values.get(toHex(key));
  if (found === undefined) throw new RangeError('provenValue: the key was not proven');
  return found;
}
