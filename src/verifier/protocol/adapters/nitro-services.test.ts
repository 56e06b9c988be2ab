// Covers: evervault.ts, maple.ts, nitriding.ts, nitro-document.ts, ../layouts/nitro-keys.ts, ../nonce-form.ts
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { concat } from '../../bytes/equal.ts';
import { toHex } from '../../bytes/hex.ts';
import { readTlsLeaf } from '../../x509/tls-leaf.ts';
import { selfSigned } from '../../testing/authority.ts';
import { implicit, sequence } from '../../testing/der-writer.ts';
import { p256Key } from '../../testing/keys.ts';
import { anchors, now } from '../../testing/nitro-appraised.ts';
import { nitroDocument, type NitroDocumentRequest } from '../../testing/nitro-document.ts';
import { recordedSiteFile } from '../../testing/site-recordings.ts';
import { answer, answers, appraised } from '../../testing/visited.ts';
import type { Asked } from '../adapter.ts';
import { uuidOf } from '../nonce-form.ts';
import { evervault } from './evervault.ts';
import { maple } from './maple.ts';
import { nitriding } from './nitriding.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const sha256 = (bytes: Uint8Array): Uint8Array => Uint8Array.from(createHash('sha256').update(bytes).digest());
const around = { anchors, now };
const document = (request: Omit<NitroDocumentRequest, 'now'>): Uint8Array => nitroDocument({ now, ...request });

const { certificate, key } = selfSigned({ subject: 'service', key: p256Key('service') });
const nonce = Uint8Array.from({ length: 32 }, (_, index) => index + 1);
const asked: Asked = { origin: 'https://a.test', nonce, connection: { spki: key.spki, certificate } };
const elsewhere: Asked = {
  ...asked,
  connection: { spki: p256Key('other').spki, certificate: selfSigned({ subject: 'x', key: p256Key('other') }).certificate },
};

describe('Evervault', () => {
  const served = (userData: Uint8Array) => answer({ attestation_doc: base64(document({ userData, nonce: text('its own') })) });

  it('names its complete TLS key, and was made for no particular visitor', async () => {
    expect(await answers(evervault, [served(key.spki)], asked, around)).toEqual({
      binding: 'pass',
      origin: 'not-applicable',
      nonce: 'warn',
      channel: 'pass',
    });
  });

  it('another node’s key is a mismatch, red only after a second look', async () => {
    expect(await answers(evervault, [served(key.spki)], elsewhere, around)).toMatchObject({
      origin: 'unknown',
      channel: 'unknown',
    });
    const confirmed = { ...around, confirmed: true };
    expect(await answers(evervault, [served(key.spki)], elsewhere, confirmed)).toMatchObject({ channel: 'fail' });
  });

  it('in its first version is read from the certificate’s names, without any request', async () => {
    const hex = toHex(document({ userData: key.spki }));
    const names = sequence(implicit(2, text(`${hex}.cage.evervault.test`)), implicit(2, text('cage.evervault.test')));
    const own = selfSigned({ subject: 'cage', key: p256Key('service'), extensions: [{ oid: '2.5.29.17', value: names }] });
    const visit: Asked = { ...asked, connection: { spki: key.spki, certificate: own.certificate } };
    expect(evervault.requests(visit)).toEqual([]);
    expect(await answers(evervault, [], visit, around)).toMatchObject({ binding: 'pass', channel: 'pass' });
  });

  it.each([
    ['our own format at the same path', answer({ __cmwc_t: 'x' }), 'other-format'],
    ['a page of HTML', answer('<html>'), 'other-format'],
    ['a document that is none', answer({ attestation_doc: 'AAAA' }), 'malformed'],
    ['a document without user data', answer({ attestation_doc: base64(document({})) }), 'malformed'],
  ])('%s gives none', async (_, reply, because) => {
    expect(await answers(evervault, [reply], asked, around)).toBe(because);
  });

  it('in its recordings, documents name the keys of the recorded certificates', () => {
    const doc = recordedSiteFile('evervault/valid-attestation-doc-base64');
    const der = recordedSiteFile('evervault/valid-certificate.der');
    if (doc === null || der === null) return;
    const { spki } = readTlsLeaf(der);
    const reading = evervault.read([answer({ attestation_doc: new TextDecoder().decode(doc).trim() })], {
      ...asked,
      connection: null,
    });
    expect(reading).toMatchObject({ at: 'read', document: { binding: { layout: 'evervault-1', spki } } });
  });
});

