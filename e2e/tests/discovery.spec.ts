import assert from 'node:assert/strict';
import { untilTrue } from '../../testing/poll.ts';
import { e2e } from '../runner/declare.ts';
import { html, withHeaders } from '../../testing/site/answer.ts';
import { ATTESTATION_PATH } from '../../src/verifier/protocol/index.ts';
import type { TestSite } from '../../testing/site/test-site.ts';
import { appraised, never } from './expect.ts';

/** Requests that a browser makes for a page on its own. */
const paths = (testSite: TestSite): readonly string[] => testSite.requests().map(({ target }) => target);
const ofBrowser = (path: string): boolean => path === '/' || path === '/favicon.ico';

e2e('a site that announces nothing gets no request and the mark says none', {}, async ({ testSite, visit }) => {
  const silent = testSite({ announcing: 'nothing' });
  const { badge, settled } = await visit(silent);
  await badge('none');
  await settled();
  assert.deepEqual(silent.asked(), []);
  assert.deepEqual(
    paths(silent).filter((path) => !ofBrowser(path)),
    [],
  );
});

e2e('an announcement in the response header is followed', {}, async ({ testSite, visit }) => {
  const site = testSite({ announcing: 'header' });
  const { until } = await visit(site);
  const view = await until('the site is judged', ({ state }) => state.at === 'appraised');
  assert.equal(appraised(view).announcedBy, 'response-header');
  assert.equal(site.asked().length, 1);
});

e2e('an announcement by a link element is followed', {}, async ({ testSite, visit }) => {
  const site = testSite({ announcing: 'link' });
  const { until } = await visit(site);
  const view = await until('the site is judged', ({ state }) => state.at === 'appraised');
  assert.equal(appraised(view).announcedBy, 'page-link');
});

e2e('a link element that a script adds later is followed', {}, async ({ testSite, visit }) => {
  const site = testSite({ announcing: 'nothing' });
  const script = `<script>
    const link = Object.assign(document.createElement('link'), { rel: 'attestation', href: '${ATTESTATION_PATH}' });
    document.head.append(link);
  </script>`;
  site.pages.set('/', () => html('late', '', script));
  const { until } = await visit(site);
  await until('the site is judged', ({ state }) => state.at === 'appraised');
});

e2e('a link element is followed in a private window', { inPrivate: true }, async ({ testSite, visit }) => {
  const site = testSite({ announcing: 'link' });
  await visit(site, '/', { private: true });
  await untilTrue('the site is asked', () => Promise.resolve(site.asked().length > 0));
});

e2e('a link element is followed in a page that allows nothing and shows nothing', {}, async ({ testSite, visit }) => {
  const site = testSite({ announcing: 'nothing' });
  const bare = html('', '', `<link REL="other Attestation" href="${ATTESTATION_PATH}">`);
  site.pages.set('/', () => withHeaders(bare, { 'content-security-policy': "default-src 'none'" }));
  const { until } = await visit(site);
  await until('the site is judged', ({ state }) => state.at === 'appraised');
});

/** Script: what could reveal us to a page: its head's style, the content of its document, and its height. */
const TRACES = `(() => {
  const { display, position, visibility } = getComputedStyle(document.head);
  const names = Object.getOwnPropertyNames(window).filter((name) => /sealmark/i.test(name));
  return { head: [display, position, visibility], sheets: document.styleSheets.length, names, children: document.documentElement.children.length };
})()`;

e2e('a page that announces nothing cannot tell that we are there', {}, async ({ testSite, visit }) => {
  const silent = testSite({ announcing: 'nothing' });
  const { badge, tab } = await visit(silent);
  await badge('none');
  assert.deepEqual(await tab.evaluate(TRACES), {
    head: ['none', 'static', 'visible'],
    sheets: 0,
    names: [],
    children: 2,
  });
});

e2e('a link element moves nothing in its page', {}, async ({ testSite, visit }) => {
  const site = testSite({ announcing: 'nothing' });
  const link = `<link rel="attestation" href="${ATTESTATION_PATH}">`;
  const measured = `JSON.stringify([document.body.getBoundingClientRect(), document.querySelector('p').getBoundingClientRect()])`;
  site.pages.set('/', () =>
    html('with', '<p>text</p>', `<style>head, link, style, title, meta { display: none }</style>${link}`),
  );
  site.pages.set('/without', () => html('without', '<p>text</p>', '<style>head, style, title, meta { display: none }</style>'));
  const { until, tab } = await visit(site);
  await until('the site is judged', ({ state }) => state.at === 'appraised');
  const withLink = await tab.evaluate(measured);
  await tab.goto(`${site.origin}/without`);
  assert.equal(await tab.evaluate(measured), withLink);
});

for (const [what, target] of [
  ['another path', '/elsewhere'],
  ['another origin', 'https://other.test/.well-known/attestation'],
  ['plain http', 'http://place.test/.well-known/attestation'],
  ['a query of its own', `${ATTESTATION_PATH}?nonce=AAAA`],
] as const) {
  e2e(`a link element to ${what} is not followed`, {}, async ({ testSite, visit, network }) => {
    const site = testSite({ announcing: 'nothing' });
    site.pages.set('/', () => html('odd', '', `<link rel="attestation" href="${target}">`));
    const asked = network.asked.filter(({ host }) => host === 'other.test').length;
    const { badge, settled } = await visit(site);
    await badge('none');
    await settled();
    assert.deepEqual(
      paths(site).filter((path) => !ofBrowser(path)),
      [],
    );
    assert.equal(network.asked.filter(({ host }) => host === 'other.test').length, asked);
  });

  e2e(`a response header that points to ${what} is not followed`, {}, async ({ testSite, visit }) => {
    const site = testSite({ announcing: 'nothing' });
    site.pages.set('/', () => withHeaders(html('odd'), { link: `<${target}>; rel="attestation"` }));
    const { badge, settled } = await visit(site);
    await badge('none');
    await settled();
    assert.deepEqual(
      paths(site).filter((path) => !ofBrowser(path)),
      [],
    );
  });
}

