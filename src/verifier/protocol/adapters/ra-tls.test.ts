// Covers: ra-tls.ts, open-enclave.ts, ../layouts/ra-tls.ts, ../cmw.ts
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { concat } from '../../bytes/equal.ts';
import { toHex } from '../../bytes/hex.ts';
import { noble } from '../../crypto/noble.ts';
import { issue, selfSigned, type ExtensionField } from '../../testing/authority.ts';
import * as cbor from '../../testing/cbor-writer.ts';
import { octetString, utf8 } from '../../testing/der-writer.ts';
import { endorsementsFor, NOW } from '../../testing/intel/appraised.ts';
import { makeCase } from '../../testing/intel/case.ts';
import { p256Key } from '../../testing/keys.ts';
import { recordedSiteFile, recordedSites } from '../../testing/site-recordings.ts';
import { answers, type Surroundings } from '../../testing/visited.ts';
import type { Asked, Reading } from '../adapter.ts';
import { LAYOUTS } from '../layouts.ts';
import { readOpenEnclave } from './open-enclave.ts';
import { raTls } from './ra-tls.ts';
import { reportDataIn } from './report-data.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const hash = (name: 'sha256' | 'sha512' | 'sha3-256', ...parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.reduce((made, part) => made.update(part), createHash(name)).digest());
const padded = (bytes: Uint8Array): Uint8Array => concat(bytes, new Uint8Array(64 - bytes.length));

const root = selfSigned({ subject: 'root', key: p256Key('root'), ca: true });
const leaf = issue(root, { subject: 'service', key: p256Key('service') });
const { spki } = leaf.key;
const nonce = new Uint8Array(32).fill(7);
const asked: Asked = { origin: 'https://a.test', nonce, connection: { spki, certificate: leaf.certificate } };

/** A quote over this report data, and the inputs for appraising it. */
function quote(reportData: Uint8Array): { readonly bytes: Uint8Array; readonly around: Surroundings } {
  const made = makeCase({ now: NOW, tee: 'tdx', version: 4, tdReport: { reportData } });
  return { bytes: made.evidence, around: { anchors: made.anchors, now: NOW, endorsements: endorsementsFor(made) } };
}

const bound = { binding: 'pass', origin: 'not-applicable', channel: 'pass' } as const;

