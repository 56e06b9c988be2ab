import { afterEach, describe, expect, it } from 'vitest';
import { serving } from '../../../../testing/substrate/faults.ts';
import { profileOf } from '../../../../testing/substrate/profile.ts';
import { KEYS, levelOf, TestReader } from '../../../../testing/substrate/registry-reader.ts';
import { readFollowedState, rootedAt, type FollowedState, type RelayState } from '../../../verifier/substrate/index.ts';
import { authoritiesOf, testVoters } from '../../../verifier/testing/substrate/finality.ts';
import { instant } from '../../../verifier/time.ts';
import type { RegistryProfile } from '../../api/registry-profile.ts';
import { ageFault } from '../profiles/checkpoint-age.ts';
import type { ReadResult } from './outcome.ts';
import { readChain } from './read-chain.ts';

const DAY = 24 * 60 * 60 * 1000;

let reader: TestReader;
afterEach(async () => {
  await reader.close();
});

const keyOf = (checkpoint: RelayState): string => `test-registry/${rootedAt(checkpoint).root}`;
const kept = (): FollowedState => readFollowedState(reader.kept.get(keyOf(reader.chain.checkpoint())) ?? '');

/** Something that was written over the followed state, under the right root. */
function poison(changes: Partial<FollowedState>): void {
  const start = rootedAt(reader.chain.checkpoint());
  reader.kept.set(keyOf(start), JSON.stringify({ ...start, authorities: authoritiesOf(testVoters('nobody', 4)), ...changes }));
}

/** Reads with this computer's clock set to this many milliseconds after the chain's. */
function readAt(later: number, changes: Partial<RegistryProfile> = {}): Promise<ReadResult> {
  const now = () => instant(reader.chain.chains.now + later);
  return readChain({ ...reader.ports(), now }, profileOf(reader.chain, changes), KEYS);
}

/** The profile's own checkpoint, with changes. */
function supplied(changes: Partial<RelayState>): Partial<RegistryProfile> {
  const { finality } = profileOf(reader.chain);
  const text = JSON.stringify({ ...reader.chain.checkpoint(), ...changes });
  return { finality: { ...finality, checkpoint: { kind: 'given', text } } };
}

const shortOf = (outcome: ReadResult): string | null => (outcome.at === 'read' ? outcome.shortOf : outcome.at);

describe('a stored state that leads nowhere', () => {
  it('with a number that the chain will never reach is replaced by what the checkpoint leads to', async () => {
    reader = await TestReader.start();
    poison({ finalized: { number: 1_000_000, hash: 'ee'.repeat(32) } });
    expect(levelOf(await reader.read())).toBe('L3');
    expect(kept().finalized.hash).toBe(reader.chain.chains.relay?.head.hash);
    expect(levelOf(await reader.read())).toBe('L3');
  });

  it('with voters that the chain never had is replaced as well', async () => {
    reader = await TestReader.start();
    reader.chain.produce(5);
    poison({ setId: 3, finalized: { number: 2, hash: 'ee'.repeat(32) } });
    expect(levelOf(await reader.read())).toBe('L3');
    expect(kept().setId).toBe(0);
  });

  it('is kept when only a node with old justifications contradicts it', async () => {
    reader = await TestReader.start();
    const before = reader.chain.chains.fork();
    reader.chain.produce(20);
    expect(levelOf(await reader.read())).toBe('L3');
    const then = kept();
    reader.chain.relayNodes[0]?.misbehaviour(serving(before, 'relay'));
    expect(levelOf(await reader.read())).toBe('L2');
    expect(kept()).toEqual(then);
  });

  it('is kept while the chain that the nodes serve stands still, however far ahead it claims to be', async () => {
    reader = await TestReader.start();
    const nonsense = { number: 1_000_000, hash: 'ee'.repeat(32) };
    poison({ finalized: nonsense });
    expect(levelOf(await readAt(2 * 60 * 60 * 1000))).toBe('L2');
    expect(kept().finalized).toEqual(nonsense);
  });

  it('is not taken over from another profile that names the same chain and the same checkpoint', async () => {
    reader = await TestReader.start();
    expect(levelOf(await reader.read({ id: 'another' }))).toBe('L3');
    expect([...reader.kept.keys()]).toEqual([`another/${rootedAt(reader.chain.checkpoint()).root}`]);
    expect(levelOf(await reader.read())).toBe('L3');
    expect(reader.kept.size).toBe(2);
  });
});

describe('the age of a checkpoint', () => {
  it('leads to finality while its validators’ deposits are held, and not a moment longer', async () => {
    reader = await TestReader.start();
    const { time } = reader.chain.checkpoint();
    const since = reader.chain.chains.now - (time ?? 0);
    const last = await readAt(28 * DAY - since);
    expect([levelOf(last), last.at === 'read' && last.checkpoint?.time]).toEqual(['L3', time]);
    reader.kept.clear();
    const late = await readAt(28 * DAY - since + 1);
    expect([levelOf(late), shortOf(late)]).toEqual(['L2', 'checkpoint-too-old']);
    expect(late.at === 'read' && late.checkpoint?.time).toBe(time);
  });

  it('that is unknown leads to no finality', async () => {
    reader = await TestReader.start();
    const undated = await reader.read(supplied({ time: null }));
    expect([levelOf(undated), shortOf(undated)]).toEqual(['L2', 'checkpoint-undated']);
  });

  it('is counted from the newest block that was followed in time, so regular use keeps up with the chain', async () => {
    reader = await TestReader.start();
    for (let weeks = 0; weeks < 6; weeks += 1) {
      reader.chain.passTime(7 * DAY);
      expect(levelOf(await reader.read())).toBe('L3');
      expect(kept().time).toBe(reader.chain.chains.now);
    }
    reader.chain.passTime(29 * DAY);
    const late = await reader.read();
    expect([levelOf(late), shortOf(late)]).toEqual(['L2', 'checkpoint-too-old']);
  });

  it('is not reduced by a chain time in the future', async () => {
    reader = await TestReader.start();
    reader.chain.passTime(2 * DAY);
    const now = instant(reader.chain.chains.now);
    reader.chain.passTime(300 * DAY);
    await readChain({ ...reader.ports(), now: () => now }, profileOf(reader.chain), KEYS);
    expect(kept().time).toBe(now);
  });

  it('is a week on Kusama', async () => {
    reader = await TestReader.start();
    const at = instant(0);
    const state = (genesis: string): RelayState => ({ ...reader.chain.checkpoint(), genesis, time: at });
    const kusama = state('b0a8d493285c2df73290dfb7e61f870f17b41801197a149ca93654499ea3dafe');
    const polkadot = state('91b171bb158e2d3848fa23a9f1c25182fb8e20313b2c1eb49219da7a70ce90c3');
    const eight = instant(8 * DAY);
    expect([ageFault(kusama, eight), ageFault(polkadot, eight)]).toEqual(['checkpoint-too-old', null]);
  });
});
