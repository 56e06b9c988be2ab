import assert from 'node:assert/strict';
import { warmUp } from '../../testing/extension/pool.ts';
import { untilTrue } from '../../testing/poll.ts';
import type { Context, TestVisit } from '../runner/context.ts';
import { e2e } from '../runner/declare.ts';
import { html } from '../../testing/site/answer.ts';
import { cacheable, keepable, prerenders, registersWorker, revalidated, worker } from '../../testing/site/pages.ts';
import type { TestSite } from '../../testing/site/test-site.ts';
import { never, unobservedBecause } from './expect.ts';
import { inPage } from './in-page.ts';
import { attestOnlyFirstNode, known, pageLoads } from './known-site.ts';

async function goBack({ tab }: TestVisit, site: TestSite): Promise<void> {
  await tab.evaluate('(() => { setTimeout(() => history.back(), 0); return null; })()');
  await untilTrue('the browser went back', async () => (await tab.evaluate('location.origin')) === site.origin);
}

e2e('a page stored before anybody looked earns nothing', { granted: false, fresh: true }, async (context) => {
  const site = context.testSite();
  site.pages.set('/', cacheable);
  const first = await context.visit(site);
  assert.equal(first.failure, null);
  await context.browser.grantAllSites();
  await warmUp(context, context.network);
  await context.accept(context.platform, site.origin);
  const second = await context.visit(site);
  const view = await second.badge('unbound');
  assert.equal(pageLoads(site, '/'), 1, 'the page was not stored, so this shows nothing');
  assert.equal(unobservedBecause(view), 'from-cache');
  await never(second, 'verified', 'failed');
});

e2e('a page stored from another key earns nothing later', {}, async (context) => {
  const site = await known(context, { nodes: 2 });
  attestOnlyFirstNode(site);
  site.pages.set('/', cacheable);
  site.node = 1;
  const first = await context.visit(site);
  await first.badge('failed');
  site.node = 0;
  site.disconnect();
  const loads = pageLoads(site, '/');
  const second = await context.visit(site);
  await second.settled();
  if (pageLoads(site, '/') === loads) await never(second, 'verified');
});

e2e('an answer of 304 over an attested key vouches for nothing that was stored before', {}, async (context) => {
  const site = await known(context, { nodes: 2 });
  attestOnlyFirstNode(site);
  site.pages.set('/', revalidated);
  site.node = 1;
  const first = await context.visit(site);
  await first.badge('failed');
  site.node = 0;
  site.disconnect();
  const second = await context.visit(site);
  await second.settled();
  const asked = site.requests().filter(({ target, headers }) => target === '/' && headers['if-none-match'] === '"one"');
  assert.ok(asked.length > 0, 'nothing was revalidated, so this shows nothing');
  await never(second, 'verified');
});

/** A site whose worker sits between its pages and the network, and a tab there. */
async function withWorker(context: Context): Promise<{ readonly site: TestSite; readonly visited: TestVisit }> {
  const site = await known(context);
  site.pages.set('/', registersWorker).set('/worker.js', worker);
  const visited = await context.visit(site);
  await untilTrue('the worker is in control', async () => (await visited.tab.evaluate('document.title')) === 'registered');
  // What the first page earned depends on whether the worker claimed it before or after it was checked.
  await visited.until('the first page is judged', ({ state }) => state.at === 'appraised');
  await visited.settled();
  return { site, visited };
}

e2e('a page that a service worker made up earns nothing', {}, async (context) => {
  const { site, visited } = await withWorker(context);
  await visited.tab.goto(`${site.origin}/made-up`);
  const view = await visited.until('the made-up page is judged', ({ badge }) => !['checking', 'verified'].includes(badge));
  assert.notEqual(view.badge, 'failed');
  await visited.settled();
  assert.notEqual((await visited.view())?.badge, 'verified');
});

e2e('a page that a service worker passed on earns nothing', {}, async (context) => {
  const { site, visited } = await withWorker(context);
  await visited.tab.goto(`${site.origin}/passed-on`);
  const view = await visited.settled();
  assert.notEqual(view.badge, 'verified');
  assert.notEqual(view.badge, 'failed');
});

