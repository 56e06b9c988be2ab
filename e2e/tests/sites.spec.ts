import assert from 'node:assert/strict';
import { DIRECTORY_PAYLOAD_TYPE } from '../../src/background/discovery/directory/open-directory.ts';
import { signEnvelope } from '../../src/verifier/testing/audits/auditor.ts';
import { tdxAttester } from '../../src/verifier/testing/attesters/dcap.ts';
import { ed25519Key } from '../../src/verifier/testing/keys.ts';
import { shows } from '../../testing/press.ts';
import { html } from '../../testing/site/answer.ts';
import { nearReport } from '../../testing/site/forms/near.ts';
import { tinfoilJune } from '../../testing/site/forms/tinfoil.ts';
import type { TestSite } from '../../testing/site/test-site.ts';
import {
  DIRECTORY_HOST,
  DIRECTORY_SEED,
  LISTED_HOST,
  SERVICE_HOST,
  SERVICE_PAGE_HOST,
  SHIPPED_DIRECTORY,
} from '../../testing/test-build/directory.ts';
import type { Context } from '../runner/context.ts';
import { e2e } from '../runner/declare.ts';
import { appraised } from './expect.ts';

const FORM = tinfoilJune(tdxAttester);
const formRequests = (site: TestSite) => site.requests().filter(({ target }) => target.startsWith(FORM.path));

/** A service that serves evidence as Tinfoil's enclaves do, without announcing it in our form. */
async function service(context: Context, host?: string): Promise<TestSite> {
  const site = context.testSite({ announcing: 'nothing', form: FORM, ...(host === undefined ? {} : { host }) });
  await context.accept(tdxAttester, site.origin);
  return site;
}

e2e('a site that serves Tinfoil’s form and says so in a field gets a mark without doing anything', {}, async (context) => {
  const site = await service(context);
  const { badge } = await context.visit(site);
  assert.equal(appraised(await badge('verified')).announcedBy, 'response-header');
  assert.deepEqual([formRequests(site).length, site.asked().length], [1, 0]);
  assert.match(formRequests(site)[0]?.target ?? '', /\?nonce=[0-9a-f]{64}$/);
});

e2e('a site that stands in the directory is asked in NEAR AI’s form, and its neighbours are not', {}, async (context) => {
  const form = nearReport(tdxAttester);
  const site = context.testSite({ announcing: 'nothing', host: LISTED_HOST, form });
  await context.accept(tdxAttester, site.origin);
  const { badge } = await context.visit(site);
  assert.equal(appraised(await badge('verified')).announcedBy, 'list');
  const asked = (one: TestSite) => one.requests().filter(({ target }) => target.startsWith(form.path)).length;
  assert.equal(asked(site), 1);
  assert.equal(site.asked().length, 0);
  const neighbour = context.testSite({ announcing: 'nothing', host: 'listed.test', form });
  const visited = await context.visit(neighbour);
  await visited.badge('none');
  await visited.settled();
  assert.deepEqual([asked(neighbour), neighbour.asked().length], [0, 0]);
});

e2e('a service behind a page has its own mark, and the page’s stays', {}, async (context) => {
  const api = await service(context, SERVICE_HOST);
  const page = context.testSite({ announcing: 'nothing', host: SERVICE_PAGE_HOST });
  page.pages.set('/', () => html('chat', `<script>fetch('${api.origin}/v1', { mode: 'no-cors' })</script>`));
  const { badge, tab, until } = await context.visit(page);
  await badge('none');
  const seen = await until('the request is seen', ({ services }) => services.some(({ contacted }) => contacted));
  assert.deepEqual([seen.services.length, formRequests(api).length], [1, 0]);
  await context.watch.call('service.check', { tabId: tab.id, documentId: seen.documentId, origin: api.origin });
  const popup = await context.extensionPage(`src/popup/index.html?tab=${String(tab.id)}`);
  const isSeen = context.browser.name === 'firefox';
  await shows(popup, isSeen ? /went to the code that the evidence describes/ : /was not observed: this browser does not show it/);
  await shows(popup, /own script is not covered/);
  const after = await until('it is appraised', ({ services }) => services.some(({ state }) => state.at === 'appraised'));
  assert.equal(after.badge, 'none');
  assert.equal(after.services[0]?.badge, isSeen ? 'verified' : 'unbound');
  assert.equal(formRequests(api).length, 1);
});

/** The test build's directory with one more host, as the directory server would answer. @param seed of the key that signs it */
function publish(context: Context, host: string, seed: string): void {
  const known = SHIPPED_DIRECTORY.sites.map(({ host: name, covers, ...line }) => ({ [covers]: name, ...line }));
  const now = Date.now();
  const directory = {
    type: 'site-directory/v1',
    version: Math.trunc(now / 1000),
    issued: new Date(now - 1000).toISOString(),
    expires: new Date(now + 86_400_000).toISOString(),
    sites: [...known, { host, adapter: 'tinfoil' }],
  };
  const body = JSON.stringify(signEnvelope(DIRECTORY_PAYLOAD_TYPE, JSON.stringify(directory), [ed25519Key(seed)]));
  const site = context.testSite({ announcing: 'nothing', host: DIRECTORY_HOST });
  site.pages.set('/sites.dsse.json', () => ({ headers: { 'content-type': 'application/json' }, body }));
}

e2e('a site that only a newer directory names is asked once that was taken, and nobody’s forgery is', {}, async (context) => {
  const site = context.testSite({ announcing: 'nothing', form: { ...FORM, headers: {} } });
  await context.accept(tdxAttester, site.origin);
  publish(context, site.host, 'somebody else');
  assert.equal((await context.watch.call('directory.refresh', null)).problem?.code, 'list.signature');
  publish(context, site.host, DIRECTORY_SEED);
  assert.equal((await context.watch.call('directory.refresh', null)).problem, null);
  const { badge } = await context.visit(site);
  assert.equal(appraised(await badge('verified')).announcedBy, 'list');
});
