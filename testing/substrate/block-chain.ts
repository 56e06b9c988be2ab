import { blake2b256 } from '../../src/verifier/substrate/storage-key.ts';
import { toHex, type Hex } from '../../src/verifier/bytes/hex.ts';
import { encodeHeader } from '../../src/verifier/testing/substrate/finality.ts';
import { buildTrie, type StateVersion, type Storage, type Trie } from '../../src/verifier/testing/substrate/trie.ts';

/** One block: its header as SCALE bytes, and the state after it. */
export type ChainBlock = {
  readonly header: Uint8Array;
  readonly hash: Hex;
  readonly number: number;
  readonly parentHash: Hex;
  readonly logs: readonly Uint8Array[];
  readonly storage: Storage;
  readonly trie: Trie;
};

/** A chain without consensus: blocks with real headers over real state tries. */
export class BlockChain {
  readonly version: StateVersion;
  #blocks: ChainBlock[] = [];
  readonly #byHash = new Map<Hex, ChainBlock>();

  constructor(genesis: Storage, version: StateVersion) {
    this.version = version;
    this.#append(genesis, []);
  }

  /** The same chain so far, to continue differently. */
  fork(): BlockChain {
    const twin = new BlockChain(this.genesis.storage, this.version);
    for (const block of this.#blocks.slice(1)) twin.#append(block.storage, block.logs);
    return twin;
  }

  get head(): ChainBlock {
    const block = this.#blocks.at(-1);
    if (block === undefined) throw new RangeError('no blocks');
    return block;
  }

  get genesis(): ChainBlock {
    return this.at(0);
  }

  at(number: number): ChainBlock {
    const block = this.#blocks[number];
    if (block === undefined) throw new RangeError(`no block ${String(number)}`);
    return block;
  }

  has(number: number): boolean {
    return number >= 0 && number < this.#blocks.length;
  }

  byHash(hash: Hex): ChainBlock | undefined {
    return this.#byHash.get(hash);
  }

  /** Builds the next block: what changes in storage (null removes), and its digest. */
  append(changes: ReadonlyMap<Hex, Uint8Array | null>, logs: readonly Uint8Array[] = []): ChainBlock {
    const storage = new Map(this.head.storage);
    for (const [key, value] of changes) {
      if (value === null) storage.delete(key);
      else storage.set(key, value);
    }
    return this.#append(storage, logs);
  }

  #append(storage: Storage, logs: readonly Uint8Array[]): ChainBlock {
    const trie = buildTrie(storage, this.version);
    const number = this.#blocks.length;
    const parentHash = this.#blocks.at(-1)?.hash ?? '00'.repeat(32);
    const header = encodeHeader({ parentHash, number, stateRoot: trie.root, logs });
    const block = { header, hash: toHex(blake2b256(header)), number, parentHash, logs, storage, trie };
    this.#blocks.push(block);
    this.#byHash.set(block.hash, block);
    return block;
  }
}
