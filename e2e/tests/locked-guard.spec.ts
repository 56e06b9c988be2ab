import assert from 'node:assert/strict';
import { source } from '../../testing/json.ts';
import { untilTrue } from '../../testing/poll.ts';
import { html } from '../../testing/site/answer.ts';
import type { TestSite } from '../../testing/site/test-site.ts';
import { SESSION_FILE } from '../../src/background/api/page-guard.ts';
import type { Context, TestVisit } from '../runner/context.ts';
import { e2e } from '../runner/declare.ts';
import { finding } from './expect.ts';
import { EVIL, GOOD, hashOf, hit, hits, hitsOn, lockedSite, lockedTo, lockKeys, script, tag } from './locked-site.ts';

const scriptsOf = (view: Parameters<typeof finding>[0]) =>
  view.state.at === 'appraised' ? finding(view, 'channel.scripts') : null;

async function held(visited: TestVisit): Promise<void> {
  await visited.until('the page is held to its code', (view) => scriptsOf(view)?.outcome === 'pass');
}

const ran = (site: TestSite, name: string, from: number): boolean => hits(site, from).includes(name);

/** Changes Chrome's rules without our knowledge, as another extension could. */
const rules = (context: Context, call: string): Promise<unknown> =>
  context.browser.probe.evaluate(`(async () => { const rules = chrome.declarativeNetRequest; ${call}; return null; })()`);

e2e(
  'a document that comes without its policy is stopped before its first script, put right and loaded again',
  {},
  async (context) => {
    const site = lockedSite(context);
    await context.accept(context.platform, site.origin);
    const visited = await context.visit(site);
    await held(visited);
    const from = site.requests().length;
    await rules(
      context,
      'await rules.updateDynamicRules({ removeRuleIds: (await rules.getDynamicRules()).map(({ id }) => id) })',
    );
    await visited.tab.goto(`${site.origin}/?again`);
    site.pages.set('/', site.pages.get('/') ?? (() => html('')));
    await untilTrue('its own code runs', () => Promise.resolve(ran(site, 'good', from)));
    await held(visited);
    assert.deepEqual(
      hits(site, from).filter((name) => name !== 'good'),
      [],
    );
  },
);

e2e('a policy that something takes away each time leaves the page stopped and the mark amber, never red', {}, async (context) => {
  const site = lockedSite(context);
  await context.accept(context.platform, site.origin);
  const visited = await context.visit(site);
  await held(visited);
  const from = site.requests().length;
  const taken = {
    id: 1,
    priority: 9,
    condition: { urlFilter: `||${site.host}^`, resourceTypes: ['main_frame'] },
    action: { type: 'modifyHeaders', responseHeaders: [{ header: 'content-security-policy', operation: 'remove' }] },
  };
  await rules(context, `await rules.updateSessionRules({ addRules: [${source(taken)}] })`);
  context.later(() => rules(context, 'await rules.updateSessionRules({ removeRuleIds: [1] })'));
  await visited.tab.goto(`${site.origin}/?again`);
  const view = await visited.badge('caution');
  assert.equal(scriptsOf(view)?.facts?.['because'], 'policy-removed');
  assert.deepEqual(hitsOn(site, '/?again', from), []);
});

e2e('a service worker that was there before the lock answers no page of it any more', {}, async (context) => {
  const site = context.testSite();
  await context.accept(context.platform, site.origin);
  const made = `<!doctype html><title>made up</title><script>${hit('bad-worker')}</script>`;
  site.pages
    .set('/', () =>
      html(
        site.host,
        `<script>navigator.serviceWorker.register('/worker.js').then(() => navigator.serviceWorker.ready).then(() => { document.title = 'ready'; })</script>`,
      ),
    )
    .set('/worker.js', () =>
      script(
        `addEventListener('fetch', (event) => { if (event.request.mode === 'navigate') event.respondWith(new Response(${source(made)}, { headers: { 'content-type': 'text/html' } })); });`,
      ),
    )
    .set('/page', () => html('of the enclave', tag('/good.js', hashOf(GOOD))))
    .set('/good.js', () => script(GOOD))
    .set('/hit', () => ({ body: '' }));
  const { probe } = context.browser;
  const note = `chrome.webRequest.onBeforeRequest.addListener(({ tabId, type }) => { document.title += tabId + type; },
    { urls: [${source(`${site.origin}/worker.js`)}] })`;
  await probe.evaluate(`(document.title = '', ${note}, null)`);
  const visited = await context.visit(site);
  await untilTrue('its worker is there', async () => (await visited.tab.evaluate('document.title')) === 'ready');
  // Scripts of no tab: in Firefox these are the only ones that the lock looks at.
  assert.equal(await probe.evaluate('document.title'), '-1script');
  await visited.tab.goto(`${site.origin}/page`);
  // The control: the lock exists for this.
  await untilTrue('its worker makes pages up', () => Promise.resolve(ran(site, 'bad-worker', 0)));
  lockedTo(site, lockKeys([hashOf(GOOD)], 'strict'));
  await context.watch.call('site.check', { tabId: visited.tab.id, origin: site.origin, documentId: null });
  await held(visited);
  const from = site.requests().length;
  await visited.tab.goto(`${site.origin}/page`);
  await untilTrue('its own code runs', () => Promise.resolve(ran(site, 'good', from)));
  assert.equal(await visited.tab.evaluate('document.title'), 'of the enclave');
  assert.deepEqual([...new Set(hits(site, from))], ['good']);
  // Nor is one registered again.
  const registered = await visited.tab.evaluate(
    "navigator.serviceWorker.register('/worker.js').then(() => 'registered', () => 'refused')",
  );
  assert.equal(registered, 'refused');
});

