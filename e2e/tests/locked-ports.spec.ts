import assert from 'node:assert/strict';
import { html, type SiteResponse } from '../../testing/site/answer.ts';
import { SECRETVM_PORT } from '../../testing/site/forms/quotes.ts';
import { e2e } from '../runner/declare.ts';
import { GOOD, hashOf, lockedSite, tag } from './locked-site.ts';
import { heldVisit, ranAt } from './locked-visit.ts';

const PORT = `:${String(SECRETVM_PORT)}`;

/** Code in frames without an origin, or without an address, of their own; each tells its site that it ran. */
function framesOf(origin: string): SiteResponse {
  const told = (name: string): string => `<script>fetch('${origin}/hit?bad-${name}', { mode: 'no-cors' })</script>`;
  const text = (name: string): string => told(name).replaceAll('<', '&lt;');
  const address = (name: string): string => `data:text/html,${encodeURIComponent(told(name))}`;
  const frames = `<iframe sandbox="allow-scripts" srcdoc="${text('srcdoc')}"></iframe><iframe srcdoc="${text('plain')}"></iframe>
    <iframe sandbox="allow-scripts" src="${address('text')}"></iframe><iframe src="${address('plain-text')}"></iframe>`;
  return html('frames', `${frames}${tag('/good.js', hashOf(GOOD))}`);
}
const FREE = ['bad', 'bad-inline', 'good'];
const IN_FRAMES = ['bad-plain', 'bad-plain-text', 'bad-srcdoc', 'bad-text', 'good'];

e2e('pages on another port of a locked host run as they are served, and so does every frame in them', {}, async (context) => {
  const site = lockedSite(context);
  const elsewhere = { ...site, origin: `${site.origin}${PORT}` };
  site.pages.set('/frames', ({ headers }) => framesOf(`https://${headers[':authority'] ?? ''}`));
  await context.accept(context.platform, site.origin);
  const visited = await heldVisit(context, site);
  assert.deepEqual(await ranAt(visited, site, '/?held'), ['good']);
  assert.deepEqual(await ranAt(visited, site, '/frames'), ['good']);
  assert.deepEqual(await ranAt(visited, elsewhere, '/?elsewhere', FREE), FREE);
  assert.deepEqual(await ranAt(visited, elsewhere, '/frames', IN_FRAMES), IN_FRAMES);
});

e2e('a site on a port of its own is held to its code there, and its host’s other ports are not', {}, async (context) => {
  const site = lockedSite(context, 'strict', context.testSite({ port: SECRETVM_PORT }));
  const elsewhere = { ...site, origin: site.origin.replace(PORT, '') };
  site.pages.set('/frames', ({ headers }) => framesOf(`https://${headers[':authority'] ?? ''}`));
  await context.accept(context.platform, site.origin);
  const visited = await heldVisit(context, site);
  assert.deepEqual(await ranAt(visited, site, '/?held'), ['good']);
  assert.deepEqual(await ranAt(visited, site, '/frames'), ['good']);
  assert.deepEqual(await ranAt(visited, elsewhere, '/?elsewhere', FREE), FREE);
  assert.deepEqual(await ranAt(visited, elsewhere, '/frames', IN_FRAMES), IN_FRAMES);
});
