import assert from 'node:assert/strict';
import { html, withHeaders } from '../../testing/site/answer.ts';
import { e2e } from '../runner/declare.ts';
import { GOOD, hashOf, hit, lockedSite, tag } from './locked-site.ts';
import { heldVisit, ranAt, scriptsOf } from './locked-visit.ts';

/** A browser may show it again for ten minutes without asking, and has something to ask with. */
const KEPT = { 'cache-control': 'max-age=600', etag: '"1"' };

e2e('pages that a browser keeps run as their site sends them once the user lets them', {}, async (context) => {
  const site = lockedSite(context);
  const code = (name: string): string => `${tag('/good.js', hashOf(GOOD))}<script>${hit(name)}</script>`;
  site.pages
    .set('/kept', () => withHeaders(html('kept', code('bad-page')), KEPT))
    .set('/framed', () => withHeaders(html('framed', code('bad-frame')), KEPT))
    .set('/frames', () => withHeaders(html('frames', `${tag('/good.js', hashOf(GOOD))}<iframe src="/framed"></iframe>`), KEPT));
  await context.accept(context.platform, site.origin);
  const visited = await heldVisit(context, site);
  assert.deepEqual(await ranAt(visited, site, '/kept'), ['good']);
  assert.deepEqual(await ranAt(visited, site, '/frames'), ['good']);
  await visited.tab.goto(`${site.origin}/`);
  await context.watch.call('site.lock', { origin: site.origin, on: false });
  await visited.until('the user let it go', (shown) => scriptsOf(shown)?.facts?.['because'] === 'switched-off');
  assert.deepEqual(await ranAt(visited, site, '/kept', ['good', 'bad-page']), ['bad-page', 'good']);
  assert.deepEqual(await ranAt(visited, site, '/frames', ['good', 'bad-frame']), ['bad-frame', 'good']);
});
