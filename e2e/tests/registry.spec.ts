import assert from 'node:assert/strict';
import { profileOf } from '../../testing/substrate/profile.ts';
import { TestChain } from '../../testing/substrate/test-chain.ts';
import { e2e } from '../runner/declare.ts';
import { ACCOUNT, answerOf, chainFor, codeOf, markOf, siteWithAccount, visitAfter } from './registry-site.ts';

e2e('no chain is asked before the user turns one on', {}, async (context) => {
  const chain = await TestChain.start();
  context.later(() => chain.close());
  await context.watch.call('registry.put', profileOf(chain));
  context.later(() => context.watch.call('registry.remove', { id: 'test-registry' }));
  const visit = await context.visit(await siteWithAccount(context));
  const view = await visit.badge('verified');
  assert.equal(view.registry, null);
  assert.deepEqual(
    [...chain.registryNodes, ...chain.relayNodes].flatMap(({ asked }) => asked),
    [],
  );
});

e2e('a registered site is proven on the relay chain’s finality, and its mark is unchanged', {}, async (context) => {
  const chain = await chainFor(context);
  const visit = await visitAfter(context, await siteWithAccount(context), (known) => {
    chain.registerSovereign({ ...known, url: 'wss://enclave.example:2000' });
  });
  const row = await answerOf(visit, 'current');
  assert.equal(row.level, 'L3');
  assert.equal(row.relayBlock?.hash, chain.chains.relay?.head.hash);
  assert.equal(await markOf(visit), 'verified');
});

e2e('the mark stands before a chain answers, and only the answer touches it', {}, async (context) => {
  const chain = await chainFor(context);
  const site = await siteWithAccount(context);
  chain.registerSovereign({ ...(await codeOf(context, site)), buildMode: 'debug' });
  let release = (): void => undefined;
  const free = new Promise<void>((resolve) => (release = resolve));
  for (const node of [...chain.relayNodes, ...chain.registryNodes])
    node.misbehaviour({
      send: (socket, text) => {
        void free.then(() => {
          socket.send(text);
        });
      },
    });
  const visit = await context.visit(site);
  await visit.until(
    'the mark stands while the chain is asked',
    (view) => view.badge === 'verified' && view.registry?.at === 'asking',
  );
  release();
  await answerOf(visit, 'debug');
  assert.equal(await markOf(visit), 'caution');
});

e2e('nothing of the site is told to a node', {}, async (context) => {
  const chain = await chainFor(context);
  const site = await siteWithAccount(context);
  await answerOf(await context.visit(site), 'not-registered');
  const asked = [...chain.registryNodes, ...chain.relayNodes].flatMap((node) => node.heard).join('\n');
  assert.ok(asked.includes('state_getReadProof'));
  for (const word of [site.host, 'test', Buffer.from(site.host).toString('hex')])
    assert.ok(!asked.includes(word), `a node was told ${word}`);
});

e2e('a chain that holds other code, or debug code, lowers the mark to caution', {}, async (context) => {
  const chain = await chainFor(context);
  const site = await siteWithAccount(context);
  const debug = await visitAfter(context, site, (known) => {
    chain.registerSovereign({ ...known, buildMode: 'debug' });
  });
  assert.equal((await answerOf(debug, 'debug')).level, 'L3');
  await debug.badge('caution');
  const other = await visitAfter(context, site, (known) => {
    chain.registerSovereign({ ...known, mrEnclave: new Uint8Array(32).fill(7) });
  });
  await answerOf(other, 'other-code');
  await other.badge('caution');
});

e2e('a chain that holds it unchecked, or found it invalid, lowers the mark to caution', {}, async (context) => {
  const chain = await chainFor(context);
  const site = await siteWithAccount(context);
  const known = await codeOf(context, site);
  for (const entry of [{ method: 'skip' }, { status: 'invalid' }, { status: 'group-revoked' }] as const) {
    chain.registerSovereign({ ...known, ...entry });
    const visit = await context.visit(site);
    assert.equal((await answerOf(visit, 'invalid')).level, 'L3');
    await visit.badge('caution');
    await visit.tab.close();
  }
});

e2e('a stale entry, a chain that stands still and a proven absence change no mark', {}, async (context) => {
  const old = Date.now() - 60 * 3_600_000;
  const chain = await chainFor(context, { now: old });
  const site = await siteWithAccount(context);
  const frozen = await visitAfter(context, site, (known) => {
    chain.registerSovereign({ ...known, buildMode: 'debug' });
  });
  await answerOf(frozen, 'frozen');
  assert.equal(await markOf(frozen), 'verified');
  const stale = await visitAfter(context, site, (known) => {
    chain.registerSovereign(known);
    chain.passTime(Date.now() - chain.chains.now - 30_000);
  });
  await answerOf(stale, 'stale');
  assert.equal(await markOf(stale), 'verified');
  chain.unregisterSovereign(ACCOUNT);
  const absent = await context.visit(site);
  assert.equal((await answerOf(absent, 'not-registered')).level, 'L3');
  assert.equal(await markOf(absent), 'verified');
});

e2e('a chain with the teebag pallet is read by that pallet’s layout, which keeps less', {}, async (context) => {
  const chain = await chainFor(context, {}, { enclaves: 'teebag' });
  const site = await siteWithAccount(context);
  const visit = await visitAfter(context, site, ({ mrEnclave }) => {
    chain.registerTeebag(ACCOUNT, { mrEnclave });
  });
  const { answer, level } = await answerOf(visit, 'current');
  assert.ok(answer.kind === 'current' && answer.entry.mrSigner === null && answer.entry.status === null);
  assert.equal(level, 'L3');
  assert.equal(await markOf(visit), 'verified');
  chain.registerTeebag(ACCOUNT, { mrEnclave: new Uint8Array(32).fill(7) });
  const other = await context.visit(site);
  await answerOf(other, 'other-code');
  await other.badge('caution');
});
