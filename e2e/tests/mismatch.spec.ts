import assert from 'node:assert/strict';
import type { Context } from '../runner/context.ts';
import { e2e } from '../runner/declare.ts';
import type { TestSite } from '../../testing/site/test-site.ts';
import { html, send, withHeaders } from '../../testing/site/answer.ts';
import { documentAnswer } from '../../testing/site/test-site.ts';
import type { Handler } from '../../testing/site/server.ts';
import { finding, never } from './expect.ts';
import { attestOnlyFirstNode, known } from './known-site.ts';

/** Answers the first request for evidence honestly, and every later one like this. */
function onlyOnce(site: TestSite, then: Handler): Handler {
  const { attestation } = site;
  assert.ok(attestation);
  return async (received, respond) => {
    if (site.asked().length === 1) send(respond, await documentAnswer(attestation, received));
    else await then(received, respond);
  };
}

/** What an intermediary, who relays the first look to the enclave and has its own key, may do with the second. */
const REFUSALS: Readonly<Record<string, Handler>> = {
  'an error': (_, respond) => {
    send(respond, { status: 503, headers: {}, body: '' });
  },
  nonsense: (_, respond) => {
    send(respond, { headers: { 'content-type': 'application/cmw+json' }, body: '{"nothing": true}' });
  },
  silence: () => undefined,
};

for (const [what, refusal] of Object.entries(REFUSALS)) {
  e2e(
    `a second look answered with ${what} leaves amber, never a tick, until a connection ends in the code`,
    {},
    async (context) => {
      const site = await known(context, { nodes: 2 });
      attestOnlyFirstNode(site);
      site.node = 1;
      site.wellKnown = onlyOnce(site, refusal);
      const visited = await context.visit(site);
      const view = await visited.badge('caution');
      assert.equal(finding(view, 'channel.tls-key').facts?.['because'], 'mismatch-unconfirmed');
      await visited.titled(/warning/i);

      // It no longer announces anything, and has no document: nothing has settled the mismatch.
      await context.watch.call('site.pin', { origin: site.origin, pin: 'off' });
      site.announcing = 'nothing';
      site.wellKnown = (_, respond) => {
        send(respond, { status: 404, headers: {}, body: '' });
      };
      await visited.tab.goto(`${site.origin}/?silent`);
      assert.equal((await visited.settled()).badge, 'caution');

      site.announcing = 'header';
      site.wellKnown = null;
      site.moveTo(0);
      await visited.tab.goto(`${site.origin}/?good`);
      await visited.badge('verified');
      await never(visited, 'unbound', 'failed');
    },
  );
}

e2e('nodes that share TLS sessions but not keys are amber, never red', {}, async (context) => {
  const site = await known(context, { nodes: 2 });
  site.announcing = 'nothing';
  const visited = await context.visit(site);
  await visited.badge('none');
  // The page came from the first node, whose connections end. Every later one ends at the second, which resumes the first one's
  // TLS sessions, as fleets behind one balancer do: browsers then keep reporting the first one's certificate.
  site.node = 1;
  site.disconnectNode(0);
  await visited.tab.evaluate(`(() => {
    document.head.append(Object.assign(document.createElement('link'), { rel: 'attestation', href: '/.well-known/attestation' }));
    return null;
  })()`);
  const view = await visited.badge('caution');
  assert.equal(finding(view, 'channel.tls-key').facts?.['because'], 'mismatch-unconfirmed');
  assert.deepEqual(new Set(site.asked().map(({ node }) => node)), new Set([1]));
  await never(visited, 'failed', 'unbound');
});

/** What Chromium adds to requests of pages but not to the background's. */
const OF_CHROMIUM_PAGES = ['sec-ch-ua', 'sec-ch-ua-mobile', 'sec-ch-ua-platform', 'sec-fetch-site'];

/** A site whose page comes over a key other than the attested one, and sets a cookie. */
async function mismatching(context: Context): Promise<TestSite> {
  const site = await known(context, { nodes: 2 });
  attestOnlyFirstNode(site);
  site.node = 1;
  site.pages.set('/', () => withHeaders(html('page'), { 'set-cookie': 'visitor=one; Secure; Path=/' }));
  return site;
}

/** The fields in which a site's two requests for evidence differ, apart from the nonce. */
function differences(site: TestSite): readonly string[] {
  const [first, second, ...more] = site.asked();
  assert.ok(first && second);
  assert.equal(more.length, 0);
  assert.notEqual(first.target, second.target);
  const names = new Set([...Object.keys(first.headers), ...Object.keys(second.headers)]);
  names.delete(':path');
  return [...names].filter((name) => first.headers[name] !== second.headers[name]).toSorted();
}

// The second look has to use the page's own connection, which browsers share only with requests that may carry cookies.
e2e('the two looks ask for the same, but for what tells that the second is the page’s own', {}, async (context) => {
  const site = await mismatching(context);
  await (await context.visit(site)).badge('failed');
  assert.deepEqual(differences(site), context.browser.name === 'firefox' ? ['cookie'] : ['cookie', ...OF_CHROMIUM_PAGES]);
});

e2e('the two looks of a container’s own tab differ by the cookie alone', { fresh: true }, async (context) => {
  const site = await mismatching(context);
  await (await context.visit(site, '/', { container: true })).badge('failed');
  assert.deepEqual(differences(site), ['cookie']);
});