describe('Maple', () => {
  const x25519 = new Uint8Array(32).fill(9);
  const served = (asText: string, publicKey = x25519) =>
    answer({ attestation_document: base64(document({ publicKey, nonce: text(asText) })) });

  it('answers the UUID made from our nonce, with an encryption key and no connection key', async () => {
    expect(maple.requests(asked)[0]?.url).toBe(`https://a.test/attestation/${uuidOf(nonce)}`);
    expect(uuidOf(nonce)).toMatch(/^01020304-0506-4708-890a-0b0c0d0e0f10$/);
    expect(await answers(maple, [served(uuidOf(nonce))], asked, around)).toEqual({
      binding: 'pass',
      origin: 'unknown',
      nonce: 'pass',
      channel: 'unknown',
    });
  });

  it('another UUID is refused, and so is upper case, which no UUID of ours has', async () => {
    expect(await answers(maple, [served(uuidOf(new Uint8Array(32)))], asked, around)).toMatchObject({ nonce: 'fail' });
    expect(await answers(maple, [served(uuidOf(Uint8Array.from(nonce).fill(0xab)).toUpperCase())], asked, around)).toMatchObject({
      nonce: 'fail',
    });
  });

  it('the key counts when it is in the document’s own field', async () => {
    const reading = maple.read([served(uuidOf(nonce))], asked);
    const result = await appraised(reading, asked, around);
    expect(result?.claims?.publicKey).toBe(toHex(x25519));
  });

  it.each([
    ['a key of another length', served('x', new Uint8Array(33)), 'malformed'],
    ['another answer', answer({ error: 'no' }), 'other-format'],
    ['403', answer('', 403), 'asks-for-a-key'],
  ])('%s gives none', async (_, reply, because) => {
    expect(await answers(maple, [reply], asked, around)).toBe(because);
  });

  it('in its recording, the document holds a UUID and a key', () => {
    const bytes = recordedSiteFile('opensecret/attestation_document_0.bin');
    if (bytes === null) return;
    const reading = maple.read([answer({ attestation_document: base64(bytes) })], asked);
    const of = reading.at === 'read' && reading.document.binding?.layout === 'maple-1' ? reading.document.binding : null;
    expect(new TextDecoder().decode(of?.nonce)).toBe('cc6b95ef-a0d7-477d-90f2-36cc088d2449');
  });
});

describe('nitriding', () => {
  const hashes = (own = certificate): Uint8Array =>
    concat(Uint8Array.of(0x12, 0x20), sha256(own), Uint8Array.of(0x12, 0x20), new Uint8Array(32));
  const served = (userData = hashes(), made = nonce.slice(0, 20)) => answer(`${base64(document({ userData, nonce: made }))}\n`);

  it('names its certificate by its hash and answers the 20 bytes that were sent', async () => {
    expect(nitriding.requests(asked)[0]?.url).toBe(`https://a.test/enclave/attestation?nonce=${toHex(nonce.slice(0, 20))}`);
    expect(await answers(nitriding, [served()], asked, around)).toEqual({
      binding: 'pass',
      origin: 'not-applicable',
      nonce: 'pass',
      channel: 'pass',
    });
  });

  it('where the certificate was not shown, nothing is known about the connection', async () => {
    const unseen: Asked = { ...asked, connection: { spki: key.spki, certificate: null } };
    expect(await answers(nitriding, [served()], unseen, { ...around, confirmed: true })).toMatchObject({
      origin: 'unknown',
      channel: 'unknown',
    });
  });

  it('another nonce, or none, proves nothing for us', async () => {
    expect(await answers(nitriding, [served(hashes(), new Uint8Array(20))], asked, around)).toMatchObject({ nonce: 'fail' });
    expect(await answers(nitriding, [answer(base64(document({ userData: hashes() })))], asked, around)).toBe('malformed');
  });

  it.each([
    ['another hash', served(concat(Uint8Array.of(0x13, 0x20), hashes().slice(2))), 'malformed'],
    ['bytes behind the hashes', served(concat(hashes(), Uint8Array.of(0))), 'malformed'],
    ['no base64', answer('<html>'), 'other-format'],
  ])('%s gives none', async (_, reply, because) => {
    expect(await answers(nitriding, [reply], asked, around)).toBe(because);
  });
});
