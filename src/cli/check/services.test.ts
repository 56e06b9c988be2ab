import { afterAll, describe, expect, it } from 'vitest';
import type { ServerCredential } from '../../../testing/certificates.ts';
import { checkedSites } from '../../../testing/checked-site.ts';
import { html } from '../../../testing/site/answer.ts';
import { siteDocument } from '../../../testing/site/document.ts';
import { fromBase64Url } from '../../verifier/index.ts';
import { ATTESTATION_PATH, DOCUMENT_MEDIA_TYPE } from '../../verifier/protocol/index.ts';
import { tdxAttester } from '../../verifier/testing/attesters/dcap.ts';
import { servicesOf } from './services.ts';

const sites = checkedSites();
afterAll(() => {
  sites.close();
});
const { anchors } = tdxAttester;

/** A site whose document is made for its visitor. */
const serve = (host: string, credential: ServerCredential) =>
  sites.serve(
    async ({ pathname, searchParams }) => {
      if (pathname !== ATTESTATION_PATH) return html('A service');
      const nonce = fromBase64Url(searchParams.get('nonce') ?? '', 'nonce');
      const keys = [{ use: 'tls', key: credential.spki }] as const;
      const binding = { layout: 'sealmark-1', origin: `https://${host}`, nonce, keys } as const;
      const body = await siteDocument({ attester: tdxAttester, binding, sendEndorsements: true, now: Date.now() });
      return { headers: { 'content-type': DOCUMENT_MEDIA_TYPE }, body: Buffer.from(body) };
    },
    [credential],
    host,
  );

const HOST = 'service.example';
const credential = sites.authority.credential(HOST);

describe('an attested service behind a page', () => {
  it('is visited once, with a mark of its own that changes no other', async () => {
    const site = await serve(HOST, credential);
    const other = await serve(HOST, sites.authority.credential(HOST));
    const alone = await sites.run(site, anchors);
    // The same name at another port, so that it is on this machine: its document names the default port's origin.
    const service = `https://${HOST}:${other.node.split(':')[1] ?? ''}`;
    const { status, text } = await sites.run(site, anchors, '--service', service);
    expect(text).toMatch(new RegExp(`^a service behind this page: ${service}\nfailed: `, 'm'));
    expect([status, text.split('\n')[0]]).toEqual([alone.status, alone.text.split('\n')[0]]);
    expect(other.asked.filter((target) => target.startsWith(ATTESTATION_PATH))).toHaveLength(1);
  });

  it('is known from the release’s directory', () => {
    expect(servicesOf('https://chat.tinfoil.sh')).toEqual(['https://inference.tinfoil.sh']);
    expect(servicesOf('https://service.example')).toEqual([]);
  });
});
