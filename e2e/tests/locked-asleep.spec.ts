import assert from 'node:assert/strict';
import { source } from '../../testing/json.ts';
import { sleep, untilTrue } from '../../testing/poll.ts';
import { html, withHeaders } from '../../testing/site/answer.ts';
import type { TestSite } from '../../testing/site/test-site.ts';
import type { Tab } from '../../testing/browser.ts';
import type { Context } from '../runner/context.ts';
import { e2e } from '../runner/declare.ts';
import { inPage } from './in-page.ts';
import { GOOD, hashOf, hit, hits, lockedTo, lockKeys, script, tag } from './locked-site.ts';
import { heldVisit } from './locked-visit.ts';

/** What a frame that runs something would have told by then (milliseconds). */
const LATE_MS = 500;

/** Refuses the guard's probe, and allows every script. */
const LOOSE = { 'content-security-policy': "script-src-attr 'none'" };

/** A site whose frames bring code that its evidence does not name, under a policy of their own. */
function siteOf(context: Context): TestSite {
  const site = context.testSite();
  lockedTo(site, lockKeys([hashOf(GOOD)]));
  site.pages
    .set('/', () => html('page', tag('/good.js', hashOf(GOOD))))
    .set('/frame', () => withHeaders(html('frame', `<script>${hit('bad-frame')}</script>`), LOOSE))
    .set('/good.js', () => script(GOOD))
    .set('/hit', () => ({ body: '' }));
  return site;
}

const framed = (path: string): string =>
  `(() => { const frame = document.createElement('iframe'); frame.src = ${source(path)}; document.body.append(frame); return null; })()`;

/** A locked page, and where the requests begin that come later: its frame ran once, without a lock. */
async function held(context: Context): Promise<{ readonly site: TestSite; readonly tab: Tab; readonly from: number }> {
  const site = siteOf(context);
  await context.accept(context.platform, site.origin);
  // The control: as a page it runs once, before there is a lock.
  await context.visit(site, '/frame');
  await untilTrue('it runs without a lock', () => Promise.resolve(hits(site).includes('bad-frame')));
  const { tab } = await heldVisit(context, site);
  return { site, tab, from: site.requests().length };
}

async function sleeps({ browser }: Context): Promise<void> {
  await browser.killBackground();
  assert.equal(await browser.backgroundRuns(), false);
}

/** The frame loads now, and runs nothing. */
async function framesNothing({ site, tab, from }: Awaited<ReturnType<typeof held>>): Promise<void> {
  await inPage(tab, framed('/frame'));
  const wasSent = (): boolean =>
    site
      .requests()
      .slice(from)
      .some(({ target }) => target === '/frame');
  await untilTrue('the frame was sent', () => Promise.resolve(wasSent()));
  await sleep(LATE_MS);
  assert.ok(!hits(site, from).includes('bad-frame'), 'the frame ran');
}

e2e('a frame of a locked page that loads while the background sleeps is held, too', {}, async (context) => {
  const page = await held(context);
  await sleeps(context);
  await framesNothing(page);
});

e2e('a frame is held, too, whose page was there when the browser forgot its rules, as at an update', {}, async (context) => {
  const page = await held(context);
  const forget = `chrome.declarativeNetRequest.getSessionRules()
    .then((all) => chrome.declarativeNetRequest.updateSessionRules({ removeRuleIds: all.map(({ id }) => id) }))`;
  await sleeps(context);
  await context.browser.probe.evaluate(`${forget}.then(() => null)`);
  // What is locked is set anew by every background that starts, which then sleeps, too.
  await context.watch.call('settings.get', null);
  await untilTrue('the background runs', () => context.browser.backgroundRuns());
  await sleep(LATE_MS);
  await sleeps(context);
  await framesNothing(page);
});

e2e(
  'a frame is held, too, whose page came out of the cache into a new tab, with private windows allowed',
  { inPrivate: true },
  async (context) => {
    const { site, from } = await held(context);
    site.pages.set('/cached', () => withHeaders(html('cached'), { 'cache-control': 'private, max-age=3600' }));
    await heldVisit(context, site, '/cached');
    await sleeps(context);
    const tab = await context.browser.newTab();
    await tab.goto(`${site.origin}/cached`);
    await untilTrue('the page is there', async () => (await inPage(tab, 'document.title')) === 'cached');
    await sleep(LATE_MS);
    await sleeps(context);
    await framesNothing({ site, tab, from });
  },
);
