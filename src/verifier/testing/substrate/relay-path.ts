import { concat } from '../../bytes/equal.ts';
import { toHex } from '../../bytes/hex.ts';
import { compactOf, u64Of } from '../../encoding/scale.ts';
import { readHeader } from '../../substrate/header.ts';
import { parachainHeadKey, type Advance } from '../../substrate/light-path.ts';
import type { RelayState } from '../../substrate/relay-state.ts';
import { TIMESTAMP_KEY } from '../../substrate/teerex.ts';
import type { TestKey } from '../keys.ts';
import {
  authoritiesOf,
  digestItem,
  encodeHeader,
  encodeJustification,
  testVoters,
  type Block,
  type JustificationFields,
} from './finality.ts';
import { buildTrie } from './trie.ts';

/** A parachain's state with nothing but a time in it, and a relay chain that knows parachain 2015. */
export const paraState = buildTrie(new Map([[toHex(TIMESTAMP_KEY), u64Of(1_764_057_600_000)]]), 0);
const paraHeader = encodeHeader({
  parentHash: '11'.repeat(32),
  number: 90,
  stateRoot: paraState.root,
  logs: [digestItem('seal', 'aura', new Uint8Array(64))],
});

/** The relay chain's state: the parachain's head, and one value more. */
export const relayTrie = buildTrie(
  new Map([
    [toHex(parachainHeadKey(2015)), concat(compactOf(paraHeader.length), paraHeader)],
    ['00', Uint8Array.of(1)],
  ]),
  1,
);

/** The voters of set 5, and their possible successors. */
export const OLD = testVoters('old', 7);

/** The voters that follow a handover. */
export const NEW = testVoters('new', 4);
/** Where the path starts. */
export const CHECKPOINT: RelayState = {
  format: 1,
  genesis: '00'.repeat(32),
  setId: 5,
  authorities: authoritiesOf(OLD),
  finalized: { number: 10, hash: 'aa'.repeat(32) },
  time: null,
};

/** A relay chain header. */
export const block = (number: number, parentHash = 'aa'.repeat(32), logs: readonly Uint8Array[] = []): Uint8Array =>
  encodeHeader({ parentHash, number, stateRoot: relayTrie.root, logs });
/** A header as the block that is voted for. */
export const target = (bytes: Uint8Array): Block => readHeader(bytes);

/** All of `voters` vote for `header`, unless said otherwise. */
export function justified(
  header: Uint8Array,
  voters: readonly TestKey[],
  changes: Partial<JustificationFields> = {},
): { header: Uint8Array; justification: Uint8Array } {
  const votes = voters.map((voter) => ({ voter, block: target(header) }));
  return {
    header,
    justification: encodeJustification({ round: 3, setId: 5, target: target(header), votes, ancestries: [], ...changes }),
  };
}

/** The outcome, in one word. */
export const at = (result: Advance<RelayState>): string => (result.at === 'advanced' ? 'advanced' : result.because);
