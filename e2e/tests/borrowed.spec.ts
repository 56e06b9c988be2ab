import assert from 'node:assert/strict';
import { untilTrue } from '../../testing/poll.ts';
import { e2e } from '../runner/declare.ts';
import { html, withHeaders } from '../../testing/site/answer.ts';
import { keepable } from '../../testing/site/pages.ts';
import { ATTESTATION_PATH } from '../../src/verifier/protocol/index.ts';
import { finding, never } from './expect.ts';
import { inPage } from './in-page.ts';
import { attestOnlyFirstNode, known } from './known-site.ts';

/** Announces when the page comes back from the back/forward cache, and shows in its title that it did. */
const ANNOUNCES_WHEN_BACK = `<script>
  addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return;
    document.title = 'back';
    document.head.append(Object.assign(document.createElement('link'), { rel: 'attestation', href: '${ATTESTATION_PATH}' }));
  });
</script>`;

/** What the enclave's own, reviewed code serves at that address: nothing that becomes a page. */
const NO_PAGES = {
  'a download': {
    headers: { 'content-type': 'application/zip', 'content-disposition': 'attachment; filename=report.zip' },
    body: 'PK',
  },
  'a file of no known kind': { headers: { 'content-type': 'application/x-unknown' }, body: '\u0000\u0001' },
  'an empty answer': { status: 204, body: '' },
} as const;

/**
 * Threat T1: the enclave's host also holds a valid certificate for its name (node 1), and decides for every connection whether it
 * ends in the enclave (node 0, the attested key) or in a front end of its own.
 */
for (const [what, answer] of Object.entries(NO_PAGES))
  e2e(`${what} over the attested key lends nothing to the page that comes back`, {}, async (context) => {
    const site = await known(context, { nodes: 2 });
    attestOnlyFirstNode(site);
    site.announcing = 'nothing';
    const front = withHeaders(html('front', '', ANNOUNCES_WHEN_BACK), { 'cache-control': 'no-cache' });
    site.pages.set('/next', keepable).set('/report', ({ node }) => (node === 0 ? answer : front));
    site.node = 1;
    const visited = await context.visit(site, '/report');
    await visited.badge('none');
    await visited.tab.goto(`${site.origin}/next`);
    await visited.badge('none');

    site.moveTo(0);
    const ofEnclave = (): boolean => site.requests().some(({ target, node }) => target === '/report' && node === 0);
    await inPage(visited.tab, `(() => { setTimeout(() => { location.href = '/report'; }, 0); return null; })()`);
    await untilTrue('the enclave answered', () => Promise.resolve(ofEnclave()));
    await visited.settled();
    await inPage(visited.tab, '(() => { setTimeout(() => history.back(), 0); return null; })()');
    await untilTrue('the page is back', async () => (await visited.tab.evaluate('document.title')) === 'back');
    const view = await visited.until('the page is judged', ({ state }) => state.at === 'appraised');
    assert.notEqual(finding(view, 'channel.tls-key').outcome, 'pass');
    await visited.settled();
    await never(visited, 'verified');
    assert.doesNotMatch(await visited.title(), /^Attested processing/);
  });
