// Covers: page.ts, evidence.ts, form.ts, exchange.ts, ../recognised.ts
import { createHash } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { simulatedSource } from '../../../testing/attester/simulated-source.ts';
import type { ServerCredential } from '../../../testing/certificates.ts';
import { checkedSites, type CheckedSite } from '../../../testing/checked-site.ts';
import { html, withHeaders, type SiteResponse } from '../../../testing/site/answer.ts';
import { answersAt, type Form } from '../../../testing/site/forms/form.ts';
import { nearReport } from '../../../testing/site/forms/near.ts';
import { tinfoilJune } from '../../../testing/site/forms/tinfoil.ts';
import { questionOver } from '../../../testing/site/test-site.ts';
import { attester } from '../../attester/attester.ts';
import { pageLock } from '../../attester/page-lock.ts';
import { instant, toBase64, toHex } from '../../verifier/index.ts';
import { tdxAttester } from '../../verifier/testing/attesters/dcap.ts';
import { nitroAttester } from '../../verifier/testing/attesters/nitro.ts';

const sites = checkedSites();
const { authority } = sites;
afterAll(() => {
  sites.close();
});

const HOST = 'service.example';
const SHARED_PATH = '/.well-known/attestation';
const NOT_FOUND: SiteResponse = { ...html('Not found'), status: 404 };

type Answer = (target: URL) => SiteResponse;
const serve = (answer: Answer, credential: ServerCredential, host = HOST): Promise<CheckedSite> =>
  sites.serve(answer, [credential], host);

/** A service with a page, whose evidence is only at its form's path. */
const service =
  (form: Form, credential: ServerCredential, page = html('A service')): Answer =>
  (target) =>
    target.pathname === '/'
      ? withHeaders(page, form.headers)
      : answersAt(form, target.pathname)
        ? withHeaders(form.answer(questionOver(credential, target)), form.headers)
        : NOT_FOUND;

type Printed = {
  readonly badge: string;
  readonly announced: string;
  readonly form: { readonly adapter: string; readonly layout: string | null; readonly unproven: readonly string[] } | null;
  readonly findings: readonly { readonly check: string; readonly outcome: string }[];
  readonly visits: readonly { readonly problem: { readonly code: string } | null }[];
};
const json = async (site: CheckedSite, anchors = tdxAttester.anchors): Promise<Printed> =>
  JSON.parse((await sites.run(site, anchors, '--json')).text) as Printed;
const paths = ({ asked }: CheckedSite): readonly string[] =>
  asked.map((target) => target.replace(/=[0-9a-f]{64}(?=&|$)/g, '=<hex>'));
/** Manufacturers are not asked here: the checks show what the evidence commits to. */
const outcomes = ({ findings }: Printed, ...checks: readonly string[]): readonly (string | undefined)[] =>
  checks.map((id) => findings.find(({ check: one }) => one === id)?.outcome);
const BINDING = ['binding.report-data', 'freshness.nonce', 'channel.tls-key'] as const;
const BOUND = ['pass', 'pass', 'pass'];

