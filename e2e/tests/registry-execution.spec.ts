import assert from 'node:assert/strict';
import { toHex } from '../../src/verifier/bytes/hex.ts';
import { Attesteer } from '../../testing/substrate/attesteer.ts';
import type { TestChain } from '../../testing/substrate/test-chain.ts';
import { shows } from '../../testing/press.ts';
import type { Context, TestVisit } from '../runner/context.ts';
import { e2e } from '../runner/declare.ts';
import { attest } from '../../testing/site/document.ts';
import type { TestSite } from '../../testing/site/test-site.ts';
import { answerOf, chainFor, codeOf, markOf, siteWithAccount } from './registry-site.ts';
import { detailsOf } from './registry-details.ts';

const HASH = new Uint8Array(32).fill(0xf6);
const STRANGE = new Uint8Array(32).fill(9);
const MINUTE = 60_000;

/** From now on the site says that its code published something there. */
function pointTo(site: TestSite, { block, index }: { readonly block: number; readonly index: number }): void {
  assert.ok(site.attestation);
  site.attestation = { ...site.attestation, execution: { block, index } };
}

e2e('a hash that the site’s code published is shown: which, by whom, when, how far proven', {}, async (context) => {
  const chain = await chainFor(context);
  const site = await siteWithAccount(context);
  const known = await codeOf(context, site);
  chain.registerSovereign(known);
  const testSite = chain.publish(known.mrEnclave, HASH, Uint8Array.of(1, 2));
  pointTo(site, testSite);
  chain.produce(2);
  const visit = await context.visit(site);
  const { execution } = await answerOf(visit, 'current');
  assert.ok(execution?.kind === 'published');
  const { block, ...rest } = execution;
  assert.deepEqual([block.number, block.hash], [testSite.block, testSite.blockHash]);
  const [hash, mrEnclave] = [toHex(HASH), toHex(known.mrEnclave)];
  assert.deepEqual(rest, { kind: 'published', hash, mrEnclave, data: '0102', sameCode: true, eventIndex: 1, level: 'L3' });
  assert.equal(await markOf(visit), 'verified');

  const popup = await detailsOf(context, visit, { name: 'execution', heading: 'Proof of Execution' });
  const text = await shows(popup, 'This same code published a hash on the chain');
  for (const stated of [`Block ${String(testSite.block)}`, 'Proof level L3', 'does not show what the hash stands for'])
    assert.ok(text.replace(/\s+/g, ' ').includes(stated), `the popup does not say ${stated}: ${text}`);
  // The values themselves are drawn in groups, which are hidden from screen readers.
  const drawn = String(await popup.evaluate('document.body.textContent'));
  for (const value of [hash, mrEnclave]) assert.ok(drawn.includes(value), value);
});

e2e('a publication by other code, or one that is not there, is called what it is', {}, async (context) => {
  const chain = await chainFor(context);
  const site = await siteWithAccount(context);
  const testSite = chain.publish(STRANGE, HASH);
  pointTo(site, testSite);
  const foreign = await context.visit(site);
  const other = await answerOf(foreign, 'not-registered');
  assert.ok(other.execution?.kind === 'published' && !other.execution.sameCode);
  await shows(await detailsOf(context, foreign), 'Different code published a hash on the chain');

  pointTo(site, { ...testSite, index: 7 });
  const empty = await context.visit(site);
  const none = await answerOf(empty, 'not-registered');
  assert.equal(none.execution?.kind, 'no-such-event');
  await shows(await detailsOf(context, empty), 'points to a publication that does not exist');

  pointTo(site, { ...testSite, block: testSite.block + 1000 });
  const future = await context.visit(site);
  const unknown = await answerOf(future, 'not-registered');
  assert.deepEqual(unknown.execution, { kind: 'unreachable', because: 'malformed-answer' });
  await shows(await detailsOf(context, future), 'could not look up');
  for (const visit of [foreign, empty, future]) assert.equal(await markOf(visit), 'verified');
});

/** The service under whose account others' enclaves are registered, on this chain. */
async function attesteerOn({ platform, later }: Context, chain: TestChain, site: TestSite): Promise<Attesteer> {
  const service = await Attesteer.start({
    chain,
    registrar: REGISTRAR,
    anchors: platform.anchors,
    collateral: (_, now) => registeredQuote(site, now).endorsements,
  });
  later(() => service.close());
  return service;
}

const REGISTRAR = new Uint8Array(32).fill(0xd4);

/** The quote that the site's operator sends to the service: the same keys, no nonce. */
function registeredQuote({ attestation, origin }: TestSite, now: number) {
  assert.ok(attestation);
  const binding = { layout: 'sealmark-1', origin, nonce: new Uint8Array(), keys: attestation.keys(0) } as const;
  return attest({ attester: attestation.attester, sendEndorsements: true, binding, now });
}

e2e('an entry that a service renews shows its age and how often, and that the renewals have stopped', {}, async (context) => {
  const begun = Date.now() - 58 * MINUTE;
  const options = { now: begun, nodes: 1 };
  const chain = await chainFor(context, options, { registrars: [toHex(REGISTRAR)], renewal: 20 * MINUTE });
  const site = context.testSite();
  await context.accept(context.platform, site.origin);
  const service = await attesteerOn(context, chain, site);
  const quote = registeredQuote(site, begun).evidence;
  assert.ok(site.attestation);
  site.attestation = { ...site.attestation, registered: quote };
  let visit: TestVisit | undefined;
  for (let renewal = 0; renewal < 3; renewal += 1) {
    assert.ok((await service.forward(quote, site.host)).accepted);
    await visit?.tab.close();
    visit = await context.visit(site, `/?${String(renewal)}`);
    const { answer } = await answerOf(visit, 'current');
    assert.ok(answer.kind === 'current' && answer.entry.under === 'proxied' && answer.entry.url === site.host);
    // A registration is a block of its own, twelve seconds long.
    if (renewal < 2) chain.passTime(10 * MINUTE - 12_000);
  }
  assert.ok(visit);
  const popup = await detailsOf(context, visit, { name: 'attesteer', heading: 'The public registry' });
  const text = (await shows(popup, 'Last registered')).replace(/\s+/g, ' ');
  for (const stated of [
    'At least every 10 minutes, as seen 3 times from this computer.',
    '20 minutes',
    'a service acting for it',
  ])
    assert.ok(text.includes(stated), `the popup does not say ${stated}: ${text}`);
  assert.ok(!text.includes('have stopped'));

  // Nobody renews it any more.
  chain.passTime(25 * MINUTE);
  const lapsed = await context.visit(site, '/?lapsed');
  const { answer, level } = await answerOf(lapsed, 'stale');
  assert.ok(answer.kind === 'stale');
  assert.deepEqual([level, answer.entry.cadence], ['L3', { renewals: 3, interval: 10 * MINUTE }]);
  assert.equal(await markOf(lapsed), 'verified');
  await shows(
    await detailsOf(context, lapsed, { name: 'attesteer-lapsed', heading: 'The public registry' }),
    'The renewals have stopped',
  );
});
