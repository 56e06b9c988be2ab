import assert from 'node:assert/strict';
import type { Browser, LaunchOptions } from '../../testing/browser.ts';
import { launchChromium } from '../../testing/chromium/launch.ts';
import { builtExtension } from '../../testing/extension/builds.ts';
import { launchFirefox } from '../../testing/firefox/launch.ts';
import { sleep, untilTrue } from '../../testing/poll.ts';
import { source } from '../../testing/json.ts';
import { temporaryFolder } from '../../testing/process.ts';
import { watch } from '../../testing/state-probe.ts';
import { visitOf, type Context } from '../runner/context.ts';
import { e2e } from '../runner/declare.ts';
import { finding } from './expect.ts';
import { hits, lockedSite } from './locked-site.ts';
import { isHeld } from './locked-visit.ts';

/** What a page that runs something more would have told by then (milliseconds). */
const LATE_MS = 300;

/** A browser of the test's own, whose extension is really installed and is still there when the browser starts again. */
function installing({ network, later, browser: { name } }: Context) {
  const home = temporaryFolder('restart');
  later(() => {
    home.remove();
    return Promise.resolve();
  });
  const launch = name === 'chromium' ? launchChromium : launchFirefox;
  const options: LaunchOptions = {
    extension: builtExtension(name, 'test'),
    proxyPort: network.proxyPort,
    authority: network.authority,
    display: null,
    securityInfo: false,
    inPrivate: false,
    home: home.path,
  };
  return async (startPage?: string): Promise<Browser> => {
    const browser = await launch({ ...options, ...(startPage === undefined ? {} : { startPage }) });
    let open = true;
    const close = async (): Promise<void> => {
      if (open) await browser.close();
      open = false;
    };
    later(close);
    return { ...browser, close };
  };
}

/** Records the lock of one site for others, too, in place of a visit to each; those of before have the first numbers. */
const ALSO_LOCKED = (origin: string, others: readonly string[]): string => `(async () => {
  const done = (request) => new Promise((resolve, reject) => { request.onsuccess = () => resolve(request.result); request.onerror = () => reject(request.error); });
  const [{ name }] = await indexedDB.databases();
  const database = await done(indexedDB.open(name));
  const locks = database.transaction('page-locks', 'readwrite').objectStore('page-locks');
  const record = await done(locks.get(${source(origin)}));
  await Promise.all(${source(others)}.map((origin, at) => done(locks.put({ ...record, origin, rule: at + 2 }, origin))));
  database.close();
  return null;
})()`;
const SITES = 100;
const RULES = 'chrome.declarativeNetRequest.getDynamicRules().then((rules) => rules.length)';

e2e('a browser that starts with a locked page runs no code there but what its evidence names', {}, async (context) => {
  const site = lockedSite(context);
  const last = lockedSite(context);
  const start = installing(context);
  const before = await start();
  await before.grantAllSites();
  const watching = await watch(before);
  const tab = await before.newTab();
  await untilTrue('the page is held to its code', async () => {
    const from = site.requests().length;
    await tab.goto(`${site.origin}/?${String(from)}`);
    await sleep(LATE_MS);
    return hits(site, from).join() === 'good';
  });
  const guarded = await visitOf(watching, tab, null).until('its guard says so', isHeld);
  assert.equal(finding(guarded, 'channel.scripts').facts?.['because'], 'strict');
  // The control: before anybody knew, other code ran.
  assert.ok(hits(site).includes('bad-inline'));
  const others = [...Array.from({ length: SITES - 2 }, (_, at) => `https://locked${String(at)}.test`), last.origin];
  await before.probe.evaluate(ALSO_LOCKED(site.origin, others));
  await before.close();
  const from = site.requests().length;
  const after = await start(`${site.origin}/`);
  await untilTrue('its own code runs', () => Promise.resolve(hits(site, from).includes('good')));
  // A start finds a hundred locks, of which Chromium had one rule.
  if (after.name === 'chromium')
    await untilTrue('every lock has its rule', async () => (await after.probe.evaluate(RULES)) === SITES);
  await (await after.newTab()).goto(`${last.origin}/`);
  await untilTrue('the code of the last runs', () => Promise.resolve(hits(last).includes('good')));
  await sleep(LATE_MS);
  assert.deepEqual([...new Set(hits(site, from))], ['good']);
  assert.deepEqual([...new Set(hits(last))], ['good']);
});
