import assert from 'node:assert/strict';
import { profileOf } from '../../testing/substrate/profile.ts';
import { TestChain } from '../../testing/substrate/test-chain.ts';
import { unfold } from '../../testing/page-audit.ts';
import { source } from '../../testing/json.ts';
import { sleep, untilTrue } from '../../testing/poll.ts';
import { fill, press, shows } from '../../testing/press.ts';
import { e2e } from '../runner/declare.ts';
import { detailsOf } from './registry-details.ts';
import { answerOf, chainFor, siteWithAccount } from './registry-site.ts';

const askedOf = (chain: TestChain): number =>
  [...chain.registryNodes, ...chain.relayNodes].reduce((sum, { asked }) => sum + asked.length, 0);

e2e('a chain is added, tried, turned on and removed on the options page', { playwright: true }, async (context) => {
  const chain = await TestChain.start({ now: Date.now() - 60_000 });
  context.later(async () => {
    await context.watch.call('registry.remove', { id: 'test-registry' });
    await chain.close();
  });
  chain.produce(3);
  const page = await context.extensionPage('src/popup/options/index.html');
  await shows(page, 'A public chain is a record');
  await unfold(page);
  await fill(page, 'Its profile (JSON)', '{"format":1,"name":"half a profile"}');
  await press(page, 'Add this chain');
  await shows(page, /Sealmark cannot read this/);
  await fill(page, 'Its profile (JSON)', JSON.stringify(profileOf(chain)));
  await press(page, 'Add this chain');
  await shows(page, 'Nodes: ws://127.0.0.1');
  assert.equal(askedOf(chain), 0);
  await press(page, 'Try Test registry');
  await shows(page, `Block ${String(chain.chains.registry.head.number)}. Proven against a block that`);
  await press(page, 'Test registry');
  const isOn = async (): Promise<boolean> =>
    (await context.watch.call('registry.list', null)).some(({ profile, on }) => profile.id === 'test-registry' && on);
  await answerOf(await context.visit(await siteWithAccount(context)), 'not-registered');
  assert.ok(await isOn());
  const row = '[data-profile="test-registry"]';
  await page.click(`${row} .row button:last-of-type`);
  const awake = `document.querySelector('${row} .confirm .primary')?.disabled === false`;
  await untilTrue('the question can be answered', async () => (await page.evaluate(awake)) === true);
  await page.click(`${row} .confirm .primary`);
  await untilTrue('the chain is gone', async () => (await page.evaluate(`document.querySelector('${row}') === null`)) === true);
  assert.ok(!(await isOn()));
});

e2e('which chain is asked is chosen for each site, and no chain is a choice', { playwright: true }, async (context) => {
  const chain = await chainFor(context, {}, { explorer: 'https://explorer.test/block/{hash}' });
  chain.produce(1);
  const visit = await context.visit(await siteWithAccount(context));
  const row = await answerOf(visit, 'not-registered');
  const popup = await detailsOf(context, visit);
  const links = await popup.evaluate(`[...document.querySelectorAll('a')].map(({ href }) => href)`);
  assert.ok(Array.isArray(links) && links.includes(`https://explorer.test/block/0x${row.block?.hash ?? ''}`), String(links));
  await fill(popup, 'Ask about this site', '-');
  await visit.until('no chain is asked about it', ({ state, registry }) => state.at === 'appraised' && registry === null);
  const before = askedOf(chain);
  await visit.tab.goto(`${(await visit.view())?.origin ?? ''}/?again`);
  assert.equal((await visit.badge('verified')).registry, null);
  assert.equal((await visit.settled()).registry, null);
  assert.equal(askedOf(chain), before);
});

e2e('nothing of a private window is asked of a chain', { inPrivate: true }, async (context) => {
  const chain = await chainFor(context);
  chain.produce(1);
  const site = await siteWithAccount(context);
  const { tab, title } = await context.visit(context.testSite({ announcing: 'nothing' }), '/', { private: true });
  // Chromium's private windows have their own instance, and database: the chain is on there, too.
  const profile = profileOf(chain);
  for (const message of [
    { call: 'registry.put', ask: profile },
    { call: 'registry.turn', ask: { id: profile.id, on: true } },
  ])
    assert.ok(await tab.probe.evaluate(`chrome.runtime.sendMessage(${source(message)}).then(({ ok }) => ok)`));
  await tab.goto(site.origin);
  await untilTrue('the site is judged', async () => /unknown code|attested processing/i.test(await title()));
  // A chain is asked as soon as the mark is painted, within some milliseconds.
  await sleep(300);
  assert.equal(site.asked().length, 1);
  assert.equal(askedOf(chain), 0);
});
