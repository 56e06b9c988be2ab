import assert from 'node:assert/strict';
import type { Context, TestVisit } from '../runner/context.ts';
import { press } from '../../testing/press.ts';
import { e2e } from '../runner/declare.ts';
import type { TestSite } from '../../testing/site/test-site.ts';
import { PCS_HOST, ROOT_CRL_HOST } from '../../testing/vendors/intel.ts';
import { appraised, never, problemCode } from './expect.ts';
import { unkept } from './unkept.ts';

/** A site that leaves the endorsements to its visitors. */
async function bare(context: Context): Promise<TestSite> {
  const site = context.testSite({ sendEndorsements: false });
  await context.accept(context.platform, site.origin);
  return site;
}

unkept('endorsements in the document are enough: the manufacturer is not asked', async (context) => {
  const before = context.network.intel.requests().length;
  const { badge } = await context.visit(context.testSite());
  await badge('unaudited');
  assert.equal(context.network.intel.requests().length, before);
});

unkept('missing endorsements are asked of Intel, at its own hosts and paths, and say nothing about the site', async (context) => {
  const before = context.network.intel.requests().length;
  const site = await bare(context);
  const { badge } = await context.visit(site);
  await badge('verified');
  const asked = context.network.intel.requests().slice(before);
  const targets = asked.map(({ host, target }) => `${host}${target}`).toSorted();
  assert.equal(new Set(targets).size, targets.length, 'something was asked twice');
  for (const target of targets)
    assert.match(
      target,
      new RegExp(
        `^(${PCS_HOST}/sgx/certification/v4/(tcb\\?fmspc=[0-9a-f]{12}|qe/identity|pckcrl\\?ca=(platform|processor)&encoding=der)|${ROOT_CRL_HOST}/IntelSGXRootCA\\.der)$`,
      ),
    );
  assert.equal(targets.length, 4);
  for (const { headers } of asked) {
    assert.ok(!JSON.stringify(headers).includes(site.host), 'a vendor was told which site is visited');
    for (const name of ['cookie', 'referer', 'origin', 'authorization']) assert.equal(headers[name], undefined, name);
  }
});

unkept('endorsements are kept: a second visit asks nobody', async (context) => {
  const site = await bare(context);
  await (await context.visit(site)).badge('verified');
  const before = context.network.intel.requests().length;
  await (await context.visit(site)).badge('verified');
  assert.equal(context.network.intel.requests().length, before);
});

unkept('a manufacturer that cannot be reached makes the check unavailable, and Try again mends it', async (context) => {
  const site = await bare(context);
  context.network.intel.reachable = false;
  // A connection left open by an earlier test would still reach it.
  for (const host of [PCS_HOST, ROOT_CRL_HOST]) context.network.server.disconnect(host);
  const visited = await context.visit(site);
  const view = await visited.badge('unavailable');
  assert.equal(problemCode(view), 'endorsement.unavailable');
  await never(visited, 'failed', 'caution', 'verified');

  const popup = await context.extensionPage(`src/popup/index.html?tab=${String(visited.tab.id)}`);
  context.network.intel.reachable = true;
  await press(popup, 'Try again');
  await visited.badge('verified');
});

for (const fault of ['error', 'busy', 'missing', 'garbage', 'silent', 'oversized', 'redirect'] as const) {
  unkept(`a manufacturer that answers with ${fault} is never red and never green`, async (context) => {
    const site = await bare(context);
    context.network.intel.fault = fault;
    const before = context.network.intel.requests().length;
    const visited = await context.visit(site);
    const view = await visited.settled();
    assert.equal(view.badge, 'unavailable');
    assert.ok(context.network.intel.requests().length > before, 'nobody was asked, so this shows nothing');
    await never(visited, 'failed', 'verified', 'unbound');
  });
}

unkept('a manufacturer that is busy is not asked again at once', async (context) => {
  const site = await bare(context);
  context.network.intel.fault = 'busy';
  const visited = await context.visit(site);
  await visited.badge('unavailable');
  const before = context.network.intel.requests().length;
  await visited.tab.goto(`${site.origin}/?again`);
  await visited.settled();
  assert.equal(context.network.intel.requests().length, before, 'Retry-After was not honoured');
});

unkept('whoever does not want vendors asked is told so, and nobody is asked', async (context) => {
  const { watch, network } = context;
  const settings = await watch.call('settings.get', null);
  await watch.call('settings.put', { ...settings, askVendors: false });
  context.later(() => watch.call('settings.put', settings));
  const before = network.intel.requests().length;
  const visited: TestVisit = await context.visit(await bare(context));
  const view = await visited.badge('unavailable');
  assert.equal(problemCode(view), 'endorsement.not-allowed');
  assert.equal(network.intel.requests().length, before);
});

e2e('evidence that is judged says until when it holds', {}, async ({ testSite, visit }) => {
  const { until } = await visit(testSite());
  const view = await until('the site is judged', ({ state }) => state.at === 'appraised');
  const { goodUntil, judgedAt } = appraised(view).result;
  assert.ok(goodUntil > judgedAt);
});
