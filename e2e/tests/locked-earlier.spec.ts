import assert from 'node:assert/strict';
import { source } from '../../testing/json.ts';
import { sleep, untilTrue } from '../../testing/poll.ts';
import { html, withHeaders, type SiteResponse } from '../../testing/site/answer.ts';
import { SECRETVM_PORT } from '../../testing/site/forms/quotes.ts';
import { prerenders } from '../../testing/site/pages.ts';
import type { TestSite } from '../../testing/site/test-site.ts';
import type { Tab } from '../../testing/browser.ts';
import type { Context } from '../runner/context.ts';
import { e2e } from '../runner/declare.ts';
import { inPage } from './in-page.ts';
import { GOOD, hashOf, hits, lockedTo, lockKeys, script, tag } from './locked-site.ts';
import { heldVisit, isHeld } from './locked-visit.ts';

/** What a page that runs something more would have told by then (milliseconds). */
const LATE_MS = 300;

/** A page that browsers keep for going back, whose old code tells when it is shown, and when it is shown again. */
const EARLIER = `<script>
  window.earlier = true;
  addEventListener('pageshow', ({ persisted }) => fetch('/hit?bad-' + (persisted ? 'back' : 'loaded')));
</script>`;
const keepable = (title: string, body = ''): SiteResponse => withHeaders(html(title, body), { 'cache-control': 'no-cache' });

/** A site whose evidence names nothing yet. */
function siteOf(context: Context, site: TestSite = context.testSite()): TestSite {
  site.pages
    .set('/', () => keepable('earlier', `${tag('/good.js', hashOf(GOOD))}${EARLIER}`))
    .set('/next', () => keepable('next', tag('/good.js', hashOf(GOOD))))
    .set('/good.js', () => script(GOOD))
    .set('/hit', () => ({ headers: { 'cache-control': 'no-store' }, body: '' }));
  return site;
}

const loads = (site: TestSite, path: string): number => site.requests().filter(({ target }) => target === path).length;
const ran = (site: TestSite, name: string, from = 0): Promise<boolean> => Promise.resolve(hits(site, from).includes(name));

/** Sends a tab there without a driver, beside which Chromium neither keeps nor prerenders pages. */
async function sent({ probe, id }: Tab, url: string): Promise<void> {
  await probe.evaluate(`chrome.tabs.update(${String(id)}, ${source({ url, active: true })}).then(() => null)`);
}

async function goes(tab: Tab, where: 'back' | 'forward', title: string): Promise<void> {
  await inPage(tab, `void setTimeout(() => history.${where}(), 0)`);
  await shows(tab, title);
}

const shows = (tab: Tab, title: string): Promise<void> =>
  untilTrue(`the tab shows ${title}`, async () => (await inPage(tab, 'document.title').catch(String)) === title);

/** Is what it shows from before the lock? */
const isEarlier = (tab: Tab): Promise<unknown> => inPage(tab, 'Boolean(window.earlier)');

e2e(
  'a page from before the lock that comes back is loaded again, and one that is held comes back as it was',
  {},
  async (context) => {
    const site = siteOf(context);
    await context.accept(context.platform, site.origin);
    const tab = await context.browser.newTab();
    context.later(() => tab.close());
    await sent(tab, `${site.origin}/`);
    await untilTrue('its old code runs', () => ran(site, 'bad-loaded'));
    await sent(tab, `${site.origin}/next`);
    await shows(tab, 'next');
    // The control: the browser has kept it, and its code goes on.
    await goes(tab, 'back', 'earlier');
    await untilTrue('its old code goes on', () => ran(site, 'bad-back'));
    await goes(tab, 'forward', 'next');
    lockedTo(site, lockKeys([hashOf(GOOD)], 'strict'));
    await context.watch.call('site.check', { tabId: tab.id, origin: site.origin, documentId: null });
    await context.watch.until(tab, 'the page is held to its code', isHeld);
    const from = site.requests().length;
    await goes(tab, 'back', 'earlier');
    await untilTrue('its own code runs', () => ran(site, 'good', from));
    await context.watch.until(tab, 'it is held to its code', isHeld);
    assert.equal(await isEarlier(tab), false);
    assert.ok(!(await ran(site, 'bad-loaded', from)));
    const held = loads(site, '/');
    await goes(tab, 'forward', 'next');
    await goes(tab, 'back', 'earlier');
    await context.watch.until(tab, 'it is held to its code', isHeld);
    await sleep(LATE_MS);
    assert.equal(loads(site, '/'), held);
  },
);

e2e('a page that was prerendered before the lock is loaded again when it is shown', {}, async (context) => {
  const site = siteOf(context, context.testSite({ port: SECRETVM_PORT }));
  // Another site of the same host, which is not locked and so not loaded again: its browser keeps what it prerendered.
  const other = site.origin.replace(/:\d+$/, '');
  site.pages
    .set('/', () =>
      withHeaders(keepable('earlier', `${tag('/good.js', hashOf(GOOD))}${EARLIER}`), {
        'supports-loading-mode': 'credentialed-prerender',
      }),
    )
    .set('/links', prerenders(`${site.origin}/`));
  await context.accept(context.platform, site.origin);
  const tab = await context.browser.newTab();
  context.later(() => tab.close());
  const prerendered = async (): Promise<void> => {
    const from = site.requests().length;
    await sent(tab, `${other}/links?${String(from)}`);
    await untilTrue('its old code runs before it is shown', () => ran(site, 'bad-loaded', from));
    await shows(tab, 'prerenders');
  };
  // The control: it is shown, and its code goes on.
  await prerendered();
  await inPage(tab, `document.querySelector('#go').click()`);
  await shows(tab, 'earlier');
  assert.equal(await isEarlier(tab), true);
  assert.equal(await inPage(tab, `performance.getEntriesByType('navigation')[0].activationStart > 0`), true);
  await prerendered();
  lockedTo(site, lockKeys([hashOf(GOOD)], 'strict'));
  await heldVisit(context, site);
  const from = site.requests().length;
  await inPage(tab, `document.querySelector('#go').click()`);
  await shows(tab, 'earlier');
  await untilTrue('its own code runs', () => ran(site, 'good', from));
  await context.watch.until(tab, 'it is held to its code', isHeld);
  assert.equal(await isEarlier(tab), false);
});
