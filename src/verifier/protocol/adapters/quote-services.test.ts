// Covers: aci.ts, dstack-gateway.ts, dstack-ingress.ts, secretvm.ts, ../layouts/dstack.ts, ../layouts/secretvm-1.ts
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { concat } from '../../bytes/equal.ts';
import { toHex } from '../../bytes/hex.ts';
import { issue, selfSigned } from '../../testing/authority.ts';
import { toPem } from '../../testing/der-writer.ts';
import { endorsementsFor, NOW } from '../../testing/intel/appraised.ts';
import { makeCase } from '../../testing/intel/case.ts';
import { p256Key } from '../../testing/keys.ts';
import { recordedSiteFile } from '../../testing/site-recordings.ts';
import { answer, answers, appraised, type Surroundings } from '../../testing/visited.ts';
import { instant, parseRfc3339, toRfc3339 } from '../../time.ts';
import type { AdapterReply, Asked } from '../adapter.ts';
import { aci } from './aci.ts';
import { dstackGateway } from './dstack-gateway.ts';
import { dstackIngress } from './dstack-ingress.ts';
import { secretvm } from './secretvm.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const hash = (name: 'sha256' | 'sha512', ...parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.reduce((made, part) => made.update(part), createHash(name)).digest());
const padded = (bytes: Uint8Array): Uint8Array => concat(bytes, new Uint8Array(64 - bytes.length));

const root = selfSigned({ subject: 'root', key: p256Key('root'), ca: true });
const leaf = issue(root, { subject: 'service', key: p256Key('service') });
const { spki } = leaf.key;
const nonce = new Uint8Array(32).fill(7);
const asked: Asked = { origin: 'https://a.test', nonce, connection: { spki, certificate: leaf.certificate } };
const elsewhere: Asked = { ...asked, connection: { spki: p256Key('other').spki, certificate: null } };

/** A quote over this report data, and the inputs for appraising it. */
function quote(reportData: Uint8Array): { readonly bytes: Uint8Array; readonly around: Surroundings } {
  const made = makeCase({ now: NOW, tee: 'tdx', version: 4, tdReport: { reportData } });
  return { bytes: made.evidence, around: { anchors: made.anchors, now: NOW, endorsements: endorsementsFor(made) } };
}

const bound = { binding: 'pass', origin: 'not-applicable', channel: 'pass' } as const;

describe('dstack-ingress', () => {
  const pem = text(toPem('CERTIFICATE', leaf.certificate, root.certificate));
  const list = (file = pem, name = 'cert-a.test.pem'): Uint8Array =>
    text(`${toHex(hash('sha256', text('x')))}  acme-account.json\n${toHex(hash('sha256', file))}  ${name}\n`);
  const { bytes, around } = quote(padded(hash('sha256', list())));
  const served = (parts: { readonly list?: Uint8Array; readonly pem?: Uint8Array } = {}): readonly AdapterReply[] => [
    answer({ quote: toHex(bytes), event_log: '[]' }),
    answer(parts.list ?? list()),
    answer(parts.pem ?? pem),
  ];

  it('commits to a file list that names the certificate’s file, and to no nonce', async () => {
    expect(dstackIngress.requests(asked).map(({ url }) => url)).toEqual([
      'https://a.test/evidences/quote.json',
      'https://a.test/evidences/sha256sum.txt',
      'https://a.test/evidences/cert-a.test.pem',
    ]);
    expect(await answers(dstackIngress, served(), asked, around)).toEqual({ ...bound, nonce: 'unknown' });
  });

  it('with a list other than the quote’s is refused', async () => {
    const other = concat(list(), text(' '));
    expect(await answers(dstackIngress, served({ list: other }), asked, around)).toMatchObject({ binding: 'fail' });
  });

  it.each([
    ['a renewed certificate that the list does not name yet', { pem: text(toPem('CERTIFICATE', root.certificate)) }],
    ['a list that names other files', { list: list(pem, 'cert-b.test.pem') }],
    ['a list that names the file twice', { list: concat(list(), list()) }],
  ])('%s accuses nobody', async (_, parts) => {
    expect(await answers(dstackIngress, served(parts), asked, around)).toMatchObject({ binding: 'unknown', channel: 'unknown' });
  });

  it('with a missing file is grey', async () => {
    const [first = null, second = null] = served();
    expect(await answers(dstackIngress, [first, second, answer('', 404)], asked, around)).toBe('not-found');
  });
});

