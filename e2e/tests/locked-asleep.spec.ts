import assert from 'node:assert/strict';
import { source } from '../../testing/json.ts';
import { sleep, untilTrue } from '../../testing/poll.ts';
import { html, withHeaders } from '../../testing/site/answer.ts';
import type { TestSite } from '../../testing/site/test-site.ts';
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

e2e('a frame of a locked page that loads while the background sleeps is held, too', {}, async (context) => {
  const site = siteOf(context);
  await context.accept(context.platform, site.origin);
  // The control: as a page it runs once, before there is a lock.
  await context.visit(site, '/frame');
  await untilTrue('it runs without a lock', () => Promise.resolve(hits(site).includes('bad-frame')));
  const visited = await heldVisit(context, site);
  const from = site.requests().length;
  await context.browser.killBackground();
  assert.equal(await context.browser.backgroundRuns(), false);
  await inPage(visited.tab, framed('/frame'));
  await untilTrue('the frame was sent', () =>
    Promise.resolve(
      site
        .requests()
        .slice(from)
        .some(({ target }) => target === '/frame'),
    ),
  );
  await sleep(LATE_MS);
  assert.ok(!hits(site, from).includes('bad-frame'), 'the frame ran');
});
