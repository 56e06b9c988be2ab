// Covers: siblings.ts, certificate.ts, dstack-attestation.ts, open-enclave.ts, embedded.ts, cmw.ts, token.ts, tokens.ts
import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ofSample, samples, text } from '../../../../testing/screens/samples.ts';
import { concat, fromHex, toBase64, toBase64Url, toHex } from '../../../verifier/index.ts';
import { ENDORSEMENT_MEDIA_TYPE } from '../../../verifier/protocol/index.ts';
import { compactOf } from '../../../verifier/substrate/index.ts';
import * as cbor from '../../../verifier/testing/cbor-writer.ts';
import { selfSigned } from '../../../verifier/testing/authority.ts';
import { implicit, oid, sequence, toPem } from '../../../verifier/testing/der-writer.ts';
import { p256Key } from '../../../verifier/testing/keys.ts';
import { look, type Recognised } from '../recognise.ts';
import { findCertificates } from '../find-certificates.ts';

const sample = (name: string): (typeof samples)[number] => {
  const one = samples.find((each) => each.name === name);
  if (one === undefined) throw new Error('no sample');
  return one;
};
const evidence = (name: string): Uint8Array => sample(name).attested.evidence;
const [sgx, tdx, nitro] = [evidence('sgx'), evidence('tdx'), evidence('nitro')];
const extended = evidence('snp');
const report = extended.slice(0, 1184);
const vek = findCertificates(extended.slice(1184));
const json = (value: unknown): Uint8Array => text(JSON.stringify(value));

const found = (input: Uint8Array): Recognised => {
  const { recognised, named } = look(input);
  if (recognised === null) throw new Error(`not recognised: ${JSON.stringify(named)}`);
  return recognised;
};
const hexIn = (input: Uint8Array): string => toHex(found(input).evidence.bytes);
const le = (value: number, size: 4 | 8): Uint8Array =>
  Uint8Array.from({ length: size }, (_, at) => (at < 4 ? (value >>> (8 * at)) & 0xff : 0));

const log = [{ imr: 3, event_type: 0x08000001, digest: '', event: 'app-id', event_payload: 'aa' }];