describe('RA-TLS', () => {
  const QUOTE = '1.2.840.113741.1337.6';
  /** A visit over a connection whose certificate has these extensions. */
  const over = (...extensions: readonly ExtensionField[]): Asked => {
    const { certificate } = selfSigned({ subject: 'service', key: p256Key('service'), extensions });
    return { ...asked, connection: { spki, certificate } };
  };
  const none = quote(new Uint8Array(64)).around;

  it.each([
    ['SHA-256 of the key', padded(hash('sha256', spki))],
    ['SHA-512 of the key', hash('sha512', spki)],
  ])('with a quote over %s', async (_, reportData) => {
    const { bytes, around } = quote(reportData);
    expect(raTls.requests(asked)).toEqual([]);
    expect(await answers(raTls, [], over({ oid: QUOTE, value: bytes }), around)).toEqual({ ...bound, nonce: 'unknown' });
    expect(await answers(raTls, [], over({ oid: QUOTE, value: octetString(bytes) }), around)).toEqual({
      ...bound,
      nonce: 'unknown',
    });
  });

  const u32 = (value: number): Uint8Array => Uint8Array.of(value & 0xff, (value >> 8) & 0xff, 0, 0);
  const u64 = (value: number): Uint8Array => concat(u32(value), new Uint8Array(4));
  const sgx = (reportData: Uint8Array) => {
    const made = makeCase({ now: NOW, tee: 'sgx', version: 3, enclave: { reportData } });
    return { bytes: made.evidence, around: { anchors: made.anchors, now: NOW, endorsements: endorsementsFor(made) } };
  };
  const oeHeader = (version: number, data: Uint8Array): Uint8Array =>
    version === 1
      ? concat(u32(1), u32(2), u64(data.length), data)
      : concat(u32(2), Uint8Array.from(Buffer.from('a3a21e871b4d4014b70aa125d2fbcd8c', 'hex')), u64(data.length), data);

  it.each(['1.2.840.113556.10.1.2', '1.3.6.1.4.1.311.105.2'])('of Open Enclave, a report over the key in %s', async (oid) => {
    const { bytes, around } = sgx(padded(hash('sha256', spki)));
    expect(await answers(raTls, [], over({ oid, value: oeHeader(1, bytes) }), around)).toEqual({ ...bound, nonce: 'unknown' });
  });

  it('of Open Enclave, with evidence over claims: bound to them, and to no connection key', async () => {
    const key = new Uint8Array(32).fill(5);
    const claims = concat(u64(1), u64(1), u64(3), u64(32), text('pk\0'), key);
    const { bytes, around } = sgx(padded(hash('sha256', claims)));
    const visit = over({ oid: '1.2.840.113556.10.1.2', value: oeHeader(2, concat(bytes, claims)) });
    expect(await answers(raTls, [], visit, around)).toMatchObject({ binding: 'pass', origin: 'unknown', channel: 'unknown' });
    const other = over({ oid: '1.2.840.113556.10.1.2', value: oeHeader(2, concat(bytes, claims.with(40, 9))) });
    expect(await answers(raTls, [], other, around)).toMatchObject({ binding: 'fail' });
  });

  it.each([
    ['a size that lies', oeHeader(2, sgx(new Uint8Array(64)).bytes).slice(0, -1), 'malformed'],
    ['another kind', oeHeader(2, new Uint8Array(500)).with(6, 0), 'newer-format'],
    ['claims of a later version', oeHeader(2, concat(sgx(new Uint8Array(64)).bytes, u64(2))), 'newer-format'],
    ['more claims than anybody makes', oeHeader(2, concat(sgx(new Uint8Array(64)).bytes, u64(1), u64(65))), 'malformed'],
  ])('of Open Enclave with %s, nothing is read', async (_, value, because) => {
    expect(await answers(raTls, [], over({ oid: '1.2.840.113556.10.1.2', value }), none)).toBe(because);
  });

  it.each([
    ['another digest of it', padded(hash('sha3-256', spki))],
    ['a digest with more behind it', concat(hash('sha256', spki), new Uint8Array(32).fill(1))],
    ['something else', hash('sha512', text('something else'))],
  ])('with a quote over %s is bound to nothing, and not red: no form says which digest it is', async (_, reportData) => {
    const { bytes, around } = quote(reportData);
    const found = await answers(raTls, [], over({ oid: QUOTE, value: bytes }), around);
    expect(found).toEqual({ binding: 'unknown', origin: 'unknown', channel: 'unknown', nonce: 'unknown' });
  });

  it('of dstack, with its log', async () => {
    const { bytes, around } = quote(hash('sha512', text('ratls-cert:'), spki));
    const dstack = (number: number, value: Uint8Array): ExtensionField => ({
      oid: `1.3.6.1.4.1.62397.1.${String(number)}`,
      value: octetString(value),
    });
    const visit = over(dstack(1, bytes), dstack(2, text('[]')));
    expect(await answers(raTls, [], visit, around)).toEqual({ ...bound, nonce: 'unknown' });
    expect(raTls.read([], visit)).toMatchObject({ document: { endorsements: [{ bytes: text('[]') }] } });
  });

  it('of interoperable RA-TLS, by its claims', async () => {
    const claims = cbor.map([
      // A nonce from whoever requested the certificate: that it is not ours proves nothing.
      [cbor.text('nonce'), cbor.bytes(nonce.map((byte) => byte + 1))],
      [cbor.text('pubkey-hash'), cbor.bytes(cbor.array(cbor.int(1), cbor.bytes(hash('sha256', spki))))],
    ]);
    const quoted = (reportData: Uint8Array) => {
      const { bytes, around } = quote(reportData);
      const value = cbor.tagged(60_000, cbor.array(cbor.bytes(bytes), cbor.bytes(claims)));
      return answers(raTls, [], over({ oid: '2.23.133.5.4.9', value }), around);
    };
    expect(await quoted(padded(hash('sha256', claims)))).toEqual({ ...bound, nonce: 'unknown' });
    // Nothing states which digest it is, either.
    expect(await quoted(padded(hash('sha3-256', claims)))).toMatchObject({ binding: 'unknown' });
  });

  it('of a JSON conceptual message', async () => {
    const { bytes, around } = quote(padded(hash('sha256', spki)));
    const record = ['application/vnd.sealmark.dcap-quote', Buffer.from(bytes).toString('base64url'), 4];
    const value = utf8(JSON.stringify(record));
    expect(await answers(raTls, [], over({ oid: '1.3.6.1.5.5.7.1.35', value }), around)).toEqual({ ...bound, nonce: 'unknown' });
  });

  it('of a CBOR conceptual message, with or without its indicator', async () => {
    const { bytes, around } = quote(padded(hash('sha256', spki)));
    const parts = [cbor.text('application/vnd.sealmark.dcap-quote'), cbor.bytes(bytes)];
    for (const record of [cbor.array(...parts), cbor.array(...parts, cbor.int(4))]) {
      const visit = over({ oid: '1.3.6.1.5.5.7.1.35', value: octetString(record) });
      expect(await answers(raTls, [], visit, around)).toEqual({ ...bound, nonce: 'unknown' });
    }
  });

  const message = (...items: readonly Uint8Array[]): Asked =>
    over({ oid: '1.3.6.1.5.5.7.1.35', value: octetString(cbor.array(...items)) });

  it.each([
    ['a type that is a number', message(cbor.int(60), cbor.bytes(text('x'))), 'newer-format'],
    ['a type that is not known', message(cbor.text('application/eat+cwt'), cbor.bytes(text('x'))), 'newer-format'],
    ['a collection', over({ oid: '1.3.6.1.5.5.7.1.35', value: octetString(cbor.map([])) }), 'newer-format'],
    ['no bytes', message(cbor.text('application/x'), cbor.text('x')), 'malformed'],
    [
      'an indicator of more than four bits',
      message(cbor.text('application/x'), cbor.bytes(text('x')), cbor.int(16)),
      'malformed',
    ],
    ['four members', message(cbor.int(1), cbor.bytes(text('x')), cbor.int(1), cbor.int(1)), 'malformed'],
  ])('of a conceptual message with %s reads nothing', async (_, visit, because) => {
    expect(await answers(raTls, [], visit, none)).toBe(because);
  });

  it.each([
    ['no certificate was shown', { ...asked, connection: { spki, certificate: null } }, 'other-format'],
    ['the certificate holds none', asked, 'other-format'],
    ['the certificate is none', { ...asked, connection: { spki, certificate: text('x') } }, 'malformed'],
    ['tagged evidence is none', over({ oid: '2.23.133.5.4.9', value: text('x') }), 'malformed'],
    ['a conceptual message is no string', over({ oid: '1.3.6.1.5.5.7.1.35', value: cbor.array() }), 'malformed'],
  ])('where %s, nothing is read', async (_, visit, because) => {
    expect(await answers(raTls, [], visit, none)).toBe(because);
  });

  it.each([...recordedSites('near-direct', '/v1/attestation'), ...recordedSites('nanogpt', '/attestation')])(
    'recorded beside %s, dstack’s certificate holds a quote over its own key',
    async (_, site) => {
      const { info } = JSON.parse(new TextDecoder().decode(site.reply.bytes)) as { readonly info: { readonly app_cert: string } };
      const [, pem = ''] = /-----BEGIN CERTIFICATE-----([^-]+)-----/.exec(info.app_cert) ?? [];
      const certificate = Uint8Array.from(Buffer.from(pem, 'base64'));
      const reading: Reading = raTls.read([], { ...asked, connection: { spki, certificate } });
      if (reading.at !== 'read' || reading.document.binding === null) throw new Error('not read');
      const { binding, evidence } = reading.document;
      const { anyOf } = await LAYOUTS[binding.layout].expected(noble, binding);
      expect(anyOf.map(toHex)).toEqual([toHex(reportDataIn(evidence))]);
    },
  );
});

