import { afterEach, describe, expect, it } from 'vitest';
import { LIES, serving } from '../../../e2e/chain/lies.ts';
import { ACCOUNT, levelOf, lieAll, TestReader } from '../../../e2e/chain/reader.ts';
import { provenValue, sovereignKey, toHex } from '../../verifier/chain/index.ts';

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

  it.each(['wrongProof', 'shortProof', 'paddedProof'] as const)('refuses %s when nobody else answers', async (lie) => {
    reader = await TestReader.start();
    lieAll(reader.chain.registryNodes, LIES[lie]);
    expect(await reader.readUnpinned()).toEqual({ at: 'unreachable', because: 'proof-refused' });
  });

  it('is unmoved by a node that alters what it says without proof', async () => {
    reader = await TestReader.start();
    lieAll(reader.chain.registryNodes, LIES.wrongValue);
    const outcome = await reader.readUnpinned();
    expect(outcome.at === 'read' && provenValue(outcome.values, sovereignKey(ACCOUNT))).toEqual(
      reader.chain.world.registry.head.storage.get(toHex(sovereignKey(ACCOUNT))),
    );
  });

  it('says that nodes disagree when one serves a fork, or stopped long ago', async () => {
    reader = await TestReader.start({ nodes: 2 });
    const stopped = reader.chain.world.fork();
    const fork = reader.chain.world.fork();
    fork.claim(new Map());
    reader.chain.passTime(6000);
    reader.chain.registryNodes[0]?.lie(serving(fork, 'registry'));
    expect(levelOf(await reader.readUnpinned())).toBe('disagree');
    reader.chain.produce(25);
    reader.chain.registryNodes[0]?.lie(serving(stopped, 'registry'));
    expect(levelOf(await reader.readUnpinned())).toBe('disagree');
  });

  it('takes the block that all know when they are a little apart', async () => {
    reader = await TestReader.start({ nodes: 2 });
    reader.chain.registryNodes[0]?.lie(serving(reader.chain.world.fork(), 'registry'));
    const behind = reader.chain.world.registry.head.hash;
    reader.chain.produce(2);
    const outcome = await reader.readUnpinned();
    expect(outcome.at === 'read' && outcome.header.hash).toBe(behind);
  });
});

describe('levels 1 and 0', () => {
  it('are what nodes say that serve no proofs', async () => {
    reader = await TestReader.start({ nodes: 2 });
    lieAll(reader.chain.registryNodes, LIES.noProofs);
    expect(levelOf(await reader.readUnpinned())).toBe('L1');
    reader.chain.registryNodes[1]?.lie(LIES.hangUp);
    expect(levelOf(await reader.readUnpinned())).toBe('L0');
  });

  it.each(['wrongValue', 'denial'] as const)('say that nodes disagree on %s', async (lie) => {
    reader = await TestReader.start({ nodes: 2 });
    reader.chain.registryNodes[0]?.lie(LIES.noProofs);
    reader.chain.registryNodes[1]?.lie({
      answer: (method, honest) => LIES[lie].answer(method, LIES.noProofs.answer(method, honest)),
    });
    expect(levelOf(await reader.readUnpinned())).toBe('disagree');
  });
});

describe('nobody', () => {
  it('is an answer with its reason', async () => {
    reader = await TestReader.start();
    lieAll(reader.chain.registryNodes, LIES.otherGenesis);
    expect(await reader.read()).toEqual({ at: 'unreachable', because: 'other-chain' });
    expect(await reader.read({ endpoints: [] })).toEqual({ at: 'unreachable', because: 'no-endpoint' });
    expect(await reader.read({ endpoints: ['ws://127.0.0.1:9'] })).toEqual({ at: 'unreachable', because: 'connection-refused' });
  });
});