describe('a response of a service', () => {
  it.each([
    ['dstack’s GetQuote', { quote: toHex(tdx), event_log: JSON.stringify(log), vm_config: '{}' }],
    ['Phala’s report', { intel_quote: toHex(tdx), nvidia_payload: '{}', event_log: log, signing_address: '0x0' }],
    [
      'NEAR AI’s gateway',
      { gateway_attestation: { intel_quote: toHex(tdx), event_log: log }, model_attestations: [{ intel_quote: toHex(sgx) }] },
    ],
    ['one with the certificate of its app', { intel_quote: toHex(tdx), event_log: log, info: { app_cert: raTls(sgx) } }],
    ['Confidential Containers', { quote: toBase64(tdx), cc_eventlog: JSON.stringify(log), aa_eventlog: null }],
  ])('%s is read as its own quote, and its event log with it', (_name, answer) => {
    const { evidence: one, attachments } = found(json(answer));
    expect(toHex(one.bytes)).toBe(toHex(tdx));
    expect(attachments.map(({ mediaType }) => mediaType)).toEqual([ENDORSEMENT_MEDIA_TYPE.tdxEventLog]);
  });

  it.each([
    [
      'Azure’s request for SEV-SNP',
      {
        report: toBase64Url(
          json({ SnpReport: toBase64Url(report), VcekCertChain: toBase64Url(text(toPem('CERTIFICATE', ...vek))) }),
        ),
        nonce: '1',
      },
    ],
    [
      'attestation-rs',
      {
        platform: 'snp',
        evidence: { attestation_report: toBase64(report), cert_chain: { vcek: toBase64(vek[0] ?? new Uint8Array()) } },
      },
    ],
    ['a report and PEM', { report: toHex(report), certificates: [toPem('CERTIFICATE', ...vek)] }],
  ])('%s is read as its report, with the certificate of its key', (_name, answer) => {
    const { evidence: one, attachments } = found(json(answer));
    expect(toHex(one.bytes)).toBe(toHex(report));
    expect(attachments.map(({ mediaType }) => mediaType)).toContain(ENDORSEMENT_MEDIA_TYPE.snpCertificates);
  });

  it.each([
    ['Tinfoil’s predicate', json({ format: 'https://tinfoil.sh/predicate/tdx-guest/v2', body: toBase64(gzipSync(tdx)) })],
    ['zlib', deflateSync(tdx)],
    ['Azure’s evidence of a TDX machine', json({ version: 1, tpm_quote: {}, hcl_report: 'AAAA', td_quote: toBase64Url(tdx) })],
    [
      'a ratsd token',
      json({
        eat_nonce: 'AAAA',
        cmw: {
          'tsm-report': [
            'application/vnd.veraison.configfs-tsm+json',
            toBase64Url(json({ provider: 'tdx_guest', outblob: toBase64Url(tdx) })),
          ],
        },
      }),
    ],
    [
      'a report of configfs-tsm in CBOR',
      cbor.map([
        [cbor.text('auxblob'), cbor.bytes(new Uint8Array())],
        [cbor.text('outblob'), cbor.bytes(tdx)],
      ]),
    ],
    [
      'a browser’s recording',
      json({ log: { entries: [{ response: { content: { text: JSON.stringify({ quote: toHex(tdx) }) } } }] } }),
    ],
    ['a header', text(`HTTP/1.1 200 OK\r\nX-Attestation: ${toBase64(tdx)}\r\n\r\nhello`)],
    ['lines of a mail', text(`Hello,\n> ${(toBase64(tdx).match(/.{1,72}/g) ?? []).join('\n> ')}\nBye`)],
  ])('%s is read as the quote in it', (_name, input) => {
    expect(hexIn(input)).toBe(toHex(tdx));
  });

  it('in lines of any length among other text is read to its last letter', () => {
    for (let width = 40; width <= 120; width += 1)
      for (const words of [toBase64(tdx), toHex(tdx)]) {
        const broken = (words.match(new RegExp(`.{1,${String(width)}}`, 'g')) ?? []).join('\n  ');
        expect(hexIn(text(`quote: |\n  ${broken}\nend of it\n`)), String(width)).toBe(toHex(tdx));
      }
  });

  it('of Intel’s attestation service is read with its headers', () => {
    const { attested } = sample('ias');
    const { signature = '', certificates = '' } = attested.parameters;
    const head = `HTTP/1.1 200 OK\r\nX-IASReport-Signature: ${signature}\r\nX-IASReport-Signing-Certificate: ${certificates}\r\n\r\n`;
    expect(found(concat(text(head), attested.evidence)).evidence.parameters).toEqual({ signature, certificates });
  });

  it('ignores a document that this evidence does not need', () => {
    expect(found(json({ quote: toHex(sgx), event_log: log })).attachments).toEqual([]);
    expect(ofSample(sample('sgx')).attachments.length).toBeGreaterThan(0);
  });
});

/** A certificate that contains evidence in an extension, as PEM. */
function raTls(quote: Uint8Array, id = '1.2.840.113741.1337.6'): string {
  return toPem('CERTIFICATE', certificateWith(id, quote));
}

function certificateWith(id: string, value: Uint8Array): Uint8Array {
  return selfSigned({ subject: 'RA-TLS', key: p256Key('ra-tls'), extensions: [{ oid: id, value }] }).certificate;
}

describe('a certificate that contains evidence', () => {
  const nameWith = (label: string): Uint8Array => sequence(implicit(2, text(label)));

  it.each([
    ['a quote, as Gramine writes it', certificateWith('1.2.840.113741.1337.6', tdx), tdx],
    [
      'tagged CBOR, as interoperable RA-TLS writes it',
      certificateWith('2.23.133.5.4.9', cbor.tagged(60000, cbor.array(cbor.bytes(tdx), cbor.bytes(text('{}'))))),
      tdx,
    ],
    [
      'a CMW record in JSON',
      certificateWith('1.3.6.1.5.5.7.1.35', text(JSON.stringify(['application/vnd.sealmark.dcap-quote', toBase64Url(tdx), 4]))),
      tdx,
    ],
    ['a document in hexadecimal as a name', certificateWith('2.5.29.17', nameWith(`${toHex(nitro)}.cage.example`)), nitro],
    [
      'the same in labels of DNS',
      certificateWith('2.5.29.17', nameWith(`${(toHex(nitro).match(/.{1,62}/g) ?? []).join('.')}.example`)),
      nitro,
    ],
  ])('in %s is taken for it', (_name, der, wanted) => {
    for (const form of [der, text(toPem('CERTIFICATE', der)), text(toHex(der))]) expect(hexIn(form)).toBe(toHex(wanted));
  });

  it('and one without evidence is named as a certificate', () => {
    const plain = selfSigned({
      subject: 'Plain',
      key: p256Key('plain'),
      extensions: [{ oid: '2.5.29.37', value: sequence(oid('1.3.6.1.5.5.7.3.1')) }],
    });
    expect(look(plain.certificate)).toMatchObject({ recognised: null, named: { name: 'certificates' } });
  });
});

