import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { concat } from '../../../verifier/bytes/equal.ts';
import { fromHex } from '../../../verifier/bytes/hex.ts';
import { readFollowedState, readHeader, readRelayState, rootedAt, type RelayState } from '../../../verifier/substrate/index.ts';
import { noble } from '../../../verifier/crypto/noble.ts';
import { compactOf } from '../../../verifier/encoding/scale.ts';
import { authoritiesOf, encodeHeader, encodeJustification, testVoters } from '../../../verifier/testing/substrate/finality.ts';
import { instant } from '../../../verifier/time.ts';
import { readCheckpointFile } from '../profiles/checkpoint.ts';
import type { SubstrateNode } from './node.ts';
import { follow, startingState, type SyncStore } from './relay-sync.ts';

function inMemory(): SyncStore & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    load: (root) => Promise.resolve(kept.get(root) ?? null),
    save: (root, state) => Promise.resolve(void kept.set(root, state)),
  };
}

function ofTheRelease(): RelayState {
  const checkpoint = readCheckpointFile(readFileSync('public/checkpoints/polkadot.json', 'utf8'));
  if (checkpoint === null) throw new Error('no checkpoint');
  return checkpoint;
}

const RELEASE = ofTheRelease();
const STRANGERS = testVoters('a stranger', 4);
/** A checkpoint under the release's chain, but with a stranger's voters, a million blocks later. */
const THEIRS: RelayState = {
  ...RELEASE,
  setId: 1,
  authorities: authoritiesOf(STRANGERS),
  finalized: { number: RELEASE.finalized.number + 1_000_000, hash: 'ee'.repeat(32) },
};

/** A node that proves one more block of the stranger's, finalised by the stranger's voters. */
function strangersNode(): SubstrateNode {
  const { number, hash } = THEIRS.finalized;
  const header = encodeHeader({ parentHash: hash, number: number + 1, stateRoot: new Uint8Array(32).fill(0x66), logs: [] });
  const target = readHeader(header);
  const votes = STRANGERS.map((voter) => ({ voter, block: target }));
  const justification = encodeJustification({ round: 1, setId: 1, target, votes, ancestries: [] });
  const proof = concat(fromHex(target.hash, 'hash'), compactOf(justification.length), justification, compactOf(1), header);
  const node: Pick<SubstrateNode, 'proveFinality'> = {
    proveFinality: (asked) => Promise.resolve(asked > target.number ? null : proof),
  };
  return node as SubstrateNode;
}

describe('what was followed from a checkpoint', () => {
  it('is not used for another checkpoint of the same chain: a stranger’s voters do not replace the release’s', async () => {
    const store = inMemory();
    const synced = await follow(strangersNode(), await startingState(store, THEIRS), store, noble, () => undefined);
    expect(synced?.state.finalized.number).toBe(THEIRS.finalized.number + 1);
    expect(store.kept.size).toBe(1);
    const start = await startingState(store, RELEASE);
    expect([start.setId, start.authorities, start.finalized]).toEqual([RELEASE.setId, RELEASE.authorities, RELEASE.finalized]);
  });

  it.each<[string, Partial<RelayState>]>([
    ['chain', { genesis: 'ab'.repeat(32) }],
    ['set', { setId: RELEASE.setId + 1 }],
    ['block', { finalized: { ...RELEASE.finalized, number: RELEASE.finalized.number + 1 } }],
    ['block’s hash', { finalized: { ...RELEASE.finalized, hash: 'cc'.repeat(32) } }],
    ['voter', { authorities: [...RELEASE.authorities.slice(1), ...authoritiesOf(STRANGERS).slice(0, 1)] }],
    ['order of voters', { authorities: RELEASE.authorities.toReversed() }],
    ['weight', { authorities: RELEASE.authorities.map((one) => ({ ...one, weight: 2 })) }],
    ['time', { time: instant((RELEASE.time ?? 0) + 1) }],
    ['time, left out', { time: null }],
  ])('rests on every part of it: another %s is another root', (_, change) => {
    expect(rootedAt({ ...RELEASE, ...change }).root).not.toBe(rootedAt(RELEASE).root);
  });

  it('is continued', async () => {
    const store = inMemory();
    const start = rootedAt(RELEASE);
    const later = { ...start, setId: start.setId + 1, finalized: { number: start.finalized.number + 9, hash: 'aa'.repeat(32) } };
    await store.save(start.root, JSON.stringify(later));
    expect(await startingState(store, RELEASE)).toEqual(later);
  });

  const start = rootedAt(RELEASE);
  const ahead = { number: start.finalized.number + 9, hash: 'aa'.repeat(32) };
  it.each<[string, string]>([
    ['is no JSON', '{'],
    ['is the stranger’s, without a root', JSON.stringify({ ...THEIRS, setId: start.setId + 1 })],
    ['names another root', JSON.stringify({ ...start, root: 'ab'.repeat(32), finalized: ahead })],
    ['is of another chain', JSON.stringify({ ...start, genesis: 'ab'.repeat(32), finalized: ahead })],
    ['has a lower set id than the checkpoint', JSON.stringify({ ...start, setId: start.setId - 1, finalized: ahead })],
    ['stands before the checkpoint', JSON.stringify({ ...start, finalized: { ...ahead, number: start.finalized.number - 1 } })],
    ['is older than the checkpoint', JSON.stringify({ ...start, finalized: ahead, time: (start.time ?? 0) - 1 })],
    ['has no voters', JSON.stringify({ ...start, authorities: [], finalized: ahead })],
  ])('and %s is dropped, and the checkpoint used again', async (_, poisoned) => {
    const store = inMemory();
    await store.save(start.root, poisoned);
    expect(await startingState(store, RELEASE)).toEqual(start);
    expect(readFollowedState(store.kept.get(start.root) ?? '')).toEqual(start);
  });

  it('is read back as it was written, with its time and its root', () => {
    expect(readFollowedState(JSON.stringify(start))).toEqual(start);
    expect(readRelayState(JSON.stringify({ ...RELEASE, time: undefined })).time).toBeNull();
  });
});
