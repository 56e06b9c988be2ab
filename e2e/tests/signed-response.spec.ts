import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { responseSigner } from '../../src/attester/signed-responses.ts';
import { ATTESTATION_PATH } from '../../src/verifier/protocol/index.ts';
import { html, withHeaders, type SiteResponse } from '../../testing/site/answer.ts';
import type { TestSite } from '../../testing/site/test-site.ts';
import type { Context } from '../runner/context.ts';
import { e2e } from '../runner/declare.ts';
import { appraised, finding, tier } from './expect.ts';
import { GOOD, hashOf, lockKeys, script, tag } from './locked-site.ts';
import { isHeld } from './locked-visit.ts';

const LINK = { link: `<${ATTESTATION_PATH}>; rel="attestation"`, 'content-security-policy': "default-src 'self'" };

/** A site whose connection ends elsewhere, as behind a content network: its evidence names a key for responses only. */
function signedSite(context: Context): TestSite {
  const site = context.testSite({ announcing: 'nothing' });
  const signer = responseSigner({ origin: site.origin, privateKey: generateKeyPairSync('ed25519').privateKey });
  const page = (title: string, target: string): SiteResponse => {
    const made = withHeaders(html(title), LINK);
    const { headers = {}, body } = made;
    return withHeaders(made, signer.sign({ method: 'GET', target, status: 200, headers, body }));
  };
  if (site.attestation === null) throw new Error('the site attests nothing');
  site.attestation = { ...site.attestation, keys: () => [signer.key] };
  site.pages
    .set('/', () => page('signed', '/'))
    .set('/altered', () => ({ ...page('signed', '/altered'), body: html('of somebody else').body }))
    .set('/broken', () => page('signed', '/another'))
    .set('/added', () => withHeaders(page('signed', '/added'), { refresh: '9999; url=https://evil.test/' }));
  return site;
}

e2e('a page that an attested key signed is an outline that says which half of it was seen', {}, async (context) => {
  const site = signedSite(context);
  await context.accept(context.platform, site.origin);
  const visited = await context.visit(site);
  let before: string | null = null;
  const reaches = async (because: string): Promise<void> => {
    const view = await visited.until(
      `the connection is ${because}`,
      (shown) =>
        shown.documentId !== before &&
        shown.state.at === 'appraised' &&
        finding(shown, 'channel.tls-key').facts?.['because'] === because,
    );
    before = view.documentId;
    assert.equal(view.badge, 'unbound');
    assert.equal(tier(view, 'channel'), because.startsWith('signed-') && because !== 'signed-body-differs' ? 'warning' : 'none');
    assert.equal(appraised(view).result.vector.executables, 'affirming');
  };
  const seesBodies = context.browser.name === 'firefox';
  await reaches(seesBodies ? 'signed-page' : 'signed-headers');
  // Chrome shows a document with another body under the same headers, and nobody there can tell: it is no lock.
  await visited.tab.goto(`${site.origin}/altered`);
  assert.equal(await visited.tab.evaluate('document.title'), 'of somebody else');
  await reaches(seesBodies ? 'signed-body-differs' : 'signed-headers');
  await visited.tab.goto(`${site.origin}/added`);
  await reaches('signature-unreadable');
  // Chrome reads our signatures, too: a page whose signature fails is not shown.
  const failure = await visited.tab.goto(`${site.origin}/broken`);
  if (seesBodies) await reaches('signature-invalid');
  else assert.match(String(failure), /BLOCKED_BY_RESPONSE/);
});

// The signature covers the policy that ours replaces: Chrome would show nothing of the page any more.
e2e('a page that is signed, with a policy of its own, is shown when it is locked, too', {}, async (context) => {
  const site = context.testSite({ announcing: 'nothing' });
  const signer = responseSigner({ origin: site.origin, privateKey: generateKeyPairSync('ed25519').privateKey });
  const made = withHeaders(html('both', tag('/good.js', hashOf(GOOD))), LINK);
  const signature = signer.sign({ method: 'GET', target: '/', status: 200, headers: made.headers ?? {}, body: made.body });
  if (site.attestation === null) throw new Error('the site attests nothing');
  site.attestation = { ...site.attestation, keys: () => [signer.key, ...lockKeys([hashOf(GOOD)])] };
  site.pages
    .set('/', () => withHeaders(made, signature))
    .set('/good.js', () => script(GOOD))
    .set('/hit', () => ({ body: '' }));
  await context.accept(context.platform, site.origin);
  const visited = await context.visit(site);
  const view = await visited.until('the page is held to its code', isHeld);
  // Firefox tells extensions of a response as their rules have changed it.
  const because = context.browser.name === 'firefox' ? 'no-tls-key-attested' : 'signed-headers';
  assert.equal(finding(view, 'channel.tls-key').facts?.['because'], because);
});
