import { toHex } from '../../../src/verifier/bytes/hex.ts';
import type { Attester } from '../../../src/verifier/testing/attester.ts';
import { octetString, toPem } from '../../../src/verifier/testing/der-writer.ts';
import { instant } from '../../../src/verifier/time.ts';
import { html, type SiteResponse } from '../answer.ts';
import { padded, sha256, sha512, utf8 } from './digests.ts';
import type { Form, InCertificate } from './form.ts';

const NO_NONCE = new Uint8Array();
const json = (body: object): SiteResponse => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
const text = (body: string): SiteResponse => ({ headers: { 'content-type': 'text/plain' }, body });

/** A quote over this report data, in hexadecimal, with an empty event log: this guest measured nothing later. */
function quoteOver(
  attester: Attester,
  reportData: Uint8Array,
  now: number,
): { readonly quote: string; readonly event_log: string } {
  const { evidence } = attester.attest({ reportData, nonce: NO_NONCE, now: instant(now) });
  return { quote: toHex(evidence), event_log: '[]' };
}

/**
 * dstack-ingress: three files, including a list that names the certificate's; the quote contains the list's digest. @param host
 * the page's
 */
export const dstackIngress = (attester: Attester, host: string): Form => ({
  path: '/evidences/',
  headers: {},
  answer({ path, certificate, now }) {
    const name = `cert-${host}.pem`;
    const pem = toPem('CERTIFICATE', certificate);
    const list = `${toHex(sha256(utf8(pem)))}  ${name}\n`;
    const files: Readonly<Record<string, () => SiteResponse>> = {
      'quote.json': () => json(quoteOver(attester, padded(sha256(utf8(list))), now)),
      'sha256sum.txt': () => text(list),
      [name]: () => text(pem),
    };
    return files[path.slice('/evidences/'.length)]?.() ?? { ...html('Not found'), status: 404 };
  },
});

/** The gateway in front of an application, which reports its keys. @param spki of the application's page, which ends there */
export const dstackGateway = (attester: Attester, spki: Uint8Array): Form => ({
  path: '/.dstack/acme-info',
  headers: {},
  answer({ now }) {
    const { quote } = quoteOver(attester, sha512(utf8('zt-cert:'), spki), now);
    return json({ account_uri: 'https://acme.test/1', quoted_hist_keys: [{ public_key: toHex(spki), quote, attestation: '' }] });
  },
});

/** ACI's first version. @param notAfter seconds since 1970 at which its keys expire, from the time of the answer */
export const aci = (attester: Attester, host: string, notAfter = 3600): Form => ({
  path: '/v1/aci/attestation',
  headers: {},
  answer({ query, spki, now }) {
    // Members in name order, which is the canonical form.
    const keyset = {
      e2ee_public_keys: [],
      not_after: Math.trunc(now / 1000) + notAfter,
      receipt_signing_keys: [],
      subject: null,
      tls_public_keys: [{ domain: host, spki_sha256: toHex(sha256(spki)) }],
    };
    const digest = toHex(sha256(utf8(JSON.stringify(keyset))));
    const statement = `{"keyset_digest":"sha256:${digest}","nonce":"${query.get('nonce') ?? ''}","purpose":"aci.report_data.v1"}`;
    const evidence = quoteOver(attester, padded(sha256(utf8(statement))), now);
    return json({ api_version: 'aci/1', attestation: { tee_type: 'tdx', workload_keyset: keyset, evidence } });
  },
});

/** dstack's own certificates: a quote over the key, in one more OCTET STRING. */
export const dstackCertificate =
  (attester: Attester): InCertificate =>
  (spki, now) => {
    const { evidence } = attester.attest({ reportData: sha512(utf8('ratls-cert:'), spki), nonce: NO_NONCE, now });
    return { oid: '1.3.6.1.4.1.62397.1.1', value: octetString(evidence) };
  };
