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
import { raTls } from './ra-tls.ts';
import { reportDataIn } from './report-data.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const hash = (name: 'sha256' | 'sha512', ...parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.reduce((made, part) => made.update(part), createHash(name)).digest());
const padded = (bytes: Uint8Array): Uint8Array => concat(bytes, new Uint8Array(64 - bytes.length));

const root = selfSigned({ subject: 'root', key: p256Key('root'), ca: true });
const leaf = issue(root, { subject: 'service', key: p256Key('service') });
const { spki } = leaf.key;
const nonce = new Uint8Array(32).fill(7);
const asked: Asked = { origin: 'https://a.test', nonce, connection: { spki, certificate: leaf.certificate } };

/** A quote over this report data, and what it is judged with. */
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

  it('a digest with more behind it is refused', async () => {
    const { bytes, around } = quote(concat(hash('sha256', spki), new Uint8Array(32).fill(1)));
    expect(await answers(raTls, [], over({ oid: QUOTE, value: bytes }), around)).toMatchObject({ binding: 'fail' });
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

  it('of interoperable RA-TLS, by what its claims say', async () => {
    const claims = cbor.map([
      // Of whoever asked for the certificate: that it is not ours proves nothing.
      [cbor.text('nonce'), cbor.bytes(nonce.map((byte) => byte + 1))],
      [cbor.text('pubkey-hash'), cbor.bytes(cbor.array(cbor.int(1), cbor.bytes(hash('sha256', spki))))],
    ]);
    const { bytes, around } = quote(padded(hash('sha256', claims)));
    const value = cbor.tagged(60_000, cbor.array(cbor.bytes(bytes), cbor.bytes(claims)));
    expect(await answers(raTls, [], over({ oid: '2.23.133.5.4.9', value }), around)).toEqual({ ...bound, nonce: 'unknown' });
  });

  it('of a conceptual message in JSON', async () => {
    const { bytes, around } = quote(padded(hash('sha256', spki)));
    const record = ['application/vnd.sealmark.dcap-quote', Buffer.from(bytes).toString('base64url'), 4];
    const value = utf8(JSON.stringify(record));
    expect(await answers(raTls, [], over({ oid: '1.3.6.1.5.5.7.1.35', value }), around)).toEqual({ ...bound, nonce: 'unknown' });
  });

  it.each([
    ['no certificate was shown', { ...asked, connection: { spki, certificate: null } }, 'other-format'],
    ['the certificate holds none', asked, 'other-format'],
    ['the certificate is none', { ...asked, connection: { spki, certificate: text('x') } }, 'malformed'],
    ['tagged evidence is none', over({ oid: '2.23.133.5.4.9', value: text('x') }), 'malformed'],
    ['a conceptual message is in CBOR', over({ oid: '1.3.6.1.5.5.7.1.35', value: cbor.array() }), 'newer-format'],
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
  it('Open Enclave’s claims, recorded, are what the quote holds the digest of', async () => {
    const evidence = recordedSiteFile('signal/dcap_v3.evidence');
    if (evidence === null) return;
    const length = 432 + 4 + new DataView(evidence.buffer).getUint32(432, true);
    const binding = { layout: 'oe-claims', claims: evidence.slice(length), encryption: [] } as const;
    const { anyOf, then } = await LAYOUTS['oe-claims'].expected(noble, binding);
    expect(then).toBe('zeros');
    expect(anyOf.map((one) => toHex(padded(one)))).toEqual([
      toHex(reportDataIn({ type: 'dcap-quote', bytes: evidence, parameters: {} })),
    ]);
  });

  it('an account of Integritee’s registry stands in the first half', async () => {
    const account = new Uint8Array(32).fill(4);
    const { anyOf } = await LAYOUTS['integritee-account'].expected(noble, { layout: 'integritee-account', account });
    expect(anyOf).toEqual([account]);
  });
});
