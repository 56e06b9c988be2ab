import assert from 'node:assert/strict';
import type { SiteView } from '../../src/background/api/site-view.ts';
import { snpVcek } from '../../src/verifier/testing/attesters/snp.ts';
import { vekKey } from '../../src/verifier/testing/snp/authority.ts';
import { TURIN_REPORT, TURIN_TCB, writeReport } from '../../src/verifier/testing/snp/report-writer.ts';
import type { Attester } from '../../src/verifier/testing/attester.ts';
import { press, shows } from '../../testing/press.ts';
import type { Context, TestVisit } from '../runner/context.ts';
import type { TestSite } from '../../testing/site/test-site.ts';
import { finding, never, problemCode } from './expect.ts';
import { unkept } from './unkept.ts';

/** The same guest on Turin, whose chips have short names and one more patch level. */
const turin: Attester = {
  ...snpVcek,
  attest: ({ reportData }) => ({
    evidence: writeReport({ ...TURIN_REPORT, reportData }, vekKey('vcek', TURIN_TCB)),
    parameters: {},
    endorsements: [],
  }),
};

/** A site on an SNP machine that leaves certificate and list to its visitors. */
async function bare(context: Context, attester: Attester = snpVcek): Promise<TestSite> {
  const site = context.testSite({ attester, sendEndorsements: false });
  await context.accept(attester, site.origin);
  return site;
}

/** What AMD was asked since this call: paths and queries, in alphabetical order. */
function askedFromNow({ network }: Context): () => readonly string[] {
  const before = network.amd.requests().length;
  const targets = (): readonly string[] =>
    network.amd
      .requests()
      .slice(before)
      .map(({ target }) => target);
  return () => targets().toSorted();
}

const popupOf = ({ extensionPage }: Context, { tab }: TestVisit) => extensionPage(`src/popup/index.html?tab=${String(tab.id)}`);

unkept('an SNP site’s certificate and list are asked of AMD, which learns the chip and nothing of the site', async (context) => {
  const asked = askedFromNow(context);
  const site = await bare(context);
  await (await context.visit(site)).badge('verified');
  const [vcek = '', list = ''] = asked();
  assert.equal(asked().length, 2);
  assert.match(vcek, /^\/vcek\/v1\/Genoa\/[0-9a-f]{128}\?blSPL=10&teeSPL=00&snpSPL=27&ucodeSPL=86$/);
  assert.equal(list, '/vcek/v1/Genoa/crl');
  for (const { headers, method } of context.network.amd.requests().slice(-2)) {
    assert.equal(method, 'GET');
    assert.equal(headers['accept-language'], '*', 'AMD was told which languages the user reads');
    assert.ok(!JSON.stringify(headers).includes(site.host), 'AMD was told which site is visited');
    for (const name of ['cookie', 'referer', 'origin', 'authorization']) assert.equal(headers[name], undefined, name);
  }
  const options = await context.extensionPage('src/popup/options/index.html');
  await shows(options, /kdsintf\.amd\.com[^]*which single processor[^]*keeps the answer for years/);
});

unkept('a chip’s certificate is asked for once, whoever dies and whichever site runs on it', async (context) => {
  const asked = askedFromNow(context);
  const site = await bare(context);
  await (await context.visit(site)).badge('verified');
  await (await context.visit(site)).badge('verified');
  await context.browser.killBackground();
  await (await context.visit(site)).badge('verified');
  await (await context.visit(await bare(context))).badge('verified');
  assert.equal(asked().length, 2, asked().join(' '));
});

unkept('a chip of Turin is asked for by its short name and by FMC', async (context) => {
  const asked = askedFromNow(context);
  await (await context.visit(await bare(context, turin))).badge('verified');
  const [vcek = ''] = asked();
  assert.match(vcek, /^\/vcek\/v1\/Turin\/[0-9a-f]{16}\?fmcSPL=01&blSPL=01&teeSPL=01&snpSPL=04&ucodeSPL=81$/);
});

