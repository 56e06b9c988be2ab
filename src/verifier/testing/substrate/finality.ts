import { concat } from '../../bytes/equal.ts';
import { fromHex, toHex, type Hex } from '../../bytes/hex.ts';
import { toAscii } from '../../bytes/text.ts';
import type { Authority } from '../../substrate/authority-set.ts';
import { blake2b256 } from '../../substrate/storage-key.ts';
import { compactOf, u32Of, u64Of } from '../../encoding/scale.ts';
import { ed25519Key, type TestKey } from '../keys.ts';

/** A header; `stateRoot` is 32 bytes. */
export type HeaderFields = {
  readonly parentHash: Hex;
  readonly number: number;
  readonly stateRoot: Uint8Array;
  /** Encoded digest items. */
  readonly logs: readonly Uint8Array[];
};

/** A header's SCALE bytes; there are no extrinsics, so their root is that of the empty trie. */
export function encodeHeader({ parentHash, number, stateRoot, logs }: HeaderFields): Uint8Array {
  const extrinsicsRoot = blake2b256(Uint8Array.of(0));
  return concat(fromHex(parentHash, 'parentHash'), compactOf(number), stateRoot, extrinsicsRoot, compactOf(logs.length), ...logs);
}

/** Digest item of an engine: 4 consensus, 5 seal, 6 pre-runtime. */
export function digestItem(kind: 'consensus' | 'seal' | 'pre-runtime', engine: string, data: Uint8Array): Uint8Array {
  const variant = { consensus: 4, seal: 5, 'pre-runtime': 6 }[kind];
  return concat(Uint8Array.of(variant), toAscii(engine, 'engine'), compactOf(data.length), data);
}

/** Voters of a test relay chain: the same name gives the same keys. */
export function testVoters(name: string, count: number): readonly TestKey[] {
  return Array.from({ length: count }, (_, index) => ed25519Key(`grandpa ${name} ${String(index)}`));
}

/** The voters as a set in which all have the same weight. */
export const authoritiesOf = (voters: readonly TestKey[]): readonly Authority[] =>
  voters.map(({ raw }) => ({ key: toHex(raw), weight: 1 }));

/** Vec<(AuthorityId, u64)>. */
export function encodeAuthorities(authorities: readonly Authority[]): Uint8Array {
  const items = authorities.map(({ key, weight }) => concat(fromHex(key, 'key'), u64Of(weight)));
  return concat(compactOf(items.length), ...items);
}

/** The FRNK digest by which a block hands over to other voters. */
export function scheduledChange(next: readonly Authority[], delay = 0): Uint8Array {
  return digestItem('consensus', 'FRNK', concat(Uint8Array.of(1), encodeAuthorities(next), u32Of(delay)));
}

/** A block by hash and number, as votes name it. */
export type Block = { readonly hash: Hex; readonly number: number };

/** A precommit: who voted for which block. */
export type Vote = { readonly voter: TestKey; readonly block: Block };

/** What a voter signs. */
export function precommitMessage(block: Block, round: number, setId: number): Uint8Array {
  return concat(Uint8Array.of(1), fromHex(block.hash, 'hash'), u32Of(block.number), u64Of(round), u64Of(setId));
}

/** A GRANDPA justification, which may contradict itself. */
export type JustificationFields = {
  readonly round: number;
  readonly setId: number;
  readonly target: Block;
  readonly votes: readonly Vote[];
  /** Encoded headers between the target and the blocks voted for. */
  readonly ancestries: readonly Uint8Array[];
};

/** A GRANDPA justification with real signatures, whatever its votes are for. */
export function encodeJustification({ round, setId, target, votes, ancestries }: JustificationFields): Uint8Array {
  const precommits = votes.map(({ voter, block }) =>
    concat(fromHex(block.hash, 'hash'), u32Of(block.number), voter.sign(precommitMessage(block, round, setId)), voter.raw),
  );
  return concat(
    u64Of(round),
    fromHex(target.hash, 'hash'),
    u32Of(target.number),
    compactOf(precommits.length),
    ...precommits,
    compactOf(ancestries.length),
    ...ancestries,
  );
}