describe('dstack’s gateway', () => {
  const { bytes, around } = quote(hash('sha512', text('zt-cert:'), spki));
  const old = quote(hash('sha512', text('zt-cert:'), p256Key('old').spki)).bytes;
  const entry = (key: Uint8Array, of: Uint8Array): object => ({ public_key: toHex(key), quote: toHex(of), attestation: '' });
  const app: Asked = { ...asked, origin: `https://${'ab'.repeat(20)}-8080.dstack.test` };
  const served = [answer({ account_uri: 'x', quoted_hist_keys: [entry(spki, bytes), entry(p256Key('old').spki, old)] })];

  it('terminates TLS itself, which is reported and never more than a warning', async () => {
    expect(dstackGateway.requests(app)[0]?.url).toBe('https://gateway.dstack.test/.dstack/acme-info');
    expect(await answers(dstackGateway, served, app, around)).toMatchObject({ binding: 'pass', channel: 'warn' });
  });

  it('for an unobserved connection uses its newest key, and nothing is known of our connection', () => {
    const reading = dstackGateway.read(served, { ...app, connection: null });
    expect(reading).toMatchObject({ document: { binding: { spki: p256Key('old').spki } } });
  });

  it.each([
    ['the older form', answer({ hist_keys: [] }), 'other-format'],
    ['no key', answer({ quoted_hist_keys: [] }), 'malformed'],
  ])('%s gives none', async (_, reply, because) => {
    expect(await answers(dstackGateway, [reply], app, around)).toBe(because);
  });
});

describe('ACI', () => {
  const fingerprint = toHex(hash('sha256', spki));
  const KEYSET = {
    not_after: 1_800_000_000,
    subject: null,
    receipt_signing_keys: [],
    e2ee_public_keys: [{ key_id: 'e', algo: 'x25519-aes-256-gcm-hkdf-sha256', public_key: '11'.repeat(32) }],
    tls_public_keys: [
      { spki_sha256: '22'.repeat(32), domain: 'b.test' },
      { spki_sha256: fingerprint, domain: 'A.test' },
    ],
  };
  const canonical = `{"e2ee_public_keys":[{"algo":"x25519-aes-256-gcm-hkdf-sha256","key_id":"e","public_key":"${'11'.repeat(32)}"}],"not_after":1800000000,"receipt_signing_keys":[],"subject":null,"tls_public_keys":[{"domain":"b.test","spki_sha256":"${'22'.repeat(32)}"},{"domain":"A.test","spki_sha256":"${fingerprint}"}]}`;
  const statement = (made: Uint8Array | null): Uint8Array => statementOver(canonical, made);
  const statementOver = (keyset: string, made: Uint8Array | null): Uint8Array => {
    const member = made === null ? 'null' : `"${toHex(made)}"`;
    const digest = toHex(hash('sha256', text(keyset)));
    return text(`{"keyset_digest":"sha256:${digest}","nonce":${member},"purpose":"aci.report_data.v1"}`);
  };
  const { bytes, around } = quote(padded(hash('sha256', statement(nonce))));
  const served = (keyset: object = KEYSET, more: object = {}, sent = bytes): readonly AdapterReply[] => [
    answer({
      api_version: 'aci/1',
      attestation: { tee_type: 'tdx', workload_keyset: keyset, evidence: { quote: toHex(sent) } },
      ...more,
    }),
  ];

  it('commits to its keys and our nonce, in whatever order they are sent', async () => {
    expect(await answers(aci, served(), asked, around)).toEqual({ ...bound, nonce: 'pass' });
  });

  it('with expired keys names none, and with unexpired keys holds no longer than they do', async () => {
    const after = { ...around, now: parseRfc3339('2027-01-16T00:00:00Z', 'now') };
    expect(await answers(aci, served(), asked, after)).toMatchObject({ binding: 'unknown', channel: 'unknown' });
    const keyset = { ...KEYSET, not_after: Math.trunc(NOW / 1000) + 60 };
    const text_ = canonical.replace('1800000000', String(keyset.not_after));
    const short = quote(padded(hash('sha256', statementOver(text_, nonce))));
    const reading = aci.read(served(keyset, {}, short.bytes), asked);
    const result = await appraised(reading, asked, short.around);
    expect(result?.goodUntil).toBe(toRfc3339(instant(keyset.not_after * 1000)));
  });

  const forNobody = statement(null);
  it('with a report made without a nonce is bound to its keys, and its age is unknown', async () => {
    const old = quote(padded(hash('sha256', forNobody)));
    expect(await answers(aci, served(KEYSET, {}, old.bytes), asked, old.around)).toEqual({ ...bound, nonce: 'unknown' });
  });

  it('with a report made without a nonce for another key set is refused', async () => {
    const old = quote(padded(hash('sha256', forNobody)));
    const other = served({ ...KEYSET, not_after: 1 }, {}, old.bytes);
    expect(await answers(aci, other, asked, old.around)).toMatchObject({ binding: 'fail' });
  });

  it('with report data that continues after a statement without a nonce is refused', async () => {
    const longer = quote(concat(hash('sha256', forNobody), nonce));
    expect(await answers(aci, served(KEYSET, {}, longer.bytes), asked, longer.around)).toMatchObject({ binding: 'fail' });
  });

  it('with another key set or nonce is not what the quote commits to', async () => {
    expect(await answers(aci, served({ ...KEYSET, not_after: 1 }), asked, around)).toMatchObject({ binding: 'fail' });
    const other: Asked = { ...asked, nonce: new Uint8Array(32) };
    expect(await answers(aci, served(), other, around)).toMatchObject({ binding: 'fail' });
  });

  it('with a key for another host has none for this host', async () => {
    const host: Asked = { ...asked, origin: 'https://c.test' };
    expect(await answers(aci, served(), host, around)).toMatchObject({ binding: 'pass', channel: 'unknown' });
  });

  it.each([
    ['a later version', served(KEYSET, { api_version: 'aci/2' })[0], 'newer-format'],
    ['the earlier draft with an identity key', served({ ...KEYSET, workload_identity: {} })[0], 'newer-format'],
    ['another answer', answer({ models: [] }), 'other-format'],
    ['400, as for a nonce of another form', answer({}, 400), 'no-answer'],
  ])('%s gives none', async (_, reply, because) => {
    expect(await answers(aci, [reply ?? null], asked, around)).toBe(because);
  });
});

