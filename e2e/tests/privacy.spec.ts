import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '../../testing/browser.ts';
import { ATTESTATION_PATH } from '../../src/verifier/protocol/index.ts';
import { press, shows } from '../../testing/press.ts';
import { sleep, untilTrue } from '../../testing/poll.ts';
import type { Context, TestVisit } from '../runner/context.ts';
import { e2e } from '../runner/declare.ts';
import { send, withHeaders, html } from '../../testing/site/answer.ts';
import { documentAnswer, type TestSite } from '../../testing/site/test-site.ts';
import { appraised, problemCode, unobservedBecause } from './expect.ts';
import { known } from './known-site.ts';

/** No request to this site ever named an extension. */
function namesNoExtension(site: TestSite): void {
  assert.ok(site.asked().length > 0, 'the site was not asked');
  for (const { target, headers } of site.requests()) {
    assert.doesNotMatch(JSON.stringify(headers), /-extension:/, target);
    assert.equal(headers['origin'], undefined, target);
  }
}

/** Requests since `from` for the page and its evidence; a browser may still ask for the icon of an earlier tab's page. */
const ofVisit = (site: TestSite, from: number) =>
  site
    .requests()
    .slice(from)
    .filter(({ target }) => target === '/' || target.startsWith(ATTESTATION_PATH));

const ports = (site: TestSite): ReadonlySet<number> => new Set(site.requests().map(({ port }) => port));

const wasAsked = (site: TestSite): Promise<void> =>
  untilTrue('the site was asked', () => Promise.resolve(site.asked().length > 0));

const CLICK = { granted: false, fresh: true, windows: true };

async function clickAndCheck(context: Context, visited: TestVisit): Promise<void> {
  await context.browser.pin();
  const popup = await context.browser.clickButton(visited.tab, context.display);
  await press(popup, 'Check this site');
  await shows(popup, /attested|unknown code|could not check/i);
}

e2e(
  'right after the installation a click on the button checks a page, and names no extension to its site',
  CLICK,
  async (context) => {
    const site = await known(context, { announcing: 'nothing' });
    const visited = await context.visit(site);
    await clickAndCheck(context, visited);
    const view = await visited.badge('unbound');
    assert.equal(appraised(view).announcedBy, 'click');
    assert.equal(unobservedBecause(view), 'permission-missing');
    await visited.titled(/not checked/i);
    namesNoExtension(site);
  },
);

e2e('with every site allowed no request names the extension either', {}, async (context) => {
  const site = await known(context);
  await (await context.visit(site)).badge('verified');
  namesNoExtension(site);
});

e2e('a private window shares no connection with an ordinary one', { inPrivate: true, fresh: true }, async (context) => {
  const site = await known(context);
  await (await context.visit(site)).badge('verified');
  const [ordinary, before] = [ports(site), site.requests().length];
  const hidden = await context.visit(site, '/', { private: true });
  await untilTrue('page and evidence were asked for again', () => Promise.resolve(ofVisit(site, before).length >= 2));
  await hidden.titled(/attest|unknown/i);
  for (const { port, target } of ofVisit(site, before)) assert.ok(!ordinary.has(port), `${target} came over a shared connection`);
  namesNoExtension(site);
});

const HSTS = { 'strict-transport-security': 'max-age=31536000' };

/** Files in the browser's folder that contain this name, in any form in which browsers write names. */
function filesNaming(folder: string, name: string): readonly string[] {
  const wide = Buffer.from(name, 'utf16le');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => {
      try {
        const content = readFileSync(file);
        return content.includes(name) || content.includes(wide);
      } catch {
        // Gone in the meantime.
        return false;
      }
    });
}

/** Its evidence and its pages ask browsers to store the site. */
function askingToBeKept(site: TestSite): TestSite {
  const { attestation } = site;
  assert.ok(attestation);
  site.wellKnown = async (received, respond) => {
    send(respond, withHeaders(await documentAnswer(attestation, received), HSTS));
  };
  return site;
}

e2e('a private window leaves no name of a site on the disk', { inPrivate: true, fresh: true }, async (context) => {
  const { profile } = context.browser;
  const ordinary = askingToBeKept(context.testSite({ host: 'remembered-place.test' }));
  const hidden = askingToBeKept(context.testSite({ host: 'forgotten-place.test' }));
  await context.visit(ordinary);
  await wasAsked(ordinary);
  const visited = await context.visit(hidden, '/', { private: true });
  await wasAsked(hidden);
  await visited.titled(/unknown code/i);
  await visited.tab.close();
  await untilTrue('the ordinary site is on the disk', () => Promise.resolve(filesNaming(profile, ordinary.host).length > 0));
  // Both are written by the same code at the same time; a little longer to be sure.
  await sleep(3000);
  assert.deepEqual(filesNaming(profile, hidden.host), []);
});

