import { afterEach, describe, expect, it } from 'vitest';
import { MISBEHAVIOURS, serving } from '../../../../testing/substrate/faults.ts';
import { ACCOUNT, levelOf, misbehaveAll, TestReader } from '../../../../testing/substrate/registry-reader.ts';
import { provenValue, readRelayState, sovereignKey, toHex } from '../../../verifier/substrate/index.ts';
import type { SubstratePort } from '../client/protocol.ts';

let reader: TestReader;
afterEach(async () => {
  await reader.close();
});

describe('level 3', () => {
  it('reaches a parachain’s values from the checkpoint, absence included', async () => {
    reader = await TestReader.start();
    const outcome = await reader.read();
    if (outcome.at !== 'read') throw new Error(outcome.at);
    expect(outcome.level).toBe('L3');
    expect(outcome.header.hash).toBe(reader.chain.chains.registry.head.hash);
    expect(outcome.relay?.hash).toBe(reader.chain.chains.relay?.head.hash);
    expect(provenValue(outcome.values, sovereignKey(ACCOUNT))).toEqual(
      reader.chain.chains.registry.head.storage.get(toHex(sovereignKey(ACCOUNT))),
    );
    expect(provenValue(outcome.values, sovereignKey(new Uint8Array(32)))).toBeNull();
  });

  it('reaches a solo chain’s values', async () => {
    reader = await TestReader.start({ solo: true, stateVersion: 1 });
    const outcome = await reader.read();
    expect(levelOf(outcome)).toBe('L3');
    expect(outcome.at === 'read' && outcome.relay).toBeNull();
  });

  it('follows changes of voters, and continues from what it stored', async () => {
    reader = await TestReader.start();
    for (let change = 0; change < 5; change += 1) {
      reader.chain.changeVoters(3 + change);
      reader.chain.produce(2);
    }
    expect(levelOf(await reader.read())).toBe('L3');
    const state = readRelayState([...reader.kept.values()][0] ?? '');
    expect(state.setId).toBe(5);
    reader.chain.relayNodes[0]?.forget();
    reader.chain.changeVoters();
    expect(levelOf(await reader.read())).toBe('L3');
    const asked = reader.chain.relayNodes[0]?.asked.filter((method) => method === 'grandpa_proveFinality').length;
    // One for the handover, one to learn that nothing is newer.
    expect(asked).toBeLessThanOrEqual(2);
  });

  it('stores every step, so that a stopped worker continues from there', async () => {
    reader = await TestReader.start();
    for (let change = 0; change < 4; change += 1) reader.chain.changeVoters();
    reader.chain.produce(1);
    let calls = 0;
    const dying: SubstratePort = {
      ask: (request) => {
        if (request.op === 'rpc' && request.method === 'grandpa_proveFinality') calls += 1;
        return calls > 2 ? Promise.resolve({ ok: false, because: 'connection-refused' }) : reader.client.ask(request);
      },
    };
    expect(levelOf(await reader.read({}, dying))).not.toBe('L3');
    expect(readRelayState([...reader.kept.values()][0] ?? '').setId).toBe(2);
    expect(levelOf(await reader.read())).toBe('L3');
    expect(readRelayState([...reader.kept.values()][0] ?? '').setId).toBe(4);
  });

  it('uses the newest block that any relay node can prove', async () => {
    reader = await TestReader.start({ nodes: 2 });
    reader.chain.relayNodes[0]?.misbehaviour(serving(reader.chain.chains.fork(), 'relay'));
    reader.chain.passTime(60_000);
    const outcome = await reader.read();
    expect(levelOf(outcome)).toBe('L3');
    expect(outcome.at === 'read' && outcome.header.number).toBe(reader.chain.chains.registry.head.number);
  });

  it.each([
    'wrongProof',
    'shortProof',
    'paddedProof',
    'silence',
    'garbage',
    'nonsense',
    'huge',
    'drip',
    'hangUp',
    'otherGenesis',
    'forgedFinality',
  ] as const)('is reached by the honest half when one node of each chain answers with %s', async (misbehaviour) => {
    reader = await TestReader.start({ nodes: 2 });
    reader.chain.relayNodes[0]?.misbehaviour(MISBEHAVIOURS[misbehaviour]);
    reader.chain.registryNodes[0]?.misbehaviour(MISBEHAVIOURS[misbehaviour]);
    // 100 MB twice, through a server in this very process.
    if (misbehaviour === 'huge') reader.deadline = 10_000;
    const outcome = await reader.read();
    expect(levelOf(outcome)).toBe('L3');
    expect(outcome.at === 'read' && outcome.header.hash).toBe(reader.chain.chains.registry.head.hash);
  });

  it('is not reached by a fork that a minority of the voters finalised', async () => {
    reader = await TestReader.start();
    const fork = reader.chain.chains.fork();
    fork.claim(new Map([[toHex(sovereignKey(ACCOUNT)), null]]));
    reader.chain.relayNodes[0]?.misbehaviour(serving(fork, 'relay'));
    reader.chain.registryNodes[0]?.misbehaviour(serving(fork, 'registry'));
    const outcome = await reader.read();
    expect(levelOf(outcome)).toBe('L2');
    expect(outcome.at === 'read' && outcome.shortOf).toBe('malformed-answer');
  });

  it('is not reached when nobody serves justifications, and says so', async () => {
    reader = await TestReader.start();
    misbehaveAll(reader.chain.relayNodes, MISBEHAVIOURS.silence);
    const outcome = await reader.read();
    expect(levelOf(outcome)).toBe('L2');
    expect(outcome.at === 'read' && outcome.shortOf).toBe('timeout');
  });
});
