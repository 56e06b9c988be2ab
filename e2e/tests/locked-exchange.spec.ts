import assert from 'node:assert/strict';
import { launchChromium } from '../../testing/chromium/launch.ts';
import { builtExtension } from '../../testing/extension/builds.ts';
import { warmUp } from '../../testing/extension/pool.ts';
import { sleep, untilTrue } from '../../testing/poll.ts';
import { exchangeCertificates, exchangeKey, signedExchange } from '../../testing/site/signed-exchange.ts';
import { watch } from '../../testing/state-probe.ts';
import { e2e } from '../runner/declare.ts';
import { GOOD, hashOf, hit, hits, lockedSite, tag } from './locked-site.ts';
import { html } from '../../testing/site/answer.ts';
import { isHeld } from './locked-visit.ts';

/** What a page that runs something more would have told by then (milliseconds). */
const LATE_MS = 300;

e2e(
  'a signed exchange of a locked site, which another one sends, runs nothing: the site is asked instead',
  {},
  async (context) => {
    const { network, later } = context;
    const site = lockedSite(context);
    site.pages.set('/exchanged', () => html('from the site', tag('/good.js', hashOf(GOOD))));
    const sender = context.testSite({ announcing: 'nothing' });
    const credential = network.exchangeCredential(site.host);
    const exchanged = `<!doctype html><title>from the exchange</title><script>${hit('bad-exchange')}</script>`;
    sender.pages
      .set('/chain', () => exchangeCertificates(credential))
      .set('/page.sxg', () =>
        signedExchange(`${site.origin}/exchanged`, exchanged, {
          credential,
          certificates: `${sender.origin}/chain`,
          now: Date.now(),
        }),
      );
    const browser = await launchChromium({
      extension: builtExtension('chromium', 'test'),
      proxyPort: network.proxyPort,
      authority: network.authority,
      display: null,
      securityInfo: false,
      inPrivate: false,
      acceptedKey: exchangeKey(credential),
    });
    later(() => browser.close());
    await browser.grantAllSites();
    const watching = await watch(browser);
    await warmUp({ browser, watch: watching }, network);
    const tab = await browser.newTab();
    // The control: before the lock the exchange runs under the name of the site.
    await tab.goto(`${sender.origin}/page.sxg`);
    await untilTrue('the exchange runs', () => Promise.resolve(hits(site).includes('bad-exchange')));
    assert.deepEqual(await tab.evaluate('[location.origin, document.title]'), [site.origin, 'from the exchange']);
    await tab.goto(`${site.origin}/`);
    await watching.until(tab, 'the page is held to its code', isHeld);
    const from = site.requests().length;
    await tab.goto(`${sender.origin}/page.sxg`);
    await untilTrue('its own code runs', () => Promise.resolve(hits(site, from).includes('good')));
    await sleep(LATE_MS);
    assert.deepEqual(hits(site, from), ['good']);
    assert.deepEqual(await tab.evaluate('[location.origin, document.title]'), [site.origin, 'from the site']);
    assert.ok(sender.requests().filter(({ target }) => target === '/page.sxg').length === 2);
  },
);