describe('a site of a third-party form', () => {
  it('that a page header announces is asked as its own clients ask, and compared with the key of the connection', async () => {
    const credential = authority.credential(HOST);
    const site = await serve(service(tinfoilJune(tdxAttester), credential), credential);
    const answer = await json(site);
    expect(answer).toMatchObject({ announced: 'field', form: { adapter: 'tinfoil', layout: 'tinfoil-3-june' } });
    expect(outcomes(answer, ...BINDING)).toEqual(BOUND);
    expect(paths(site)).toEqual(['/', '/.well-known/tinfoil-attestation?nonce=<hex>']);
  });

  it('that its certificate announces is asked in that form', async () => {
    const credential = authority.credential(HOST, '00abc234.hatt.tinfoil.sh');
    const form = { ...tinfoilJune(tdxAttester), headers: {} };
    const answer = await json(await serve(service(form, credential), credential));
    expect(answer).toMatchObject({ announced: 'certificate', form: { adapter: 'tinfoil' } });
    expect(outcomes(answer, ...BINDING)).toEqual(BOUND);
  });

  it('listed in the release’s directory is asked in that form', async () => {
    const host = 'model.completions.near.ai';
    const credential = authority.credential(host);
    const site = await serve(service(nearReport(tdxAttester), credential), credential, host);
    const answer = await json(site);
    expect(answer).toMatchObject({ announced: 'directory', form: { adapter: 'near', layout: 'near-1' } });
    expect(outcomes(answer, ...BINDING)).toEqual(BOUND);
    expect(paths(site)).toEqual(['/', '/v1/attestation/report?include_tls_fingerprint=true&nonce=<hex>&signing_algo=ed25519']);
  });

  it('that announces nothing is asked once, at the path that several forms share, and its answer reveals the form', async () => {
    const credential = authority.credential(HOST);
    const request = { reportData: credential.spki, nonce: new Uint8Array(), now: instant(Date.now()) };
    const body = JSON.stringify({ attestation_doc: toBase64(nitroAttester.attest(request).evidence) });
    const found: SiteResponse = { headers: { 'content-type': 'application/json' }, body };
    const site = await serve(
      ({ pathname }) => (pathname === '/' ? html('A service') : pathname === SHARED_PATH ? found : NOT_FOUND),
      credential,
    );
    const answer = await json(site, nitroAttester.anchors);
    expect(answer).toMatchObject({ announced: 'no', form: { adapter: 'evervault', layout: 'evervault-1' } });
    expect(outcomes(answer, 'binding.report-data', 'channel.tls-key')).toEqual(['pass', 'pass']);
    expect(site.asked).toHaveLength(2);
  });

  it('whose certificate contains the evidence is asked for its page only', async () => {
    const credential = authority.credentialHolding((spki) => {
      const reportData = new Uint8Array(64);
      reportData.set(createHash('sha256').update(spki).digest());
      const now = instant(Date.now());
      return { oid: '1.2.840.113741.1337.6', value: tdxAttester.attest({ reportData, nonce: new Uint8Array(), now }).evidence };
    }, HOST);
    const site = await serve(() => html('A service'), credential);
    const answer = await json(site);
    expect(answer).toMatchObject({ announced: 'certificate', form: { adapter: 'ra-tls', layout: 'ra-tls' } });
    expect(outcomes(answer, 'binding.report-data', 'channel.tls-key')).toEqual(['pass', 'pass']);
    expect(site.asked).toEqual(['/']);
  });

  it.skipIf(process.platform !== 'linux').each([
    ['asked there, and compared with the certificate of the page', true, 'pass'],
    ['amber and not red where that names another: a load balancer may have chosen', false, 'unknown'],
  ])('whose evidence is at a port of its own is %s', async (_, same, outcome) => {
    const host = 'machine.vm.scrtlabs.com';
    const [page, other] = [authority.credential(host), authority.credential(host)];
    // An address of this process's own, because the form fixes the port.
    const address = `127.29.${String((process.pid >> 8) & 0xff)}.${String(1 + (process.pid % 0xfd))}`;
    const reportData = new Uint8Array(64);
    reportData.set(
      createHash('sha256')
        .update((same ? page : other).certificate)
        .digest(),
    );
    const { evidence } = tdxAttester.attest({ reportData, nonce: new Uint8Array(), now: instant(Date.now()) });
    const quote: SiteResponse = { headers: { 'content-type': 'text/plain' }, body: toHex(evidence) };
    const machine = await sites.serve(() => quote, [other], host, { address, port: 29343 });
    const site = await sites.serve(() => html('A service'), [page], host, { address, port: 0 });
    const answer = await json(site);
    machine.close();
    expect(answer).toMatchObject({ announced: 'directory', form: { adapter: 'secretvm', layout: 'secretvm-1' } });
    expect(outcomes(answer, 'binding.report-data', 'channel.tls-key')).toEqual(['pass', outcome]);
    expect([site.asked, machine.asked]).toEqual([['/'], ['/cpu']]);
  });

  it('whose evidence comes over a different connection than the page is compared with the key of that connection', async () => {
    const [one, other] = [authority.credential(HOST), authority.credential(HOST)];
    const leaving = { ...html('A service'), headers: { connection: 'close' } };
    const site = await sites.serve(service(tinfoilJune(tdxAttester), other, leaving), [one, other], HOST);
    expect(outcomes(await json(site), ...BINDING)).toEqual(BOUND);
  });

  it('whose evidence names a key other than the connection’s is red', async () => {
    const site = await serve(service(tinfoilJune(tdxAttester), authority.credential(HOST)), authority.credential(HOST));
    const answer = await json(site);
    expect(answer.badge).toBe('failed');
    expect(outcomes(answer, ...BINDING)).toEqual(['pass', 'pass', 'fail']);
  });

  it('that shows its evidence only to customers is grey, and not asked elsewhere', async () => {
    const { headers } = tinfoilJune(tdxAttester);
    const site = await serve(
      ({ pathname }) => (pathname === '/' ? withHeaders(html('A service'), headers) : { status: 401, body: '' }),
      authority.credential(HOST),
    );
    const { status, text } = await sites.run(site, tdxAttester.anchors, '--json');
    const { badge, visits } = JSON.parse(text) as Printed;
    expect([status, badge, visits[0]?.problem?.code]).toEqual([3, 'unavailable', 'site.asks-for-a-key']);
    expect(site.asked).toHaveLength(2);
  });

  it('that answers with more than its form allows is cut off', async () => {
    const form: Form = { ...tinfoilJune(tdxAttester), answer: () => ({ body: new Uint8Array((1 << 20) + 1) }) };
    const credential = authority.credential(HOST);
    const answer = await json(await serve(service(form, credential), credential));
    expect(answer.visits[0]?.problem?.code).toBe('net.too-large');
  });

  it('is not recognised by a redirect’s header, just as in a browser', async () => {
    const { headers } = tinfoilJune(tdxAttester);
    const site = await serve(
      ({ pathname }) =>
        pathname === '/' ? { status: 302, headers: { ...headers, location: 'https://other.example/' }, body: '' } : NOT_FOUND,
      authority.credential(HOST),
    );
    expect(await json(site)).toMatchObject({ announced: 'unknown', form: null });
    expect(site.asked.at(-1)).toMatch(/^\/\.well-known\/attestation\?/);
  });
});

