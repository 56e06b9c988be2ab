import assert from 'node:assert/strict';
import { signedScripts, type SignedScripts } from '../../src/attester/locked-pages/signed-scripts.ts';
import { untilTrue } from '../../testing/poll.ts';
import { html, type SiteResponse } from '../../testing/site/answer.ts';
import type { TestSite } from '../../testing/site/test-site.ts';
import type { Context, TestVisit } from '../runner/context.ts';
import { e2e } from '../runner/declare.ts';
import { finding } from './expect.ts';
import { EVIL, GOOD, hit, lockedSite, lockedTo, script, tag } from './locked-site.ts';
import { ranAt } from './locked-visit.ts';

const IN_PRIVATE = { inPrivate: true };

type View = Parameters<typeof finding>[0];
const because = (view: View): unknown =>
  view.state.at === 'appraised' ? finding(view, 'channel.scripts').facts?.['because'] : undefined;
const reaches = (visited: TestVisit, wanted: string): Promise<View> =>
  visited.until(`its code is ${wanted}`, (view) => because(view) === wanted);

e2e('a locked site is let go with the permission for it, and held again with that', {}, async (context) => {
  const site = lockedSite(context);
  await context.accept(context.platform, site.origin);
  const visited = await context.visit(site);
  await reaches(visited, 'strict');
  assert.deepEqual(await ranAt(visited, site, '/?held'), ['good']);
  await context.browser.probe.evaluate(`chrome.permissions.remove({ origins: ['https://*/*'] }).then(() => null)`);
  await untilTrue('nothing holds it', async () => (await ranAt(visited, site, '/?free')).includes('bad-inline'));
  await context.browser.grantAllSites();
  await untilTrue('it is held again', async () => (await ranAt(visited, site, '/?again')).join() === 'good');
  await reaches(visited, 'strict');
});

e2e(
  'a private window is held in Chrome, whose rules it shares, and to nothing in Firefox; each says so',
  IN_PRIVATE,
  async (context) => {
    const site = lockedSite(context);
    await context.accept(context.platform, site.origin);
    await reaches(await context.visit(site), 'strict');
    const chrome = context.browser.name === 'chromium';
    const hidden = await context.visit(site, '/?hidden', { private: true });
    await reaches(hidden, chrome ? 'strict' : 'private-window');
    const runs = chrome ? ['good'] : ['bad', 'bad-inline', 'good'];
    assert.deepEqual(await ranAt(hidden, site, '/?hidden-again', runs), runs);
  },
);

/** A page whose evidence names a key: what that key signed, that changed, what another key signed, and what nobody did. */
function siteOfKey(context: Context): TestSite {
  const site = context.testSite();
  const signed = (...scripts: readonly (readonly [path: string, body: string])[]): SignedScripts =>
    signedScripts({ origin: site.origin, scripts: new Map(scripts) });
  const [ours, other] = [signed(['/good.js', GOOD], ['/changed.js', GOOD]), signed(['/other.js', EVIL])];
  lockedTo(site, ours.keys);
  const served = ({ answer }: SignedScripts, path: string): SiteResponse => answer(path) ?? { status: 404, body: '' };
  const tags = ['/other.js', '/unsigned.js', '/changed.js', '/good.js'].map((path) => tag(path, ours.integrity)).join('');
  site.pages
    .set('/good.js', () => served(ours, '/good.js'))
    .set('/other.js', () => served(other, '/other.js'))
    .set('/changed.js', () => ({ ...served(ours, '/changed.js'), body: hit('bad-changed') }))
    .set('/unsigned.js', () => script(hit('bad-unsigned')))
    .set('/', () => html(site.host, `${tags}<script>${hit('bad-inline')}</script>`))
    .set('/hit', () => ({ body: '' }));
  return site;
}

e2e(
  'scripts that an attested key signed run alone where the browser checks keys; elsewhere nothing is held',
  {},
  async (context) => {
    const site = siteOfKey(context);
    await context.accept(context.platform, site.origin);
    const visited = await context.visit(site);
    const checksKeys = context.browser.name === 'chromium';
    await reaches(visited, checksKeys ? 'strict' : 'keys-not-supported');
    const runs = checksKeys ? ['good'] : ['bad', 'bad-changed', 'bad-inline', 'bad-unsigned', 'good'];
    assert.deepEqual(await ranAt(visited, site, '/?again', runs), runs);
  },
);
