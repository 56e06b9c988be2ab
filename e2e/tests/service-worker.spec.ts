import assert from 'node:assert/strict';
import { untilTrue } from '../../testing/poll.ts';
import type { Context, TestVisit } from '../runner/context.ts';
import { e2e } from '../runner/declare.ts';
import { html } from '../../testing/site/answer.ts';
import { keepable, registersWorker, worksWithPreload } from '../../testing/site/pages.ts';
import { ATTESTATION_PATH } from '../../src/verifier/protocol/index.ts';
import type { TestSite } from '../../testing/site/test-site.ts';
import { appraised, never } from './expect.ts';
import { inPage } from './in-page.ts';
import { attestOnlyFirstNode, known } from './known-site.ts';

/**
 * Threat T4 at its strongest: with navigation preload a browser reports the request that it made for the page's worker, with the
 * enclave's certificate, while the document is the worker's. The announcing link comes at the very end, when the page has undone
 * everything that can be undone.
 */

/** What a worker does with a navigation whose request is reported, by the path of the page. */
const WAYS = {
  'made up after the network answered': '/made-up',
  'made up before the network answered': '/raced',
  'passed on': '/passed-on',
  'made up in a race that a static route lets run': '/routed',
} as const;

/** A site whose operator installed a worker and whose connections end in the enclave from then on; and a tab there. */
async function withWorker(context: Context): Promise<{ readonly site: TestSite; readonly visited: TestVisit }> {
  const site = await known(context, { nodes: 2 });
  attestOnlyFirstNode(site);
  site.announcing = 'nothing';
  site.pages.set('/', registersWorker).set('/worker.js', worksWithPreload);
  for (const path of Object.values(WAYS)) site.pages.set(path, () => html('of the enclave'));
  site.pages.set('/clear', () => ({ headers: { 'clear-site-data': '"storage"' }, body: '' }));
  site.node = 1;
  const visited = await context.visit(site);
  await untilTrue('the worker is ready', async () => (await visited.tab.evaluate('document.title')) === 'registered');
  site.moveTo(0);
  return { site, visited };
}

const isControlled = async ({ tab }: TestVisit): Promise<boolean> =>
  (await inPage(tab, 'navigator.serviceWorker.controller !== null', 'ISOLATED')) === true;

const TAKES_WORKER_BACK = `(async () => {
  for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
  await (await fetch('/clear')).text();
})()`;

/** Everything that a page can do in its own world to whatever could reveal it. */
const HIDES = `(() => {
  const nothing = { get: () => 0, configurable: true };
  for (const name of ['getEntries', 'getEntriesByType', 'getEntriesByName'])
    Object.defineProperty(Performance.prototype, name, { value: () => [] });
  for (const name of ['workerStart', 'deliveryType', 'workerRouterEvaluationStart'])
    Object.defineProperty(PerformanceResourceTiming.prototype, name, nothing);
  Object.defineProperty(globalThis, 'PerformanceNavigationTiming', { value: class {} });
  Object.defineProperty(performance, 'timing', { value: {} });
  Object.defineProperty(ServiceWorkerContainer.prototype, 'controller', { get: () => null });
  performance.clearResourceTimings();
  performance.clearMarks();
  performance.setResourceTimingBufferSize(0);
})()`;

const WRITES_ITSELF_ANEW = `(() => {
  document.open();
  document.write('<!doctype html><html><head><title>written</title></head><body>written</body></html>');
  document.close();
})()`;

const ANNOUNCES = `document.head.append(Object.assign(document.createElement('link'), { rel: 'attestation', href: '${ATTESTATION_PATH}' }))`;

/** The page announces; where that was missed (a document that rewrote itself) its visitor asks. */
async function announces(context: Context, visited: TestVisit): Promise<void> {
  await inPage(visited.tab, `(${ANNOUNCES}, null)`);
  const { state, tabId, origin, documentId } = await visited.settled();
  if (state.at !== 'appraised') await context.watch.call('site.check', { tabId, origin, documentId });
  await visited.until('the page is judged', ({ state }) => state.at === 'appraised');
}

/** Its evidence holds and its code is accepted: only the missing connection keeps it from a tick. */
async function earnsNothing(visited: TestVisit): Promise<void> {
  const view = await visited.settled();
  assert.equal(view.badge, 'unbound');
  assert.notEqual(appraised(view).result.vector.channel, 'affirming');
  await never(visited, 'verified');
}

async function takesWorkerBack(context: Context, visited: TestVisit): Promise<void> {
  await inPage(visited.tab, TAKES_WORKER_BACK);
  // In Firefox a worker stays in control of its document until that is gone.
  if (context.browser.name === 'firefox') return;
  await untilTrue('the worker is gone', async () => !(await isControlled(visited)));
}

for (const [way, path] of Object.entries(WAYS)) {
  e2e(`a page that a preloading worker has ${way} earns nothing, its worker still there`, {}, async (context) => {
    const { site, visited } = await withWorker(context);
    await visited.tab.goto(`${site.origin}${path}`);
    await announces(context, visited);
    await earnsNothing(visited);
  });

  e2e(`a page that a preloading worker has ${way} earns nothing when it took everything back`, {}, async (context) => {
    const { site, visited } = await withWorker(context);
    await visited.tab.goto(`${site.origin}${path}`);
    await inPage(visited.tab, HIDES);
    await takesWorkerBack(context, visited);
    await announces(context, visited);
    await earnsNothing(visited);
  });

  e2e(`a page that a preloading worker has ${way} earns nothing when one goes back to it`, {}, async (context) => {
    const { site, visited } = await withWorker(context);
    await visited.tab.goto(`${site.origin}${path}`);
    const title = await visited.tab.evaluate('document.title');
    await inPage(visited.tab, `(() => { globalThis.stayed = true; ${HIDES}; })()`);
    await takesWorkerBack(context, visited);
    const silent = context.testSite({ announcing: 'nothing' });
    silent.pages.set('/', keepable);
    await visited.tab.goto(silent.origin);
    await visited.until('it has left', ({ origin }) => origin === silent.origin);
    await visited.tab.evaluate('(() => { setTimeout(() => history.back(), 0); return null; })()');
    await visited.until('it is back', ({ origin }) => origin === site.origin);
    await announces(context, visited);
    const same = (await inPage(visited.tab, 'globalThis.stayed === true')) === true;
    // Where it was not kept it was requested again, from the enclave, without a worker: then it may get what it deserves.
    if (same) await earnsNothing(visited);
    else assert.equal(await visited.tab.evaluate('document.title'), 'of the enclave', String(title));
  });
}

e2e('a page that a preloading worker made up earns nothing when it writes itself anew', {}, async (context) => {
  const { site, visited } = await withWorker(context);
  await visited.tab.goto(`${site.origin}/made-up`);
  await takesWorkerBack(context, visited);
  await inPage(visited.tab, HIDES);
  await inPage(visited.tab, WRITES_ITSELF_ANEW);
  await announces(context, visited);
  await earnsNothing(visited);
});

e2e('a page that a preloading worker made up earns nothing when another site redirects to it', {}, async (context) => {
  const { site, visited } = await withWorker(context);
  const elsewhere = context.testSite({ announcing: 'nothing' });
  elsewhere.pages.set('/', () => ({ status: 302, headers: { location: `${site.origin}/made-up` }, body: '' }));
  await visited.tab.goto(elsewhere.origin);
  await untilTrue('it is there', async () => (await visited.tab.evaluate('document.title')) === 'made up');
  await takesWorkerBack(context, visited);
  await announces(context, visited);
  await earnsNothing(visited);
});
