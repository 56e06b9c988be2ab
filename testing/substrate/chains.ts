import { concat } from '../../src/verifier/bytes/equal.ts';
import { fromHex, toHex, type Hex } from '../../src/verifier/bytes/hex.ts';
import { parachainHeadKey } from '../../src/verifier/substrate/light-path.ts';
import { EVENTS_KEY } from '../../src/verifier/substrate/published-hash.ts';
import { storageKey } from '../../src/verifier/substrate/storage-key.ts';
import { blockHashKey, RUNTIME_KEY } from '../../src/verifier/substrate/system.ts';
import { TIMESTAMP_KEY } from '../../src/verifier/substrate/teerex.ts';
import { compactOf, u32Of, u64Of } from '../../src/verifier/encoding/scale.ts';
import { authoritiesOf, digestItem, encodeAuthorities, testVoters } from '../../src/verifier/testing/substrate/finality.ts';
import { encodeEvents, EXTRINSIC_SUCCESS, type EventFields } from '../../src/verifier/testing/substrate/pallets.ts';
import type { StateVersion } from '../../src/verifier/testing/substrate/trie.ts';
import type { TestKey } from '../../src/verifier/testing/keys.ts';
import { BlockChain, type ChainBlock } from './block-chain.ts';
import { Finality } from './finality.ts';

/** What the chains are like. */
export type TestChainsOptions = {
  /** Milliseconds since 1970 at genesis. */
  readonly now: number;
  readonly paraId: number;
  readonly voters: number;
  /** The registry's own chain finalises itself, without a relay chain. */
  readonly solo: boolean;
  /** State version of the registry's chain; relay chains have 1. */
  readonly stateVersion: StateVersion;
};

/** Storage entries that one block sets, or (null) removes. */
export type Changes = ReadonlyMap<Hex, Uint8Array | null>;

const SET_ID = storageKey('Grandpa', 'CurrentSetId');
const AUTHORITIES = storageKey('Grandpa', 'Authorities');

/** The digests that a real block of either kind carries. */
const authored = (number: number): readonly Uint8Array[] => [
  digestItem('pre-runtime', 'BABE', u64Of(number)),
  digestItem('seal', 'BABE', new Uint8Array(64).fill(number & 0xff)),
];

function paraGenesis(options: TestChainsOptions): Map<Hex, Uint8Array> {
  return new Map([
    [toHex(TIMESTAMP_KEY), u64Of(options.now)],
    [toHex(EVENTS_KEY), encodeEvents([])],
    [toHex(storageKey('ParachainInfo', 'ParachainId')), u32Of(options.paraId)],
    [toHex(RUNTIME_KEY), concat(compactOf(1), compactOf(8), new TextEncoder().encode('sealmark'))],
  ]);
}

/** Two chains that know each other: a relay chain with finality, and a parachain (or a solo chain) with the registry. */
export class TestChains {
  readonly #options: TestChainsOptions;
  #now: number;
  readonly registry: BlockChain;
  /** Null when the registry's chain finalises itself. */
  readonly relay: BlockChain | null;
  readonly finality: Finality;

  constructor(
    options: TestChainsOptions,
    parts?: { registry: BlockChain; relay: BlockChain | null; finality: Finality; now: number },
  ) {
    this.#options = options;
    this.#now = parts?.now ?? options.now;
    this.registry = parts?.registry ?? new BlockChain(paraGenesis(options), options.stateVersion);
    const voters = testVoters('set 0', options.voters);
    this.relay = parts === undefined ? (options.solo ? null : new BlockChain(this.#relayChanges(0, voters), 1)) : parts.relay;
    this.finality = parts?.finality ?? new Finality(this.relay ?? this.registry, voters);
  }

  get now(): number {
    return this.#now;
  }

  get voters(): readonly TestKey[] {
    return this.finality.voters;
  }

  #relayChanges(setId: number, voters: readonly TestKey[]): Map<Hex, Uint8Array> {
    const { header } = this.registry.head;
    return new Map([
      [toHex(TIMESTAMP_KEY), u64Of(this.#now)],
      [toHex(parachainHeadKey(this.#options.paraId)), concat(compactOf(header.length), header)],
      [toHex(parachainHeadKey(1000)), Uint8Array.of(4, 0)],
      [toHex(SET_ID), u64Of(setId)],
      [toHex(AUTHORITIES), encodeAuthorities(authoritiesOf(voters))],
    ]);
  }

  /** A block on each chain, finalised by default. @param later milliseconds since the block before */
  tick(changes: Changes = new Map(), events: readonly EventFields[] = [], later = 12_000): ChainBlock {
    const block = this.#registryBlock(changes, events, later, []);
    this.relay?.append(this.#relayChanges(this.finality.setId, this.voters), authored(this.relay.head.number + 1));
    this.finality.finalize();
    return block;
  }

  #registryBlock(changes: Changes, events: readonly EventFields[], later: number, logs: readonly Uint8Array[]): ChainBlock {
    this.#now += later;
    const system: [Hex, Uint8Array][] = [
      [toHex(TIMESTAMP_KEY), u64Of(this.#now)],
      [toHex(EVENTS_KEY), encodeEvents([EXTRINSIC_SUCCESS, ...events])],
    ];
    const parent = this.registry.head;
    system.push([toHex(blockHashKey(parent.number)), fromHex(parent.hash, 'hash')]);
    const number = parent.number + 1;
    return this.registry.append(new Map([...system, ...changes]), [...logs, ...authored(number)]);
  }

  /** Other voters take over with the next block. */
  changeVoters(count = this.#options.voters): void {
    const setId = this.finality.setId + 1;
    const next = testVoters(`set ${String(setId)}`, count);
    const announcement = this.finality.announce(next);
    const block = this.#registryBlock(new Map(), [], 12_000, this.relay === null ? [announcement] : []);
    this.relay?.append(this.#relayChanges(setId, next), [announcement, ...authored(block.number)]);
    this.finality.handOver(next);
  }

  /** The same two chains so far, to continue differently. */
  fork(): TestChains {
    const registry = this.registry.fork();
    const relay = this.relay?.fork() ?? null;
    return new TestChains(this.#options, { registry, relay, finality: this.finality.over(relay ?? registry), now: this.#now });
  }

  /** On a fork: a block that only a minority of the voters finalises. */
  claim(changes: Changes): void {
    this.#registryBlock(changes, [], 12_000, []);
    this.relay?.append(this.#relayChanges(this.finality.setId, this.voters), authored(this.relay.head.number + 1));
    const few = this.voters.filter((_, index) => index < this.voters.length / 2);
    this.finality.claim((this.relay ?? this.registry).head, few);
  }
}