describe('SecretVM', () => {
  const rest = new Uint8Array(32).fill(3);

  it.each([
    ['the key', hash('sha256', spki)],
    ['the certificate, as older images do', hash('sha256', leaf.certificate)],
  ])('names %s by its hash in the first half, and the second is another’s', async (_, half) => {
    const { bytes, around } = quote(concat(half, rest));
    expect(secretvm.requests({ ...asked, origin: 'https://vm.test:8443' })[0]?.url).toBe('https://vm.test:29343/cpu');
    expect(await answers(secretvm, [answer(`${toHex(bytes).toUpperCase()}\n`)], asked, around)).toEqual({
      ...bound,
      nonce: 'unknown',
    });
  });

  it('has a mismatch only if the certificate was seen too, because that might be the key meant', async () => {
    const { bytes, around } = quote(concat(hash('sha256', spki), rest));
    const confirmed = { ...around, confirmed: true };
    expect(await answers(secretvm, [answer(toHex(bytes))], elsewhere, confirmed)).toMatchObject({ channel: 'unknown' });
    const seen: Asked = { ...elsewhere, connection: { spki: p256Key('other').spki, certificate: root.certificate } };
    expect(await answers(secretvm, [answer(toHex(bytes))], seen, confirmed)).toMatchObject({ channel: 'fail' });
  });

  it.each(['secretvm/cpu_quote.txt', 'secretvm/amd_cpu_quote.txt', 'secretvm/tdx_cpu_docker_check_quote.txt'])(
    '%s, recorded, is read',
    (file) => {
      const bytes = recordedSiteFile(file);
      if (bytes === null) return;
      expect(secretvm.read([answer(bytes)], asked)).toMatchObject({
        at: 'read',
        document: { binding: { layout: 'secretvm-1' } },
      });
    },
  );

  it('that is an HTML page is grey', async () => {
    expect(await answers(secretvm, [answer('<html>')], asked, quote(new Uint8Array(64)).around)).toBe('other-format');
  });
});