describe('the report', () => {
  it('names the form, and what that form leaves unproven', async () => {
    const credential = authority.credential(HOST);
    const { status, text } = await sites.run(
      await serve(service(tinfoilJune(tdxAttester), credential), credential),
      tdxAttester.anchors,
    );
    expect(text).toContain('announced by a field of the page’s response\nform: Tinfoil (tinfoil, layout tinfoil-3-june)\n');
    expect(text).toContain('this form leaves unproven the site’s name');
    expect(text).not.toContain('this form leaves unproven that it was made for this visit');
    expect(status).toBe(1);
  });

  it.each([
    ['in our own form, found by a link in the page, leaves none of it open, and a lock to browsers', true],
    ['of pages that nothing locks says nothing of locks', false],
  ])('of evidence %s', async (_, locked) => {
    const credential = authority.credential(HOST);
    const kit = await attester({
      origin: `https://${HOST}`,
      tls: { spki: credential.spki },
      source: simulatedSource(tdxAttester),
      anchors: tdxAttester.anchors,
      endorsements: 'none',
      freshness: { mode: 'challenge' },
      ...(locked ? { keys: pageLock({ scripts: ['one()'] }) } : {}),
      log: () => undefined,
    });
    const page = html('A service', '', `<link rel="attestation" href="${SHARED_PATH}">`);
    const document = async (target: URL): Promise<SiteResponse> => {
      const answer = (await kit.handle(new Request(target))) ?? new Response(null, { status: 404 });
      return {
        status: answer.status,
        headers: Object.fromEntries(answer.headers),
        body: new Uint8Array(await answer.arrayBuffer()),
      };
    };
    const site = await sites.serve((target) => (target.pathname === '/' ? page : document(target)), [credential], HOST);
    const { text } = await sites.run(site, tdxAttester.anchors);
    expect(text).toContain('announced by a <link> in the page\nform: Sealmark (sealmark, layout sealmark-1)');
    expect(text).not.toContain('this form leaves unproven');
    expect(text.includes('only a browser with Sealmark can see whether other code runs there')).toBe(locked);
  });
});
