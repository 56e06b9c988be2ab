import assert from 'node:assert/strict';
import type { RegistryAnswer, RegistryView } from '../../src/background/api/registry-view.ts';
import type { SiteView } from '../../src/background/api/site-view.ts';
import { LIES, serving } from '../chain/lies.ts';
import { profileOf } from '../chain/profile.ts';
import { TestChain, type Registration, type TestChainOptions } from '../chain/test-chain.ts';
import type { Context, Visit } from '../runner/context.ts';
import { e2e } from '../runner/registry.ts';
import { tlsKey, type Place } from '../site/place.ts';

const ACCOUNT = new Uint8Array(32).fill(0xa1);

/** A test chain that the extension knows and may ask, gone after the test. */
async function chainFor({ watch, later }: Context, options: TestChainOptions = {}): Promise<TestChain> {
  const chain = await TestChain.start({ now: Date.now() - 60_000, ...options });
  const profile = profileOf(chain);
  await watch.call('registry.put', profile);
  await watch.call('registry.turn', { id: profile.id, on: true });
  later(async () => {
    await watch.call('registry.remove', { id: profile.id });
    await chain.close();
  });
  return chain;
}

/** A good site whose evidence also commits to an account key. */
async function siteWithAccount({ place, accept, platform }: Context): Promise<Place> {
  const site = place();
  assert.ok(site.attestation);
  site.attestation = {
    ...site.attestation,
    keys: (node) => [...tlsKey(site.credentials[node]), { use: 'registry', key: ACCOUNT }],
  };
  await accept(platform, site.origin);
  return site;
}

/** How the site's code would register itself, as the fresh evidence shows it. */
function registration(view: SiteView): Registration {
  assert.ok(view.state.at === 'judged' && view.state.result.claims !== null);
  const { measurements } = view.state.result.claims;
  const register = (name: string): Uint8Array =>
    Buffer.from(measurements.find((one) => one.register === name)?.value ?? '', 'hex');
  const reportData = new Uint8Array(64);
  reportData.set(ACCOUNT);
  return { reportData, mrEnclave: register('MRENCLAVE'), mrSigner: register('MRSIGNER') };
}

type Answered = Extract<RegistryView, { readonly at: 'answered' }>;

async function answerOf(visit: Visit, kind: RegistryAnswer['kind']): Promise<Answered> {
  const view = await visit.until(
    `the chain answers ${kind}`,
    ({ registry }) => registry?.at === 'answered' && registry.answer.kind === kind,
  );
  assert.ok(view.registry?.at === 'answered');
  return view.registry;
}

/** Goes to the site once to learn its code, lets `prepare` do with the chain what it will, and goes again. */
async function visitAfter(context: Context, site: Place, prepare: (known: Registration) => void): Promise<Visit> {
  const first = await context.visit(site);
  prepare(registration(await first.until('evidence is judged', ({ state }) => state.at === 'judged')));
  await first.tab.close();
  return await context.visit(site);
}

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
  assert.equal(row.relayBlock?.hash, chain.world.relay?.head.hash);
  assert.equal((await visit.settled()).badge, 'verified');
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

e2e('a stale entry, a chain that stands still and a proven absence change no mark', {}, async (context) => {
  const old = Date.now() - 60 * 3_600_000;
  const chain = await chainFor(context, { now: old });
  const site = await siteWithAccount(context);
  const frozen = await visitAfter(context, site, (known) => {
    chain.registerSovereign({ ...known, buildMode: 'debug' });
  });
  await answerOf(frozen, 'frozen');
  assert.equal((await frozen.settled()).badge, 'verified');
  const stale = await visitAfter(context, site, (known) => {
    chain.registerSovereign(known);
    chain.passTime(Date.now() - chain.world.now - 30_000);
  });
  await answerOf(stale, 'stale');
  assert.equal((await stale.settled()).badge, 'verified');
  chain.unregisterSovereign(ACCOUNT);
  const absent = await context.visit(site);
  assert.equal((await answerOf(absent, 'not-registered')).level, 'L3');
  assert.equal((await absent.settled()).badge, 'verified');
});

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

e2e('a checkpoint many voters ago is followed, and the path goes on where it was', {}, async (context) => {
  const chain = await chainFor(context, { voters: 7 });
  for (let change = 0; change < 40; change += 1) chain.changeVoters();
  const site = await siteWithAccount(context);
  assert.equal((await answerOf(await context.visit(site), 'not-registered')).level, 'L3');
  for (const node of chain.relayNodes) node.forget();
  chain.changeVoters();
  assert.equal((await answerOf(await context.visit(site), 'not-registered')).level, 'L3');
  const steps = chain.relayNodes.flatMap(({ asked }) => asked).filter((method) => method === 'grandpa_proveFinality').length;
  assert.ok(steps <= 3, `${String(steps)} steps, where one set had changed`);
});
