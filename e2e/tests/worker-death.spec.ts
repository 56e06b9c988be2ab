import assert from 'node:assert/strict';
import { siteViewKey } from '../../src/background/api/site-view.ts';
import { source } from '../../testing/json.ts';
import { sleep, untilTrue } from '../../testing/poll.ts';
import type { Context, TestVisit } from '../runner/context.ts';
import { e2e } from '../runner/declare.ts';
import { html, send } from '../../testing/site/answer.ts';
import { documentAnswer } from '../../testing/site/test-site.ts';
import { never } from './expect.ts';
import { known } from './known-site.ts';

/** What may be said about a good site whose check was interrupted: the truth, or that it could not be checked. */
async function endsWell({ watch }: Context, visited: TestVisit): Promise<void> {
  // Any event wakes the background; here, one of our pages asks it something.
  await watch.call('settings.get', null);
  const view = await visited.settled();
  assert.ok(['verified', 'unbound', 'unavailable'].includes(view.badge), view.badge);
  await never(visited, 'failed', 'missing', 'caution');
}

e2e('the background dies while the page is loading', {}, async (context) => {
  const site = await known(context);
  let dying: Promise<void> | undefined;
  site.pages.set('/', () => {
    dying ??= context.browser.killBackground();
    return html('page');
  });
  const visited = await context.visit(site);
  await dying;
  await endsWell(context, visited);
});

e2e('the background dies while it waits for the evidence', {}, async (context) => {
  const site = await known(context);
  const { attestation } = site;
  assert.ok(attestation);
  let died = false;
  site.wellKnown = async (received, respond) => {
    if (died) {
      send(respond, await documentAnswer(attestation, received));
      return;
    }
    await context.browser.killBackground();
    died = true; // The requester is gone: nobody is answered.
  };
  const visited = await context.visit(site);
  await untilTrue('the background died', () => Promise.resolve(died));
  await endsWell(context, visited);
});

e2e('the background dies while the evidence is on its way', {}, async (context) => {
  const site = await known(context);
  const { attestation } = site;
  assert.ok(attestation);
  let dying: Promise<void> | undefined;
  site.wellKnown = async (received, respond) => {
    send(respond, await documentAnswer(attestation, received));
    dying ??= context.browser.killBackground();
  };
  const visited = await context.visit(site);
  await untilTrue('the site was asked', () => Promise.resolve(dying !== undefined));
  await dying;
  await endsWell(context, visited);
});

e2e('the background dies while it waits for the manufacturer', { fresh: true }, async (context) => {
  const site = await known(context, { sendEndorsements: false });
  const before = context.network.intel.requests().length;
  context.network.intel.fault = 'silent';
  const visited = await context.visit(site);
  await untilTrue('the manufacturer was asked', () => Promise.resolve(context.network.intel.requests().length > before));
  await context.browser.killBackground();
  context.network.intel.fault = null;
  await endsWell(context, visited);
});

/** Between any two steps: at moments spread over the whole check, which takes some hundred milliseconds. */
for (const moment of [0, 10, 20, 35, 50, 75, 100, 150, 200]) {
  e2e(`the background dies ${String(moment)} ms after the page was sent`, {}, async (context) => {
    const site = await known(context);
    let dying: Promise<void> | undefined;
    site.pages.set('/', () => {
      dying ??= sleep(moment).then(() => context.browser.killBackground());
      return html('page');
    });
    const visited = await context.visit(site);
    await dying;
    await endsWell(context, visited);
  });
}

e2e('a background that died and that nothing wakes ends the check by itself', { fresh: true }, async (context) => {
  const site = await known(context);
  let died = false;
  site.wellKnown = async () => {
    if (!died) await context.browser.killBackground();
    died = true;
  };
  const visited = await context.visit(site);
  await untilTrue('the background died', () => Promise.resolve(died));
  const over = async (): Promise<boolean> => (await visited.view())?.badge === 'unavailable';
  // It rings after half a minute; what was begun then ends by its own deadline.
  await untilTrue('the alarm ends the check', over, 120_000);
});

e2e('a verdict outlives the background, and a new visit wakes it', {}, async (context) => {
  const site = await known(context);
  const visited = await context.visit(site);
  await visited.badge('verified');
  await context.browser.killBackground();
  assert.equal((await visited.view())?.badge, 'verified');
  await visited.titled(/^Attested processing on /);
  await (await context.visit(site)).badge('verified');
});

e2e('a navigation that finds the background dead is seen whole', {}, async (context) => {
  const site = await known(context);
  const visited = await context.visit(context.testSite({ announcing: 'nothing' }));
  await visited.badge('none');
  for (let time = 0; time < 3; time += 1) {
    // A pending event may wake it again at once.
    await untilTrue('the background is dead', async () => {
      await context.browser.killBackground();
      return !(await context.browser.backgroundRuns());
    });
    await visited.tab.goto(`${site.origin}/?time=${String(time)}`);
    await visited.badge('verified');
  }
});

e2e('what is open when the background starts keeps its mark and its title', {}, async (context) => {
  const site = await known(context);
  const visited = await context.visit(site);
  await visited.badge('verified');
  await context.browser.killBackground();
  await context.watch.call('settings.get', null);
  assert.equal((await visited.settled()).badge, 'verified');
  await untilTrue('the title is set again', async () => (await visited.title()).startsWith('Attested processing on '));
});

/** What a page that announced nothing is recorded as, after some seconds (src/background/index.ts). */
const recorded = async ({ tab }: TestVisit): Promise<boolean> =>
  (await tab.probe.evaluate(
    `chrome.storage.session.get(${source(siteViewKey(tab.id))}).then((found) => Object.keys(found).length === 1)`,
  )) === true;

e2e(
  'of a page that announced nothing a background that was started since says the same',
  { securityInfo: false },
  async (context) => {
    const visited = await context.visit(context.testSite({ announcing: 'nothing' }));
    await visited.badge('none');
    await untilTrue('it is recorded', () => recorded(visited));
    await context.browser.killBackground();
    const view = await context.watch.call('site.view', { tabId: visited.tab.id });
    assert.deepEqual(view?.state, { at: 'none' });
  },
);
