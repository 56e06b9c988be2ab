import assert from 'node:assert/strict';
import type { Badge } from '../../src/background/api/badge.ts';
import { untilTrue } from '../../testing/poll.ts';
import type { Context } from '../runner/context.ts';
import { e2e } from '../runner/declare.ts';
import { html, send, withHeaders } from '../../testing/site/answer.ts';
import { linksTo } from '../../testing/site/pages.ts';
import { documentAnswer } from '../../testing/site/test-site.ts';
import { finding, never, tier, unobservedBecause } from './expect.ts';
import { attestOnlyFirstNode, known } from './known-site.ts';

e2e('a page that came over an attested key is verified', {}, async (context) => {
  const { badge, titled } = await context.visit(await known(context));
  const view = await badge('verified');
  assert.equal(tier(view, 'channel'), 'affirming');
  assert.equal(finding(view, 'channel.tls-key').outcome, 'pass');
  await titled(/attested processing/i);
});

e2e(
  'where the browser shows no certificate the mark is unbound and says what was not checked',
  { securityInfo: false },
  async (context) => {
    const visited = await context.visit(await known(context));
    const view = await visited.badge('unbound');
    assert.equal(unobservedBecause(view), 'browser-cannot-see');
    await visited.titled(/not checked/i);
    await never(visited, 'verified', 'failed');
  },
);

e2e('another key than the attested one is red, after a second look and not before', {}, async (context) => {
  const site = await known(context, { nodes: 2 });
  attestOnlyFirstNode(site);
  site.node = 1;
  const visited = await context.visit(site);
  const view = await visited.badge('failed');
  const { outcome, facts } = finding(view, 'channel.tls-key');
  assert.equal(outcome, 'fail');
  assert.ok(['other-key', 'intercepted'].includes(String(facts?.['because'])));
  const nonces = site.asked().map(({ target }) => new URL(target, site.origin).searchParams.get('nonce'));
  assert.ok(nonces.length >= 2, 'the evidence was not fetched again');
  assert.equal(new Set(nonces).size, nonces.length, 'a nonce was used twice');
});

/** Which nodes of a fleet were asked for evidence after a page of its first one, and the mark that this gave. */
async function looksAtFleet(context: Context): Promise<{ readonly nodes: readonly number[]; readonly badge: Badge }> {
  const site = await known(context, { nodes: 2 });
  // The page comes from the first node, the background's own connection ends at the second, which attests its own key.
  site.pages.set('/', () => {
    site.node = 1;
    return html('first node');
  });
  const visited = await context.visit(site);
  const view = await visited.settled();
  await never(visited, 'failed');
  const nodes = site.asked().map(({ node }) => node);
  if (view.badge !== 'verified') assert.equal(finding(view, 'channel.tls-key').facts?.['because'], 'mismatch-unconfirmed');
  return { nodes, badge: view.badge };
}

e2e('a load balancer whose nodes have keys of their own is never red', {}, async (context) => {
  // Which connection carries the second look is the browser's choice: nearly always the page's own, whose node attests the page's key.
  for (let tries = 0; tries < 3; tries += 1) {
    const { nodes, badge } = await looksAtFleet(context);
    assert.equal(badge, nodes.includes(0) ? 'verified' : 'caution', `asked nodes ${nodes.join(', ')}`);
    if (badge === 'verified') return;
    assert.equal(nodes.length, 2, 'the evidence was not fetched again');
  }
  assert.fail('no second look was over the page’s own connection');
});

e2e('a link that the user follows is bound like a typed address', {}, async (context) => {
  const site = await known(context);
  site.pages.set('/', linksTo('/next')).set('/next', () => html('next'));
  const visited = await context.visit(site);
  await visited.badge('verified');
  await visited.tab.click('#go');
  await untilTrue('the link is followed', async () => (await visited.tab.evaluate('document.title')) === 'next');
  await visited.until('the next page is verified', ({ badge, origin }) => badge === 'verified' && origin === site.origin);
  assert.equal((await visited.settled()).badge, 'verified');
});

e2e('a history entry made by a script keeps the mark', {}, async (context) => {
  const site = await known(context);
  const visited = await context.visit(site);
  await visited.badge('verified');
  await visited.tab.evaluate(`(() => { history.pushState({}, '', '/pushed'); return null; })()`);
  assert.equal((await visited.settled()).badge, 'verified');
});

e2e('where a redirect leads is what counts', {}, async (context) => {
  const attested = await known(context);
  const from = context.testSite({ announcing: 'nothing' });
  from.pages.set('/', () => ({ status: 302, headers: { location: `${attested.origin}/` }, body: '' }));
  const visited = await context.visit(from);
  const view = await visited.badge('verified');
  assert.equal(view.origin, attested.origin);
  assert.deepEqual(from.asked(), []);
});

e2e('a page whose host name ends in a dot is one of that host, and is verified', {}, async (context) => {
  const site = await known(context);
  const visited = await context.visit(site);
  const address = `https://${site.host}.`;
  assert.equal(await visited.tab.goto(`${address}/?dot`), null);
  assert.equal(await visited.tab.evaluate('location.origin'), address);
  const view = await visited.until('the page is judged', ({ badge }) => badge !== 'checking');
  assert.deepEqual([view.badge, view.origin], ['verified', site.origin]);
  assert.equal((await visited.settled()).badge, 'verified');
});

e2e('evidence bound to another origin is refused', {}, async (context) => {
  const site = await known(context);
  assert.ok(site.attestation);
  site.attestation = { ...site.attestation, origin: 'https://somebody-else.test' };
  const visited = await context.visit(site);
  const view = await visited.badge('failed');
  assert.equal(finding(view, 'binding.origin').outcome, 'fail');
});

e2e('evidence with another nonce than ours is refused', {}, async (context) => {
  const site = await known(context);
  const { attestation } = site;
  assert.ok(attestation);
  // A recorded document: the nonce of someone else's visit, signed by the enclave at that time.
  site.wellKnown = async (received, respond) => {
    const recorded = { ...received, target: `/.well-known/attestation?nonce=${Buffer.alloc(32, 7).toString('base64url')}` };
    send(respond, await documentAnswer(attestation, recorded));
  };
  const visited = await context.visit(site);
  const view = await visited.badge('failed');
  assert.equal(finding(view, 'freshness.nonce').outcome, 'fail');
});

e2e('a page that sends the announcement with a strict content policy is checked all the same', {}, async (context) => {
  const site = await known(context);
  site.pages.set('/', () => withHeaders(html('strict'), { 'content-security-policy': "default-src 'none'; connect-src 'none'" }));
  const { badge } = await context.visit(site);
  await badge('verified');
});