e2e('a page brought back from the back/forward cache keeps its own verdict and takes no other', {}, async (context) => {
  const good = await known(context);
  good.pages.set('/', keepable);
  const silent = context.testSite({ announcing: 'nothing' });
  const visited = await context.visit(good);
  const before = await visited.badge('verified');
  await visited.tab.goto(silent.origin);
  await visited.badge('none');
  await goBack(visited, good);
  const after = await visited.until('the page is back', ({ origin, badge }) => origin === good.origin && badge !== 'checking');
  if (after.documentId !== null && after.documentId === before.documentId)
    assert.ok(['verified', 'unbound'].includes(after.badge));
  else if (pageLoads(good, '/') === 1) assert.equal(after.badge, 'unbound');
  const end = await visited.settled();
  assert.ok(['verified', 'unbound'].includes(end.badge), end.badge);
});

e2e('a failed page brought back from the back/forward cache does not come back better', {}, async (context) => {
  const site = await known(context, { nodes: 2 });
  attestOnlyFirstNode(site);
  site.pages.set('/', keepable);
  site.node = 1;
  const silent = context.testSite({ announcing: 'nothing' });
  const visited = await context.visit(site);
  await visited.badge('failed');
  await visited.tab.goto(silent.origin);
  await visited.badge('none');
  await goBack(visited, site);
  await visited.until('the page is back', ({ origin }) => origin === site.origin);
  const end = await visited.settled();
  assert.notEqual(end.badge, 'verified');
});

e2e('a prerendered page earns nothing, and changes no mark before it is shown', {}, async (context) => {
  const site = await known(context);
  site.pages.set('/', prerenders('/next')).set('/next', () => html('next'));
  const tab = await context.browser.newTab();
  context.later(() => tab.close());
  const address = `{ url: '${site.origin}/', active: true }`;
  await context.browser.probe.evaluate(`chrome.tabs.update(${String(tab.id)}, ${address}).then(() => null)`);
  await context.watch.badge(tab, 'verified');
  await untilTrue('the next page is prerendered', () => Promise.resolve(pageLoads(site, '/next') === 1));
  assert.equal((await context.watch.settled(tab)).badge, 'verified');

  await inPage(tab, `document.querySelector('#go').click()`);
  await untilTrue('the next page is shown', async () => (await inPage(tab, 'location.pathname')) === '/next');
  const prerendered = `performance.getEntriesByType('navigation')[0].activationStart > 0`;
  assert.equal(await inPage(tab, prerendered), true, 'the page was loaded anew, so this shows nothing');
  const view = await context.watch.badge(tab, 'unbound');
  assert.equal(unobservedBecause(view), 'prerendered');
});

e2e(
  'a page that loaded before leave was given earns nothing until it is loaded again',
  { granted: false, fresh: true },
  async (context) => {
    const site = context.testSite();
    const visited = await context.visit(site);
    await context.browser.grantAllSites();
    await context.accept(context.platform, site.origin);
    await context.watch.call('site.check', { tabId: visited.tab.id, origin: site.origin, documentId: null });
    await visited.until('the site is judged', ({ state }) => state.at === 'appraised');
    assert.notEqual((await visited.settled()).badge, 'verified');
    await context.watch.call('site.reload', { tabId: visited.tab.id, origin: site.origin, documentId: null });
    await visited.badge('verified');
  },
);

e2e('a reload past the cache binds a page that came from it', { granted: false, fresh: true }, async (context) => {
  const site = context.testSite();
  site.pages.set('/', cacheable);
  await context.visit(site);
  await context.browser.grantAllSites();
  await warmUp(context, context.network);
  await context.accept(context.platform, site.origin);
  const visited = await context.visit(site);
  await visited.badge('unbound');
  await context.watch.call('site.reload', { tabId: visited.tab.id, origin: site.origin, documentId: null });
  await visited.badge('verified');
  assert.equal(pageLoads(site, '/'), 2);
});
