import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { webAuthority } from '../../testing/certificates.ts';
import { untilTrue } from '../../testing/poll.ts';
import { shows } from '../../testing/press.ts';
import type { TestSite } from '../../testing/site/test-site.ts';
import type { Context, TestVisit } from '../runner/context.ts';
import { e2e } from '../runner/declare.ts';
import { inPage } from './in-page.ts';
import { known, pageLoads } from './known-site.ts';
import { never } from './expect.ts';

/** The browser's own pages say nothing about the site, in the mark, in its words and in the popup. */
async function saysThatNothingLoaded({ browser, later }: Context, visited: TestVisit): Promise<void> {
  await visited.until('the message is what the tab shows', ({ state }) => state.at === 'off' && state.because === 'not-loaded');
  await visited.settled();
  await visited.titled(/^(?!Attested)/);
  const popup = await browser.popup(visited.tab);
  later(() => popup.close());
  assert.doesNotMatch(await shows(popup, 'could not be loaded'), /attested processing/i);
}

e2e('the message about an address that cannot be reached bears no mark', {}, async (context) => {
  const visited = await context.visit(await known(context));
  await visited.badge('verified');
  await visited.titled(/^Attested processing/);
  assert.notEqual(await visited.tab.goto('https://nowhere.test/'), null);
  await saysThatNothingLoaded(context, visited);
});

/** Somebody whose certificate nobody accepts answers for this site. @returns lets the site itself answer again */
function intercepted({ network, later }: Context, site: TestSite): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'nobodys-authority-'));
  later(() => rm(folder, { recursive: true }));
  const itself = network.server.host(site.host);
  assert.ok(itself);
  network.server.add({ ...itself, credentials: [webAuthority(folder).credential(site.host)], node: () => 0 });
  site.moveTo(0);
  return () => {
    network.server.add(itself);
    site.moveTo(0);
  };
}

for (const [when, before] of [
  ['', () => Promise.resolve()],
  // Firefox then delivers what woke it in another order than it happened.
  [' to a background that it wakes', ({ browser }: Context) => browser.killBackground()],
] as const)
  e2e(`the warning that somebody else answers for an attested site bears no mark${when}`, {}, async (context) => {
    const site = await known(context);
    const visited = await context.visit(site);
    await visited.badge('verified');
    intercepted(context, site);
    await before(context);
    assert.notEqual(await visited.tab.goto(`${site.origin}/?login`), null);
    await saysThatNothingLoaded(context, visited);
  });

e2e('a warning that was there before the background takes no mark from a site that answers again', {}, async (context) => {
  const site = await known(context);
  await (await context.visit(site)).badge('verified');
  const letThrough = intercepted(context, site);
  // The first document of its tab: nothing about it is stored.
  const warned = await context.visit(site, '/?login');
  await saysThatNothingLoaded(context, warned);
  await context.browser.killBackground();
  letThrough();
  const { state } = await warned.until('it is looked at again', ({ badge }) => badge === 'off' || badge === 'unavailable');
  assert.deepEqual((await warned.settled()).state, state);
  await never(warned, 'verified', 'unbound');
  await warned.titled(/^(?!Attested)/);
});

e2e('going back from a message brings the page back with its own mark', {}, async (context) => {
  const site = await known(context);
  const visited = await context.visit(site);
  const before = await visited.badge('verified');
  await visited.tab.goto('https://nowhere.test/');
  await saysThatNothingLoaded(context, visited);
  const tab = String(visited.tab.id);
  await visited.tab.probe.evaluate(`chrome.tabs.goBack(${tab}).then(() => null)`);
  await visited.until('the page is back', ({ origin, badge }) => origin === site.origin && badge !== 'checking');
  const after = await visited.settled();
  // A page that was not kept is reloaded, and Firefox may report its beginning too late to tie the response to it.
  const allowed = after.documentId === before.documentId ? ['verified'] : ['verified', 'unbound'];
  assert.ok(allowed.includes(after.badge), after.badge);
});

for (const where of ['the site itself', 'another site'] as const)
  e2e(
    `when ${where} breaks the connection off, the page that stays keeps its mark, and a message bears none`,
    {},
    async (context) => {
      const site = await known(context);
      const breaking = where === 'another site' ? context.testSite({ announcing: 'nothing' }) : site;
      breaking.pages.set('/broken', () => {
        throw new Error('the server ends the connection');
      });
      const visited = await context.visit(site);
      const { documentId } = await visited.badge('verified');
      const address = JSON.stringify(`${breaking.origin}/broken`);
      await inPage(visited.tab, `(() => { setTimeout(() => { location.href = ${address}; }, 0); return null; })()`);
      await untilTrue('it was asked for', () => Promise.resolve(pageLoads(breaking, '/broken') > 0));
      // It tries more than once before it gives up (Chromium six times).
      await visited.settled();
      // Firefox leaves the page where it is, and says nothing; Chromium shows a message under the new address.
      if ((await visited.tab.evaluate('document.documentURI')) !== `${site.origin}/`) {
        await saysThatNothingLoaded(context, visited);
        return;
      }
      const view = await visited.settled();
      assert.deepEqual([view.badge, view.documentId], ['verified', documentId]);
      await visited.titled(/^Attested processing/);
    },
  );
