import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '../../testing/browser.ts';
import { launchChromium } from '../../testing/chromium/launch.ts';
import { builtExtension } from '../../testing/extension/builds.ts';
import { launchFirefox } from '../../testing/firefox/launch.ts';
import { sleep, untilTrue } from '../../testing/poll.ts';
import { temporaryFolder } from '../../testing/process.ts';
import type { Context } from '../runner/context.ts';
import { e2e } from '../runner/declare.ts';
import { hits, hitsOn, lockedSite } from './locked-site.ts';

/** What a page that runs something more would have told by then (milliseconds). */
const LATE_MS = 300;

const GUARDS = `chrome.scripting.getRegisteredContentScripts().then((all) => all.filter(({ id }) => id.startsWith('page-guard')).length)`;

/** A browser of the test's own, whose extension is replaced by one of a higher version. */
async function updating({ network, later, browser: { name } }: Context) {
  const folder = temporaryFolder('update');
  cpSync(builtExtension(name, 'test'), folder.path, { recursive: true });
  const browser: Browser = await (name === 'chromium' ? launchChromium : launchFirefox)({
    extension: folder.path,
    proxyPort: network.proxyPort,
    authority: network.authority,
    display: null,
    securityInfo: false,
    inPrivate: false,
  });
  later(async () => {
    await browser.close();
    folder.remove();
  });
  const update = async (): Promise<Page> => {
    const path = join(folder.path, 'manifest.json');
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as { readonly version: string };
    writeFileSync(path, JSON.stringify({ ...manifest, version: `${manifest.version}.1` }));
    return await browser.update();
  };
  return { browser, update };
}

/** What Chrome forgets during an update: for the page at this path there is neither rule nor guard. */
const LET_BY = (path: string): string => `chrome.scripting.unregisterContentScripts({ ids: ['page-guard'] })
  .then(() => chrome.declarativeNetRequest.updateSessionRules({ addRules: [
    { id: 1, priority: 9, action: { type: 'allow' }, condition: { urlFilter: ${JSON.stringify(path)}, resourceTypes: ['main_frame'] } },
  ] })).then(() => null)`;
const AS_BEFORE = `chrome.declarativeNetRequest.updateSessionRules({ removeRuleIds: [1] }).then(() => null)`;

e2e('an update of the extension lets go of no locked page', {}, async (context) => {
  const site = lockedSite(context);
  const { browser, update } = await updating(context);
  await browser.grantAllSites();
  const tab = await browser.newTab();
  const ranAt = async (path: string, where = tab, awaited = 'good'): Promise<readonly string[]> => {
    const from = site.requests().length;
    await where.goto(`${site.origin}${path}`);
    await untilTrue(`${awaited} runs`, () => Promise.resolve(hits(site, from).includes(awaited)));
    await sleep(LATE_MS);
    return [...new Set(hitsOn(site, path, from))];
  };
  await untilTrue('the page is held to its code', async () => (await ranAt('/?before')).join() === 'good');
  // The control: before anybody knew, other code ran.
  assert.ok(hits(site).includes('bad-inline'));
  const chromium = browser.name === 'chromium';
  const between = chromium ? await browser.newTab() : null;
  if (between !== null) {
    await browser.probe.evaluate(LET_BY('/?between'));
    await ranAt('/?between', between, 'bad-inline');
    await browser.probe.evaluate(AS_BEFORE);
  }
  await tab.evaluate(`(document.title = 'typed')`);
  const from = site.requests().length;
  const probe = await update();
  // Before this the browser itself has no guard: it forgets registered scripts as it exchanges one version for another.
  await untilTrue('the new version guards it', async () => (await probe.evaluate(GUARDS)) === 1);
  if (between !== null) {
    await untilTrue('what loaded without a guard is loaded again', () => Promise.resolve(hits(site, from).includes('good')));
    await sleep(LATE_MS);
    assert.deepEqual([...new Set(hits(site, from))], ['good']);
    assert.ok(
      site
        .requests()
        .slice(from)
        .some(({ target }) => target === '/?between'),
    );
    // What was held all along, and may have been typed into, is not.
    assert.ok(
      !site
        .requests()
        .slice(from)
        .some(({ target }) => target === '/?before'),
    );
    assert.equal(await tab.evaluate('document.title'), 'typed');
  }
  assert.deepEqual(await ranAt('/?updated'), ['good']);
});