/** Grey, attributed to AMD, and never red or green on the way. */
async function greyBecauseOfAmd(visited: TestVisit): Promise<SiteView> {
  const view = await visited.badge('unavailable');
  assert.equal(problemCode(view), 'endorsement.unavailable');
  await never(visited, 'failed', 'missing', 'verified', 'unbound');
  return view;
}

for (const fault of ['missing', 'garbage', 'silent'] as const) {
  unkept(`AMD’s service that answers with ${fault} is never red and never green`, async (context) => {
    const asked = askedFromNow(context);
    context.network.amd.fault = fault;
    await greyBecauseOfAmd(await context.visit(await bare(context)));
    assert.ok(asked().length > 0, 'nobody was asked, so this shows nothing');
  });
}

unkept('AMD’s service that wants to be left alone is, even by a background that died, and the popup says so', async (context) => {
  const site = await bare(context);
  context.network.amd.fault = 'busy';
  const visited = await context.visit(site);
  await greyBecauseOfAmd(visited);
  const popup = await popupOf(context, visited);
  const text = await shows(popup, /kdsintf\.amd\.com\) is busy and asked Sealmark to wait (?:\d+ minutes|1 hour)/);
  assert.match(text, /nothing good or bad about the site/);

  context.network.amd.fault = null;
  const asked = askedFromNow(context);
  await press(popup, 'Try again');
  await visited.settled();
  await context.browser.killBackground();
  await greyBecauseOfAmd(await context.visit(site));
  assert.deepEqual(asked(), [], 'Retry-After was not honoured');
});

unkept('a list that AMD does not hand out leaves it open whether the chip’s certificate was withdrawn', async (context) => {
  Object.assign(context.network.amd, { fault: 'busy', faulty: 'list' });
  const visited = await context.visit(await bare(context));
  const view = await visited.settled();
  assert.equal(finding(view, 'snp.vek.revocation').outcome, 'unknown');
  assert.equal(view.badge, 'caution');
  await never(visited, 'failed', 'verified');
});

unkept('an authority on AMD’s list of withdrawn ones is red', async (context) => {
  context.network.amd.revoked = true;
  const view = await (await context.visit(await bare(context))).badge('failed');
  assert.equal(finding(view, 'snp.vek.revocation').outcome, 'fail');
});

unkept('another chip’s certificate is not taken for this one’s, nor kept in its place', async (context) => {
  const site = await bare(context);
  context.network.amd.misbehaviour = 'other-chip';
  const visited = await context.visit(site);
  await greyBecauseOfAmd(visited);
  context.network.amd.misbehaviour = null;
  await press(await popupOf(context, visited), 'Try again');
  await visited.badge('verified');
});

for (const misbehaviour of ['rogue-certificate', 'rogue-list'] as const) {
  unkept(
    `AMD’s service that answers with a ${misbehaviour} is grey: that says nothing about the site, and is not kept`,
    async (context) => {
      const site = await bare(context);
      context.network.amd.misbehaviour = misbehaviour;
      const visited = await context.visit(site);
      const view = await greyBecauseOfAmd(visited);
      const bad = finding(view, misbehaviour === 'rogue-list' ? 'snp.crl.signature' : 'snp.vek.chain');
      assert.equal(bad.outcome, 'unknown');
      assert.equal(bad.facts?.['from'], 'manufacturer');
      context.network.amd.misbehaviour = null;
      await press(await popupOf(context, visited), 'Try again');
      await visited.badge('verified');
    },
  );
}

unkept('a list that AMD let expire is amber, never red: this clock may be fast', async (context) => {
  context.network.amd.misbehaviour = 'stale-list';
  const visited = await context.visit(await bare(context));
  const view = await visited.badge('caution');
  assert.equal(finding(view, 'snp.crl.fresh').outcome, 'unknown');
  await never(visited, 'failed', 'verified', 'unbound');
});