describe('other commitments', () => {
  it('in a recorded Open Enclave quote are a digest of its claims, which name an encryption key', async () => {
    const evidence = recordedSiteFile('signal/dcap_v3.evidence');
    if (evidence === null) return;
    const { quote: inner, document } = readOpenEnclave(evidence);
    if (document?.binding?.layout !== 'oe-claims') throw new Error('no claims');
    const { anyOf, then } = await LAYOUTS['oe-claims'].expected(noble, document.binding);
    expect(then).toBe('zeros');
    expect(anyOf.map((one) => toHex(padded(one)))).toEqual([
      toHex(reportDataIn({ type: 'dcap-quote', bytes: inner, parameters: {} })),
    ]);
    const { encryption } = document.binding;
    expect(encryption.map(({ form, key }) => `${form} ${toHex(key)}`)).toEqual([
      `x25519 ${new TextDecoder().decode(recordedSiteFile('signal/dcap_v3.pubkey') ?? new Uint8Array()).trim()}`,
    ]);
  });

  it('of Integritee are the registry account, in the first half', async () => {
    const account = new Uint8Array(32).fill(4);
    const { anyOf } = await LAYOUTS['integritee-account'].expected(noble, { layout: 'integritee-account', account });
    expect(anyOf).toEqual([account]);
  });
});
