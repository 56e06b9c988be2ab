import assert from 'node:assert/strict';
import { LIES, serving, type Lie } from '../chain/lies.ts';
import { profileOf } from '../chain/profile.ts';
import type { TestChain } from '../chain/test-chain.ts';
import { e2e } from '../runner/registry.ts';
import { never } from './expect.ts';
import { answerOf, chainFor, markOf, siteWithAccount, visitAfter } from './registry-site.ts';

function lieAll(chain: TestChain, lie: Lie): void {
  for (const node of [...chain.relayNodes, ...chain.registryNodes]) node.lie(lie);
}

for (const lie of ['wrongProof', 'silence', 'garbage', 'huge', 'drip', 'hangUp', 'otherGenesis', 'forgedFinality'] as const) {
  e2e(`a node that answers with ${lie} is passed over for an honest one`, {}, async (context) => {
    const chain = await chainFor(context, { nodes: 2 });
    chain.relayNodes[0]?.lie(LIES[lie]);
    chain.registryNodes[0]?.lie(LIES[lie]);
    const visit = await visitAfter(context, await siteWithAccount(context), (known) => {
      chain.registerSovereign(known);
    });
    assert.equal((await answerOf(visit, 'current')).level, 'L3');
  });
}

e2e('a node that is dead, or behind the others, is passed over for one that is not', {}, async (context) => {
  const chain = await chainFor(context, { nodes: 3 });
  await Promise.all([chain.relayNodes[0]?.close(), chain.registryNodes[0]?.close()]);
  const before = chain.world.fork();
  chain.relayNodes[1]?.lie(serving(before, 'relay'));
  chain.registryNodes[1]?.lie(serving(before, 'registry'));
  const visit = await visitAfter(context, await siteWithAccount(context), (known) => {
    chain.registerSovereign(known);
  });
  const row = await answerOf(visit, 'current');
  assert.equal(row.level, 'L3');
  assert.equal(row.relayBlock?.hash, chain.world.relay?.head.hash);
});

e2e('where every node fails or lies, the row says why, and the mark is unchanged', {}, async (context) => {
  const chain = await chainFor(context);
  const site = await siteWithAccount(context);
  const visit = await visitAfter(context, site, (known) => {
    // What would be a contradiction, if anybody could prove it.
    chain.registerSovereign({ ...known, buildMode: 'debug' });
  });
  await answerOf(visit, 'debug');
  for (const [lie, because] of [
    ['garbage', 'malformed-answer'],
    ['otherGenesis', 'other-chain'],
    ['wrongProof', 'proof-refused'],
  ] as const) {
    lieAll(chain, LIES[lie]);
    const next = await context.visit(site, `/?${lie}`);
    const { answer, level } = await answerOf(next, 'unreachable');
    assert.deepEqual([answer, level], [{ kind: 'unreachable', because }, null], lie);
    assert.equal(await markOf(next), 'verified', lie);
    await never(next, 'failed', 'caution', 'unavailable');
    await next.tab.close();
  }
  await Promise.all([...chain.relayNodes, ...chain.registryNodes].map((node) => node.close()));
  const dead = await context.visit(site, '/?dead');
  assert.deepEqual((await answerOf(dead, 'unreachable')).answer, { kind: 'unreachable', because: 'connection-refused' });
  assert.equal(await markOf(dead), 'verified');
});

e2e('without proofs, nodes that say different things prove nothing, and one alone touches no mark', {}, async (context) => {
  const chain = await chainFor(context, { nodes: 2 });
  const honest = profileOf(chain);
  await context.watch.call('registry.put', { ...honest, finality: { ...honest.finality, checkpoint: null } });
  await context.watch.call('registry.turn', { id: honest.id, on: true });
  const [first, second] = chain.registryNodes;
  assert.ok(first && second);
  for (const node of chain.registryNodes) node.lie(LIES.noProofs);
  const site = await siteWithAccount(context);
  const agreeing = await visitAfter(context, site, (known) => {
    chain.registerSovereign({ ...known, buildMode: 'debug' });
  });
  assert.equal((await answerOf(agreeing, 'debug')).level, 'L1');
  await agreeing.badge('caution');
  for (const lie of [LIES.wrongValue, LIES.denial]) {
    first.lie({ answer: (method, said) => lie.answer(method, LIES.noProofs.answer(method, said)) });
    const visit = await context.visit(site);
    assert.equal((await answerOf(visit, 'nodes-disagree')).level, null);
    assert.equal(await markOf(visit), 'verified');
  }
  // Whoever runs the only node that answers could say so of any site.
  first.lie(LIES.noProofs);
  await second.close();
  const alone = await context.visit(site);
  assert.equal((await answerOf(alone, 'debug')).level, 'L0');
  assert.equal(await markOf(alone), 'verified');
});

e2e('a fork that a minority finalised never reaches the highest level', {}, async (context) => {
  const chain = await chainFor(context);
  chain.produce(1);
  const fork = chain.world.fork();
  fork.claim(new Map());
  chain.relayNodes[0]?.lie(serving(fork, 'relay'));
  chain.registryNodes[0]?.lie(serving(fork, 'registry'));
  const row = await answerOf(await context.visit(await siteWithAccount(context)), 'not-registered');
  assert.equal(row.level, 'L2');
  assert.notEqual(row.shortOf, null);
});
