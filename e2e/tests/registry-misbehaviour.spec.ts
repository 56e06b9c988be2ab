import assert from 'node:assert/strict';
import { MISBEHAVIOURS, serving, type Misbehaviour } from '../../testing/substrate/faults.ts';
import { profileOf } from '../../testing/substrate/profile.ts';
import type { TestChain } from '../../testing/substrate/test-chain.ts';
import { e2e } from '../runner/declare.ts';
import { never } from './expect.ts';
import { answerOf, chainFor, markOf, siteWithAccount, visitAfter } from './registry-site.ts';

function misbehaveAll(chain: TestChain, misbehaviour: Misbehaviour): void {
  for (const node of [...chain.relayNodes, ...chain.registryNodes]) node.misbehaviour(misbehaviour);
}

for (const misbehaviour of [
  'wrongProof',
  'silence',
  'garbage',
  'huge',
  'drip',
  'hangUp',
  'otherGenesis',
  'forgedFinality',
] as const) {
  e2e(`a node that answers with ${misbehaviour} is skipped for an honest one`, {}, async (context) => {
    const chain = await chainFor(context, { nodes: 2 });
    chain.relayNodes[0]?.misbehaviour(MISBEHAVIOURS[misbehaviour]);
    chain.registryNodes[0]?.misbehaviour(MISBEHAVIOURS[misbehaviour]);
    const visit = await visitAfter(context, await siteWithAccount(context), (known) => {
      chain.registerSovereign(known);
    });
    assert.equal((await answerOf(visit, 'current')).level, 'L3');
  });
}

e2e('a node that is dead, or behind the others, is skipped for one that is not', {}, async (context) => {
  const chain = await chainFor(context, { nodes: 3 });
  await Promise.all([chain.relayNodes[0]?.close(), chain.registryNodes[0]?.close()]);
  const before = chain.chains.fork();
  chain.relayNodes[1]?.misbehaviour(serving(before, 'relay'));
  chain.registryNodes[1]?.misbehaviour(serving(before, 'registry'));
  const visit = await visitAfter(context, await siteWithAccount(context), (known) => {
    chain.registerSovereign(known);
  });
  const row = await answerOf(visit, 'current');
  assert.equal(row.level, 'L3');
  assert.equal(row.relayBlock?.hash, chain.chains.relay?.head.hash);
});

e2e('where every node fails or lies, the row says why, and the mark is unchanged', {}, async (context) => {
  const chain = await chainFor(context);
  const site = await siteWithAccount(context);
  const visit = await visitAfter(context, site, (known) => {
    // It would be a contradiction, if it were proven.
    chain.registerSovereign({ ...known, buildMode: 'debug' });
  });
  await answerOf(visit, 'debug');
  for (const [misbehaviour, because] of [
    ['garbage', 'malformed-answer'],
    ['otherGenesis', 'other-chain'],
    ['wrongProof', 'proof-refused'],
  ] as const) {
    misbehaveAll(chain, MISBEHAVIOURS[misbehaviour]);
    const next = await context.visit(site, `/?${misbehaviour}`);
    const { answer, level } = await answerOf(next, 'unreachable');
    assert.deepEqual([answer, level], [{ kind: 'unreachable', because }, null], misbehaviour);
    assert.equal(await markOf(next), 'verified', misbehaviour);
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
  for (const node of chain.registryNodes) node.misbehaviour(MISBEHAVIOURS.noProofs);
  const site = await siteWithAccount(context);
  const agreeing = await visitAfter(context, site, (known) => {
    chain.registerSovereign({ ...known, buildMode: 'debug' });
  });
  assert.equal((await answerOf(agreeing, 'debug')).level, 'L1');
  await agreeing.badge('caution');
  for (const misbehaviour of [MISBEHAVIOURS.wrongValue, MISBEHAVIOURS.denial]) {
    first.misbehaviour({
      answer: (method, stated) => misbehaviour.answer(method, MISBEHAVIOURS.noProofs.answer(method, stated)),
    });
    const visit = await context.visit(site);
    assert.equal((await answerOf(visit, 'nodes-disagree')).level, null);
    assert.equal(await markOf(visit), 'verified');
  }
  // The operator of the only answering node could say so about any site.
  first.misbehaviour(MISBEHAVIOURS.noProofs);
  await second.close();
  const alone = await context.visit(site);
  assert.equal((await answerOf(alone, 'debug')).level, 'L0');
  assert.equal(await markOf(alone), 'verified');
});

e2e('a fork that a minority finalised never reaches the highest level', {}, async (context) => {
  const chain = await chainFor(context);
  chain.produce(1);
  const fork = chain.chains.fork();
  fork.claim(new Map());
  chain.relayNodes[0]?.misbehaviour(serving(fork, 'relay'));
  chain.registryNodes[0]?.misbehaviour(serving(fork, 'registry'));
  const row = await answerOf(await context.visit(await siteWithAccount(context)), 'not-registered');
  assert.equal(row.level, 'L2');
  assert.notEqual(row.shortOf, null);
});
