import { concat } from '../../src/verifier/bytes/equal.ts';
import { fromHex, toHex, type Hex } from '../../src/verifier/bytes/hex.ts';
import { compactOf } from '../../src/verifier/encoding/scale.ts';
import { authoritiesOf, encodeJustification, scheduledChange } from '../../src/verifier/testing/substrate/finality.ts';
import { readTimestamp, TIMESTAMP_KEY } from '../../src/verifier/substrate/teerex.ts';
import type { RelayState } from '../../src/verifier/substrate/relay-state.ts';
import type { TestKey } from '../../src/verifier/testing/keys.ts';
import type { BlockChain, ChainBlock } from './block-chain.ts';

type Set = { readonly id: number; readonly voters: readonly TestKey[]; readonly first: number; last: number | null };

/** GRANDPA over a chain: sets of voters, each from one block to another, and real justifications by them. */
export class Finality {
  readonly #chain: BlockChain;
  readonly #sets: Set[];
  readonly #justified = new Map<number, Uint8Array>();
  #finalized = 0;

  constructor(chain: BlockChain, voters: readonly TestKey[]) {
    this.#chain = chain;
    this.#sets = [{ id: 0, voters, first: 1, last: null }];
  }

  get #current(): Set {
    const set = this.#sets.at(-1);
    if (set === undefined) throw new RangeError('no voters');
    return set;
  }

  get finalized(): ChainBlock {
    return this.#chain.at(this.#finalized);
  }

  get setId(): number {
    return this.#current.id;
  }

  get voters(): readonly TestKey[] {
    return this.#current.voters;
  }

  /** What a release would pin at genesis. */
  checkpoint(): RelayState {
    const [first] = this.#sets;
    return {
      format: 1,
      genesis: this.#chain.genesis.hash,
      setId: 0,
      authorities: authoritiesOf(first?.voters ?? []),
      finalized: { number: 0, hash: this.#chain.genesis.hash },
      time: readTimestamp(this.#chain.genesis.storage.get(toHex(TIMESTAMP_KEY)) ?? new Uint8Array()),
    };
  }

  /** The digest of a block after which other voters vote; call `handOver` once that block is built. */
  announce(next: readonly TestKey[]): Uint8Array {
    return scheduledChange(authoritiesOf(next));
  }

  /** The current voters finalise the head. */
  finalize(): void {
    const { head } = this.#chain;
    this.#finalized = head.number;
    this.#justified.set(head.number, this.#justify(head, this.#current, this.#current.voters));
  }

  /** The current voters finalise the head, which announced `next`, and leave. */
  handOver(next: readonly TestKey[]): void {
    const { number } = this.#chain.head;
    this.finalize();
    this.#current.last = number;
    this.#sets.push({ id: this.setId + 1, voters: next, first: number + 1, last: null });
  }

  #justify(block: ChainBlock, set: Set, voters: readonly TestKey[]): Uint8Array {
    const votes = voters.map((voter) => ({ voter, block }));
    return encodeJustification({ round: block.number + 1, setId: set.id, target: block, votes, ancestries: [] });
  }

  /** Finalises a block of another chain (a fork) with these voters, as a dishonest minority could. */
  claim(block: ChainBlock, voters: readonly TestKey[]): void {
    this.#finalized = block.number;
    this.#justified.set(block.number, this.#justify(block, this.#current, voters));
  }

  /** The same history over a fork of the chain. */
  over(chain: BlockChain): Finality {
    const twin = new Finality(chain, []);
    twin.#sets.splice(0, 1, ...this.#sets.map((set) => ({ ...set })));
    for (const [number, justification] of this.#justified) twin.#justified.set(number, justification);
    twin.#finalized = this.#finalized;
    return twin;
  }

  /**
   * The response of `grandpa_proveFinality` for a block: the last block of its set if that set is over, otherwise the newest
   * justified one, with the headers in between. Null when the block is not final.
   */
  prove(number: number): Uint8Array | null {
    const set = this.#sets.find(({ first, last }) => number >= first && (last === null || number <= last));
    const proven = set?.last ?? this.#finalized;
    const justification = this.#justified.get(proven);
    if (set === undefined || justification === undefined || number > proven) return null;
    const headers: Uint8Array[] = [];
    for (let at = number + 1; at <= proven; at += 1) headers.push(this.#chain.at(at).header);
    return concat(
      fromHex(this.#chain.at(proven).hash, 'hash'),
      compactOf(justification.length),
      justification,
      compactOf(headers.length),
      ...headers,
    );
  }

  /** The justification of a block, if one is kept. */
  justification(hash: Hex): Uint8Array | undefined {
    const block = this.#chain.byHash(hash);
    return block === undefined ? undefined : this.#justified.get(block.number);
  }
}
