import assert from 'node:assert/strict';
import { sleep } from '../../testing/poll.ts';
import { e2e } from '../runner/declare.ts';
import { known } from './known-site.ts';

/** Milliseconds after which tabs are closed: before, while and after the browser and the extension react to them. */
const LIFETIMES_MS = [0, 10, 25, 50, 75, 100, 150, 250, 400];

/** Milliseconds in which a browser logs its complaints. */
const COMPLAINING_MS = 1000;

/** Opens an address in one tab per lifetime, and closes each when its time has come. */
const comeAndGo = (url: string): string => `Promise.all(${JSON.stringify(LIFETIMES_MS)}.map(async (lifetime) => {
  const tab = await chrome.tabs.create({ url: ${JSON.stringify(url)} + lifetime });
  await new Promise((resolve) => setTimeout(resolve, lifetime));
  await chrome.tabs.remove(tab.id);
})).then(() => null)`;

e2e(
  'a fresh installation has nothing on its error page, whatever tabs come and go',
  { build: 'release', fresh: true, granted: false, securityInfo: false },
  async ({ browser }) => {
    await browser.probe.evaluate(comeAndGo('https://nowhere.test/?'));
    await browser.extensionPage('src/popup/options/index.html');
    await sleep(COMPLAINING_MS);
    assert.deepEqual(await browser.complaints(), []);
  },
);

e2e('tabs that close while they are checked leave nothing on the error page', { fresh: true }, async (context) => {
  const { browser } = context;
  const site = await known(context);
  await browser.probe.evaluate(comeAndGo(`${site.origin}/?`));
  await browser.killBackground();
  await browser.probe.evaluate(comeAndGo(`${site.origin}/?again`));
  await sleep(COMPLAINING_MS);
  assert.deepEqual(await browser.complaints(), []);
});