e2e('a container shares no connection with ordinary tabs', { fresh: true }, async (context) => {
  const site = await known(context);
  await (await context.visit(site)).badge('verified');
  const [ordinary, before] = [ports(site), site.requests().length];
  const visited = await context.visit(site, '/', { container: true });
  await visited.badge('verified');
  assert.ok(ofVisit(site, before).length >= 2);
  for (const { port, target } of ofVisit(site, before)) assert.ok(!ordinary.has(port), `${target} came over a shared connection`);
  namesNoExtension(site);
});

const STRICT = { 'content-security-policy': "default-src 'none'; connect-src 'none'" };

e2e(
  'where a page’s rules forbid the request in a private window, that is said, and it is grey',
  { inPrivate: true },
  async (context) => {
    const site = context.testSite();
    site.pages.set('/', () => withHeaders(html('strict'), STRICT));
    const visited = await context.visit(site, '/', { private: true });
    const view = await visited.badge('unavailable');
    assert.ok(view.state.at === 'unavailable');
    assert.equal(view.state.problem.code, 'net.not-carried');
    assert.deepEqual(site.asked(), []);
  },
);

const IN_PRIVATE = { inPrivate: true, fresh: true };

e2e('for a private window a manufacturer is asked over connections of its own, or not at all', IN_PRIVATE, async (context) => {
  const site = context.testSite({ sendEndorsements: false });
  const { intel } = context.network;
  const before = intel.requests().length;
  const hidden = await context.visit(site, '/', { private: true });
  await hidden.titled(/unknown code|could not/i);
  const apart = intel.requests().slice(before);
  await (await context.visit(site)).badge('unaudited');
  const ordinary = new Set(
    intel
      .requests()
      .slice(before + apart.length)
      .map(({ port }) => port),
  );
  assert.ok(ordinary.size > 0, 'the manufacturer was not asked, so this shows nothing');
  for (const { port, target } of apart) assert.ok(!ordinary.has(port), `${target} came over a shared connection`);
});

e2e('what no manufacturer was asked for a private window is grey, and that is said', IN_PRIVATE, async (context) => {
  const before = context.network.intel.requests().length;
  const visited = await context.visit(context.testSite({ sendEndorsements: false }), '/', { private: true });
  const view = await visited.badge('unavailable');
  assert.equal(problemCode(view), 'endorsement.private-window');
  assert.equal(context.network.intel.requests().length, before);
  const popup = await context.browser.popup(visited.tab);
  context.later(() => popup.close());
  await shows(popup, 'keeps no history');
});

e2e('a permission that is taken back turns the mark off, and nothing is asked any more', { fresh: true }, async (context) => {
  const site = await known(context);
  const visited = await context.visit(site);
  await visited.badge('verified');
  const page = await context.extensionPage('src/popup/options/index.html#permissions');
  await page.evaluate(`chrome.permissions.remove({ origins: ['https://*/*'] })`);
  const view = await visited.badge('off');
  assert.deepEqual(view.state, { at: 'off', because: 'no-permission' });
  await visited.titled(/^(?!.*attested)/i);
  const asked = site.asked().length;
  await visited.tab.goto(`${site.origin}/?again`);
  assert.equal((await visited.settled()).badge, 'off');
  assert.equal(site.asked().length, asked);
});

/** Erases the subject of `row`: the button, then its confirmation, which ignores clicks in its first half second. */
async function erase(page: Page, row: string): Promise<void> {
  await page.click(`${row} > button`);
  const awake = `document.querySelector(${JSON.stringify(`${row} .confirm .primary`)})?.disabled === false`;
  await untilTrue('the button wakes up', async () => (await page.evaluate(awake)) === true);
  await page.click(`${row} .confirm .primary`);
}

e2e('what is remembered of sites can be seen, and erased, one and all', { fresh: true }, async (context) => {
  const [one, other] = [context.testSite({ host: 'first-place.test' }), context.testSite({ host: 'second-place.test' })];
  for (const site of [one, other]) await (await context.visit(site)).badge('unaudited');
  const options = await context.extensionPage('src/popup/options/index.html#sites');
  await shows(options, one.origin);
  await shows(options, other.origin);
  await erase(options, '.erase-all');
  const rows = async (): Promise<unknown> =>
    await options.evaluate(`[...document.querySelectorAll('.entry.site strong')].map((one) => one.textContent)`);
  await untilTrue('nothing is listed', async () => JSON.stringify(await rows()) === '[]');
  assert.deepEqual(await context.watch.call('sites.list', null), []);

  await (await context.visit(one)).badge('unaudited');
  await (await context.visit(other)).badge('unaudited');
  await untilTrue('they are remembered again', async () => (await context.watch.call('sites.list', null)).length === 2);
  const again = await context.extensionPage('src/popup/options/index.html#sites');
  await shows(again, one.origin);
  await erase(again, '.entry.site');
  await untilTrue('one is left', async () => (await context.watch.call('sites.list', null)).length === 1);
});
