import assert from 'node:assert/strict';
import { SESSION_FILE, sessionWord } from '../../src/background/api/page-guard.ts';
import { source } from '../../testing/json.ts';
import { sleep, untilTrue } from '../../testing/poll.ts';
import { html, withHeaders, type SiteResponse } from '../../testing/site/answer.ts';
import type { TestSite } from '../../testing/site/test-site.ts';
import type { Context } from '../runner/context.ts';
import { e2e } from '../runner/declare.ts';
import { inPage } from './in-page.ts';
import { GOOD, hashOf, hits, lockedTo, lockKeys, script, tag } from './locked-site.ts';
import { heldVisit, isHeld } from './locked-visit.ts';

/** What a frame that runs something would have told by then (milliseconds). */
const LATE_MS = 500;

/** Neither the answers nor what tells of them may come out of a cache, nor the page as it was. */
const NO_STORE = { 'cache-control': 'no-store' };
const UNLOADS = "<script>addEventListener('unload', () => undefined)</script>";

/** Code of the attacker's, which asks for a whole address: to that of a `blob:` page no other is relative. */
const codeAt = ({ origin }: TestSite): string => `shown<script>fetch(${source(`${origin}/hit?bad-frame`)})</script>`;

/** How a page brings its frame before the lock, given a `blob:` address with the code, and what it writes in its place later. */
type Frame = {
  readonly before: (site: TestSite, blob: string) => string;
  readonly after: string;
  /** The page cannot look into it. */
  readonly hidden?: true;
};

const FRAMES: Readonly<Record<string, Frame>> = {
  srcdoc: {
    before: (site) => `<iframe name="f" srcdoc="${codeAt(site).replaceAll('"', '&quot;')}"></iframe>`,
    after: '<iframe name="f" srcdoc="the page’s own"></iframe>',
  },
  'sandboxed srcdoc': {
    before: (site) => `<iframe sandbox="allow-scripts" name="f" srcdoc="${codeAt(site).replaceAll('"', '&quot;')}"></iframe>`,
    after: '<iframe sandbox="allow-scripts" name="f" srcdoc="the page’s own"></iframe>',
    hidden: true,
  },
  'blob:': {
    before: (_, blob) => `<iframe name="f" src="${blob}"></iframe>`,
    after: '<iframe name="f" srcdoc="the page’s own"></iframe>',
  },
};

/** A site whose evidence names nothing yet. `/keeps` makes a `blob:` page, and stays when it is to be loaded again. */
function siteOf(context: Context): TestSite {
  const site = context.testSite();
  let kept = false;
  site.pages
    .set('/', () => html('page', tag('/good.js', hashOf(GOOD))))
    .set('/good.js', () => script(GOOD))
    .set('/hit', () => ({ headers: NO_STORE, body: '' }))
    .set('/keeps', () => {
      const made = `document.title = URL.createObjectURL(new Blob([${source(codeAt(site)).replaceAll('/', '\\/')}], { type: 'text/html' }))`;
      const answer: SiteResponse = kept ? { status: 204, body: '' } : html('keeps', `<script>${made}</script>`);
      kept = true;
      return answer;
    });
  return site;
}

/** Refuses the guard's probe, allows every script, and ends in the word of this session, as if the page had read it. */
async function looseOf({ browser }: Context, { origin }: TestSite): Promise<string> {
  const secret = String(await browser.probe.evaluate(`chrome.runtime.getURL(${source(SESSION_FILE)})`));
  return `script-src-attr 'none'; manifest-src https://${sessionWord(secret, origin)}`;
}

for (const [kind, frame] of Object.entries(FRAMES))
  e2e(
    `a ${kind} frame that a page from before the lock left in the history runs nothing in the page that is there now`,
    {},
    async (context) => {
      const site = siteOf(context);
      const other = context.testSite({ announcing: 'nothing' });
      await context.accept(context.platform, site.origin);
      const keeper = await context.browser.newTab();
      await keeper.goto(`${site.origin}/keeps`);
      const blob = String(await keeper.evaluate('document.title'));
      const loose = await looseOf(context, site);
      site.pages.set('/page', () =>
        withHeaders(html('before', UNLOADS + frame.before(site, blob)), { ...NO_STORE, 'content-security-policy': loose }),
      );
      const { tab } = await context.visit(site, '/page');
      // The control: without the lock it runs.
      await untilTrue('the frame runs', () => Promise.resolve(hits(site).includes('bad-frame')));
      await tab.goto(`${other.origin}/`);
      lockedTo(site, lockKeys([hashOf(GOOD)]));
      await heldVisit(context, site);
      site.pages.set('/page', () => withHeaders(html('now', tag('/good.js', hashOf(GOOD)) + frame.after), NO_STORE));
      const from = site.requests().length;
      await inPage(tab, 'void setTimeout(() => history.back(), 0)');
      await untilTrue('its own code runs', () => Promise.resolve(hits(site, from).includes('good')));
      const shown = (): Promise<unknown> => inPage(tab, 'frames[0]?.document.body?.textContent');
      if (!frame.hidden)
        await untilTrue('the frame shows what the page says', async () => (await shown().catch(() => null)) === 'the page’s own');
      await sleep(LATE_MS);
      assert.ok(!hits(site, from).includes('bad-frame'), 'the frame ran');
    },
  );

e2e('a page that is loaded again under its lock makes its frames anew', {}, async (context) => {
  const site = siteOf(context);
  await context.accept(context.platform, site.origin);
  lockedTo(site, lockKeys([hashOf(GOOD)]));
  const loose = await looseOf(context, site);
  const page = html('page', tag('/good.js', hashOf(GOOD)) + (FRAMES['srcdoc']?.before(site, '') ?? ''));
  site.pages.set('/page', () => withHeaders(page, { ...NO_STORE, 'content-security-policy': loose }));
  const visited = await context.visit(site, '/page');
  await untilTrue('the frame runs before the lock', () => Promise.resolve(hits(site).includes('bad-frame')));
  await visited.until('the page is held to its code', isHeld);
  // Made anew once, not again and again: then the page would never have loaded.
  const isThere = async (): Promise<boolean> =>
    (await inPage(visited.tab, 'document.readyState + frames[0]?.document.body?.textContent.slice(0, 5)')) === 'completeshown';
  await untilTrue('the frame is there', isThere);
  await sleep(LATE_MS);
  assert.ok(await isThere(), 'it stays');
  const loads = site.requests().findLastIndex(({ target }) => target === '/page');
  await sleep(LATE_MS);
  assert.deepEqual([...new Set(hits(site, loads))], ['good']);
});
