import assert from 'node:assert/strict';
import { source } from '../../testing/json.ts';
import { sleep, untilTrue } from '../../testing/poll.ts';
import { html } from '../../testing/site/answer.ts';
import type { TestSite } from '../../testing/site/test-site.ts';
import type { Context } from '../runner/context.ts';
import { e2e } from '../runner/declare.ts';
import { finding } from './expect.ts';
import { GOOD, hashOf, hit, hits, lockedTo, lockKeys, script, tag } from './locked-site.ts';

/** What a frame that runs something would have told by then (milliseconds). */
const LATE_MS = 500;

const READY = 'its worker is there';
const REGISTERS = `navigator.serviceWorker.register('/worker.js').then(() => navigator.serviceWorker.ready).then(() => { document.title = ${source(READY)}; })`;

/** What the frame does that the worker makes up: its code is none that the evidence names. */
const BAD_FRAME = `<!doctype html><script>${hit('bad-frame')} parent.document.title = 'taken over';</script>`;

/** How the worker answers for a frame, and what it sets up before. */
type Frame = { readonly answer: string; readonly first?: string };

const FRAMES: Readonly<Record<string, Frame>> = {
  'makes a frame up': { answer: 'made()' },
  'makes a frame up as it goes': { answer: 'registration.unregister().then(made)' },
  'leaves a frame to a static route': {
    answer: 'Response.error()',
    first: "event.addRoutes({ condition: { urlPattern: { pathname: '/frame' } }, source: 'cache' });",
  },
};

/**
 * A worker that controls a locked page, reads the policy that the rule gives to a frame which is preloaded for it and never answered,
 * and answers for the next one: under a policy that refuses the guard's probe, ends in the same word, and allows everything else.
 */
const workerThat = ({ answer, first = '' }: Frame): string => `
let policy = '';
const made = () => new Response(${source(BAD_FRAME)}, { headers: {
  'content-type': 'text/html',
  'content-security-policy': "script-src-elem 'unsafe-inline'; script-src-attr 'none'; " + policy.split(';').at(-1),
} });
addEventListener('install', (event) => { skipWaiting(); ${first} });
addEventListener('activate', (event) => event.waitUntil(Promise.all([registration.navigationPreload.enable(), clients.claim()])));
addEventListener('fetch', (event) => {
  const { pathname } = new URL(event.request.url);
  if (pathname === '/frame') event.respondWith(${answer});
  if (pathname === '/control') event.respondWith(made());
  if (pathname === '/read') event.respondWith(event.preloadResponse.then(async ({ headers }) => {
    policy = headers.get('content-security-policy');
    await (await caches.open('frames')).put('/frame', made());
    ${hit('policy-read')}
    await new Promise(() => undefined);
  }));
});`;

function siteWith(context: Context, frame: Frame): TestSite {
  const site = context.testSite();
  lockedTo(site, lockKeys([hashOf(GOOD)]));
  site.pages
    .set('/', () => html(site.host, tag('/good.js', hashOf(GOOD))))
    .set('/registers', () => html('registers', `<script>${REGISTERS}</script>`))
    .set('/read', () => html('read'))
    .set('/frame', () => html('of the site'))
    .set('/worker.js', () => script(workerThat(frame)))
    .set('/good.js', () => script(GOOD))
    .set('/hit', () => ({ body: '' }));
  return site;
}

const change = (context: Context, call: string): Promise<unknown> =>
  context.browser.probe.evaluate(`(async () => { ${call}; return null; })()`);

/** From now on nothing holds any page, as a page from before the lock is not held until it is loaded again. */
const takeLock = (context: Context): Promise<unknown> =>
  change(
    context,
    `const { declarativeNetRequest: rules, scripting } = chrome;
    const [held, scripts] = await Promise.all([rules.getDynamicRules(), scripting.getRegisteredContentScripts()]);
    const guards = scripts.filter(({ js = [] }) => js.some((file) => file.includes('guard')));
    await rules.updateDynamicRules({ removeRuleIds: held.map(({ id }) => id) });
    await scripting.unregisterContentScripts({ ids: guards.map(({ id }) => id) });
    globalThis.taken = { held, guards }`,
  );
const giveRulesBack = (context: Context): Promise<unknown> =>
  change(context, 'await chrome.declarativeNetRequest.updateDynamicRules({ addRules: globalThis.taken.held })');
const giveGuardsBack = (context: Context): Promise<unknown> =>
  change(context, 'await chrome.scripting.registerContentScripts(globalThis.taken.guards)');

const frameOf = (path: string): string =>
  `(() => { const frame = document.createElement('iframe'); frame.src = ${source(path)}; document.body.append(frame); return null; })()`;

for (const [does, frame] of Object.entries(FRAMES))
  e2e(
    `a worker that a page from before the lock registered reads the word of the session, ${does}, and runs nothing`,
    {},
    async (context) => {
      const site = siteWith(context, frame);
      await context.accept(context.platform, site.origin);
      const visited = await context.visit(site);
      await visited.until(
        'the page is held to its code',
        (view) => view.state.at === 'appraised' && finding(view, 'channel.scripts').outcome === 'pass',
      );
      await takeLock(context);
      const earlier = await context.visit(site, '/registers');
      await untilTrue(READY, async () => (await earlier.tab.evaluate('document.title')) === READY);
      await giveRulesBack(context);
      await visited.tab.evaluate(frameOf('/read'));
      await untilTrue('the worker reads the policy', () => Promise.resolve(hits(site).includes('policy-read')));
      // The control: without the guard the frame takes the page over.
      await visited.tab.evaluate(frameOf('/control'));
      await untilTrue(
        'the frame takes the page over',
        async () => (await visited.tab.evaluate('document.title')) === 'taken over',
      );
      await visited.tab.evaluate(`document.title = ${source(site.host)}`);
      await giveGuardsBack(context);
      const from = site.requests().length;
      await visited.tab.evaluate(frameOf('/frame'));
      const isPage = ({ target }: { readonly target: string }): boolean => target === '/';
      await untilTrue('the page is loaded again', () => Promise.resolve(site.requests().slice(from).some(isPage)));
      await untilTrue('its code runs', () => Promise.resolve(hits(site, from).includes('good')));
      await sleep(LATE_MS);
      assert.ok(!hits(site, from).includes('bad-frame'), 'the frame of the worker ran');
      assert.equal(await visited.tab.evaluate('document.title'), site.host);
    },
  );