e2e('a site that announces nothing is checked on demand', {}, async ({ testSite, visit, watch }) => {
  const site = testSite({ announcing: 'nothing' });
  const { tab, badge, until } = await visit(site);
  await badge('none');
  await watch.call('site.check', { tabId: tab.id, origin: site.origin, documentId: null });
  const view = await until('the site is judged', ({ state }) => state.at === 'appraised');
  assert.equal(appraised(view).announcedBy, 'click');
});

e2e('the request for evidence carries a fresh nonce and nothing about the user', {}, async ({ testSite, visit }) => {
  const site = testSite();
  site.pages.set('/', () => withHeaders(html('with a cookie'), { 'set-cookie': 'who=somebody; Secure; Path=/; SameSite=None' }));
  for (let time = 0; time < 2; time += 1) {
    const { until } = await visit(site);
    await until('the site is judged', ({ state }) => state.at === 'appraised');
  }
  const asked = site.asked();
  const nonces = asked.map(({ target }) => new URL(target, site.origin).searchParams.get('nonce') ?? '');
  for (const nonce of nonces) {
    assert.match(nonce, /^[A-Za-z0-9_-]{43}$/);
    assert.equal(Buffer.from(nonce, 'base64url').length, 32);
  }
  assert.equal(new Set(nonces).size, nonces.length);
  for (const { method, headers, target } of asked) {
    assert.equal(method, 'GET');
    assert.equal(target.split('&').length, 1);
    for (const name of ['cookie', 'referer', 'authorization', 'if-none-match', 'if-modified-since'])
      assert.equal(headers[name], undefined, name);
  }
  // Every user sends the same bytes, apart from the nonce: two requests of one user may not differ either.
  const [one, two] = asked.map(({ headers }) => ({ ...headers, ':path': '' }));
  assert.deepEqual(one, two);
});

e2e('a request for evidence is given up when the user leaves', {}, async ({ testSite, visit }) => {
  const slow = testSite();
  let ended = false;
  slow.wellKnown = (_, respond) => {
    respond.on('close', () => {
      ended = true;
    });
  };
  const { tab, badge } = await visit(slow);
  await untilTrue('the site was asked', () => Promise.resolve(slow.asked().length === 1));
  await badge('checking');
  const silent = testSite({ announcing: 'nothing' });
  await tab.goto(silent.origin);
  await badge('none');
  await untilTrue('the request ends', () => Promise.resolve(ended), 3000);
});

e2e('pages without https are left alone', {}, async ({ browser, watch, testSite }) => {
  const site = testSite();
  const tab = await browser.newTab();
  await tab.goto(`http://${site.host}/`);
  // A new tab first shows an internal page.
  await watch.until(tab, 'it is left alone', ({ state }) => state.at === 'off' && state.because === 'not-https');
  assert.deepEqual(site.requests(), []);
  await tab.close();
});

e2e('without leave for a site nothing is looked at and nothing asked', { granted: false }, async ({ testSite, visit }) => {
  const site = testSite();
  const { settled, tab } = await visit(site);
  const view = await settled().catch(() => null);
  assert.ok(view === null || view.badge === 'off', 'the mark says more than it may');
  assert.deepEqual(site.asked(), []);
  assert.notEqual(tab.id, 0);
});

e2e('frames do not decide: an attested frame in a silent page changes nothing', {}, async ({ testSite, visit }) => {
  const attested = testSite();
  const outer = testSite({ announcing: 'nothing' });
  outer.pages.set('/', () => html('outer', `<iframe src="${attested.origin}/"></iframe>`));
  const { badge, settled } = await visit(outer);
  await badge('none');
  await settled();
  assert.deepEqual(attested.asked(), []);
});

e2e('a redirect announces nothing for where it leads', {}, async ({ testSite, visit }) => {
  const target = testSite({ announcing: 'nothing' });
  const from = testSite();
  from.pages.set('/', () => ({ status: 302, headers: { location: `${target.origin}/` }, body: '' }));
  const visited = await visit(from);
  await visited.badge('none');
  await visited.settled();
  assert.deepEqual([...from.asked(), ...target.asked()], []);
  await never(visited, 'verified', 'failed');
});

e2e('a download is no page: nothing is asked and the mark stays', {}, async ({ testSite, visit }) => {
  const site = testSite({ announcing: 'nothing' });
  site.pages.set('/file', () => ({
    headers: {
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename=x.bin',
      link: `<${ATTESTATION_PATH}>; rel="attestation"`,
    },
    body: 'x',
  }));
  const { tab, badge, settled } = await visit(site);
  await badge('none');
  await tab.evaluate(`(() => { location.href = '/file'; return null; })()`);
  await untilTrue('the file was asked for', () => Promise.resolve(paths(site).includes('/file')));
  assert.equal((await settled()).badge, 'none');
  assert.deepEqual(site.asked(), []);
});