describe('evidence inside other bytes', () => {
  it.each([
    ['Open Enclave’s report', concat(le(1, 4), le(2, 4), le(sgx.length, 8), sgx), sgx],
    [
      'Open Enclave’s evidence',
      concat(le(2, 4), fromHex('a3a21e871b4d4014b70aa125d2fbcd8c', 'uuid'), le(sgx.length, 8), sgx),
      sgx,
    ],
    ['dstack’s TDX attestation', concat(Uint8Array.of(0, 0), compactOf(tdx.length), tdx, new Uint8Array(9)), tdx],
    [
      'dstack’s Nitro attestation',
      concat(Uint8Array.of(0, 2), compactOf(nitro.length), nitro, Uint8Array.of(8, 0x7b, 0x7d)),
      nitro,
    ],
    [
      'a message of Signal’s',
      concat(Uint8Array.of(0x0a, 0x20), new Uint8Array(32).fill(9), Uint8Array.of(0x12, 0xff, 0x25), sgx, text('claims')),
      sgx,
    ],
    ['a report in a buffer', concat(text('\0\x01header'), report, new Uint8Array(50).fill(3)), report],
  ])('%s is read without what stands around it', (_name, input, wanted) => {
    expect(hexIn(input)).toBe(toHex(wanted));
  });

  it('a report followed by its key’s certificate is the report, with that certificate', () => {
    for (const behind of [...vek.slice(0, 1), text(toPem('CERTIFICATE', ...vek))]) {
      const { evidence: one, attachments } = found(concat(report, behind));
      expect(toHex(one.bytes)).toBe(toHex(report));
      expect(attachments).toHaveLength(1);
    }
  });
});

describe('someone’s word', () => {
  const token = (claims: unknown): string => `${toBase64Url(json({ alg: 'RS256' }))}.${toBase64Url(json(claims))}.AAAA`;

  it.each([
    ['https://sharedeus.eus.attest.azure.net', 'maa-token'],
    ['https://confidentialcomputing.googleapis.com', 'confidential-space-token'],
    ['https://portal.trustauthority.intel.com', 'trust-authority-token'],
    ['https://nras.attestation.nvidia.com', 'nvidia-token'],
    ['https://somebody.example', 'other-token'],
  ])('a token of %s is called that, bare, in JSON and in a header', (iss, name) => {
    for (const form of [
      text(token({ iss })),
      json({ token: token({ iss, more: 'x'.repeat(64) }) }),
      text(`Authorization: Bearer ${token({ iss })}\n`),
    ])
      expect(look(form)).toMatchObject({ recognised: null, named: { name } });
  });

  it.each([
    ['a report of a TD', concat(Uint8Array.of(0x81, 0, 0, 0), new Uint8Array(1020)), 'td-report'],
    [
      'a report for an enclave next door',
      concat(new Uint8Array(64), new Uint8Array(32).fill(1), new Uint8Array(336)),
      'sgx-report',
    ],
    ['an EPID quote', concat(Uint8Array.of(2, 0, 1, 0), new Uint8Array(428), le(4, 4), new Uint8Array(4)), 'epid-quote'],
    [
      'a report in parts',
      json({ attestation_report: { guest_svn: 0, policy: 1, measurement: [1], chip_id: [2] } }),
      'snp-report-in-parts',
    ],
    ['a zip file', concat(Uint8Array.of(0x50, 0x4b, 3, 4), new Uint8Array(100)), 'archive'],
    [
      'a web page',
      text('<!doctype html><title>404</title><p>Not found here, whatever you looked for, it is not there.</p>'),
      'html',
    ],
    ['TCB info', json({ tcbInfo: { id: 'TDX' }, signature: 'ab' }), 'tcb-info'],
  ])('%s is called what it is', (_name, input, name) => {
    expect(look(input)).toMatchObject({ recognised: null, named: { name } });
  });
});
