import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { webAuthority } from '../../testing/certificates.ts';
import { shows } from '../../testing/press.ts';
import type { Context, TestVisit } from '../runner/context.ts';
import { e2e } from '../runner/declare.ts';
import { known } from './known-site.ts';

/** What the browser shows of its own says nothing of the site, in the mark, in its words and in the popup. */
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

e2e('the warning that somebody else answers for an attested site bears no mark', {}, async (context) => {
  const site = await known(context);
  const visited = await context.visit(site);
  await visited.badge('verified');
  const folder = mkdtempSync(join(tmpdir(), 'nobodys-authority-'));
  context.later(() => rm(folder, { recursive: true }));
  const credentials = [webAuthority(folder).credential(site.host)];
  context.network.server.add({ name: site.host, credentials, node: () => 0, http2: true, handle: () => undefined });
  site.moveTo(0);
  assert.notEqual(await visited.tab.goto(`${site.origin}/?login`), null);
  await saysThatNothingLoaded(context, visited);
});

e2e('going back from a message brings the page back with its own mark', {}, async (context) => {
  const site = await known(context);
  const visited = await context.visit(site);
  await visited.badge('verified');
  await visited.tab.goto('https://nowhere.test/');
  await saysThatNothingLoaded(context, visited);
  const tab = String(visited.tab.id);
  await visited.tab.probe.evaluate(`chrome.tabs.goBack(${tab}).then(() => null)`);
  await visited.until('the page is back', ({ origin, badge }) => origin === site.origin && badge !== 'checking');
  assert.equal((await visited.settled()).badge, 'verified');
});
