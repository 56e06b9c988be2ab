import { afterEach, describe, expect, it } from 'vitest';
import { MISBEHAVIOURS, serving } from '../../../../testing/substrate/faults.ts';
import { ACCOUNT, levelOf, misbehaveAll, TestReader } from '../../../../testing/substrate/registry-reader.ts';
import { provenValue, sovereignKey, toHex } from '../../../verifier/substrate/index.ts';

let reader: TestReader;
afterEach(async () => {
  await reader.close();
});

describe('level 2', () => {
  it('is reached without a checkpoint, by one node or several', async () => {
    reader = await TestReader.start({ nodes: 2 });
    const outcome = await reader.readUnpinned();
    expect(levelOf(outcome)).toBe('L2');
    expect(outcome.at === 'read' && outcome.nodes.length).toBe(2);
    expect(outcome.at === 'read' && outcome.shortOf).toBeNull();
  });

  it.each(['wrongProof', 'shortProof', 'paddedProof'] as const)('refuses %s when nobody else answers', async (misbehaviour) => {
    reader = await TestReader.start();
    misbehaveAll(reader.chain.registryNodes, MISBEHAVIOURS[misbehaviour]);
    expect(await reader.readUnpinned()).toEqual({ at: 'unreachable', because: 'proof-refused' });
  });

  it('is unaffected by a node that alters what it says without proof', async () => {
    reader = await TestReader.start();
    misbehaveAll(reader.chain.registryNodes, MISBEHAVIOURS.wrongValue);
    const outcome = await reader.readUnpinned();
    expect(outcome.at === 'read' && provenValue(outcome.values, sovereignKey(ACCOUNT))).toEqual(
      reader.chain.chains.registry.head.storage.get(toHex(sovereignKey(ACCOUNT))),
    );
  });

  it('says that nodes disagree when one serves a fork, or stopped long ago', async () => {
    reader = await TestReader.start({ nodes: 2 });
    const stopped = reader.chain.chains.fork();
    const fork = reader.chain.chains.fork();
    fork.claim(new Map());
    reader.chain.passTime(6000);
    reader.chain.registryNodes[0]?.misbehaviour(serving(fork, 'registry'));
    expect(levelOf(await reader.readUnpinned())).toBe('disagree');
    reader.chain.produce(25);
    reader.chain.registryNodes[0]?.misbehaviour(serving(stopped, 'registry'));
    expect(levelOf(await reader.readUnpinned())).toBe('disagree');
  });

  it('uses the block that all know when they are slightly apart', async () => {
    reader = await TestReader.start({ nodes: 2 });
    reader.chain.registryNodes[0]?.misbehaviour(serving(reader.chain.chains.fork(), 'registry'));
    const behind = reader.chain.chains.registry.head.hash;
    reader.chain.produce(2);
    const outcome = await reader.readUnpinned();
    expect(outcome.at === 'read' && outcome.header.hash).toBe(behind);
  });
});

describe('levels 1 and 0', () => {
  it('are what nodes without proofs report', async () => {
    reader = await TestReader.start({ nodes: 2 });
    misbehaveAll(reader.chain.registryNodes, MISBEHAVIOURS.noProofs);
    expect(levelOf(await reader.readUnpinned())).toBe('L1');
    reader.chain.registryNodes[1]?.misbehaviour(MISBEHAVIOURS.hangUp);
    expect(levelOf(await reader.readUnpinned())).toBe('L0');
  });

  it.each(['wrongValue', 'denial'] as const)('say that nodes disagree on %s', async (misbehaviour) => {
    reader = await TestReader.start({ nodes: 2 });
    reader.chain.registryNodes[0]?.misbehaviour(MISBEHAVIOURS.noProofs);
    reader.chain.registryNodes[1]?.misbehaviour({
      answer: (method, honest) => MISBEHAVIOURS[misbehaviour].answer(method, MISBEHAVIOURS.noProofs.answer(method, honest)),
    });
    expect(levelOf(await reader.readUnpinned())).toBe('disagree');
  });
});

describe('no node', () => {
  it('is an answer with its reason', async () => {
    reader = await TestReader.start();
    misbehaveAll(reader.chain.registryNodes, MISBEHAVIOURS.otherGenesis);
    expect(await reader.read()).toEqual({ at: 'unreachable', because: 'other-chain' });
    expect(await reader.read({ endpoints: [] })).toEqual({ at: 'unreachable', because: 'no-endpoint' });
    expect(await reader.read({ endpoints: ['ws://127.0.0.1:9'] })).toEqual({ at: 'unreachable', because: 'connection-refused' });
  });
});