e2e('evidence that names other code is followed, and that of before still counts while it holds', {}, async (context) => {
  const site = lockedSite(context);
  await context.accept(context.platform, site.origin);
  const visited = await context.visit(site);
  await held(visited);
  const next = hit('good-next');
  lockedTo(site, lockKeys([hashOf(next)], 'strict'));
  site.pages
    .set('/next.js', () => script(next))
    .set('/', () => html(site.host, `${tag('/next.js', hashOf(next))}${tag('/good.js', hashOf(GOOD))}<script>${EVIL}</script>`));
  const from = site.requests().length;
  await visited.tab.goto(`${site.origin}/?next`);
  const runs = (): boolean => ran(site, 'good-next', from) && ran(site, 'good', from);
  await untilTrue('the code of both releases runs', () => Promise.resolve(runs()));
  await held(visited);
  assert.deepEqual([...new Set(hits(site, from))], ['good', 'good-next']);
});

e2e('no page finds the extension by the file that guards find their secret in', {}, async (context) => {
  const site = context.testSite({ announcing: 'nothing' });
  const visited = await context.visit(site);
  // Even the address that only our own scripts know is useless to a page.
  const address = String(await context.browser.probe.evaluate(`chrome.runtime.getURL(${source(SESSION_FILE)})`));
  const fixed = `${context.browser.extensionOrigin}${SESSION_FILE}`;
  for (const url of [address, fixed]) {
    const loads = (what: string): string =>
      `new Promise((done) => { const one = document.createElement('${what}'); one.onload = () => done('loaded'); one.onerror = () => done('refused'); one.src = ${source(url)}; document.head.append(one); setTimeout(() => done('nothing'), 500); })`;
    assert.equal(await visited.tab.evaluate(`fetch(${source(url)}).then(() => 'loaded', () => 'refused')`), 'refused', url);
    assert.notEqual(await visited.tab.evaluate(loads('script')), 'loaded', url);
  }
});

/** A document of one empty page, as readers draw it. */
const PDF = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj
trailer<</Root 1 0 R>>
`;

e2e('a PDF on a locked site is shown, and nothing is claimed of its code: the browser’s reader draws it', {}, async (context) => {
  const site = lockedSite(context);
  site.pages.set('/a.pdf', () => ({ headers: { 'content-type': 'application/pdf', 'cache-control': 'no-store' }, body: PDF }));
  await context.accept(context.platform, site.origin);
  const visited = await context.visit(site);
  await held(visited);
  await visited.tab.goto(`${site.origin}/a.pdf`);
  const view = await visited.settled();
  assert.equal(scriptsOf(view)?.facts?.['because'], 'guard-silent');
  // Shown once: what is stopped is loaded again.
  assert.equal(site.requests().filter(({ target }) => target === '/a.pdf').length, 1);
});

e2e('named code runs in a sandboxed frame of a locked page, which has no origin', {}, async (context) => {
  const site = context.testSite();
  const [named, unnamed] = [hit('in-frame'), hit('bad-frame')];
  lockedTo(site, lockKeys([hashOf(GOOD), hashOf(named)]));
  const frame = `<iframe sandbox="allow-scripts" srcdoc="<script>${named}</script><script>${unnamed}</script>"></iframe>`;
  site.pages
    .set('/', () => html(site.host, tag('/good.js', hashOf(GOOD)) + frame))
    .set('/good.js', () => script(GOOD))
    .set('/hit', () => ({ headers: { 'cache-control': 'no-store' }, body: '' }));
  await context.accept(context.platform, site.origin);
  const visited = await context.visit(site);
  await held(visited);
  const from = site.requests().length;
  await visited.tab.goto(`${site.origin}/?again`);
  await untilTrue('the code in its frame runs', () => Promise.resolve(ran(site, 'in-frame', from)));
  await held(visited);
  assert.deepEqual([...new Set(hitsOn(site, '/?again', from))].toSorted(), ['good', 'in-frame']);
});
