import { describe, expect, it } from 'vitest';
import { toHex } from '../../bytes/hex.ts';
import { noble } from '../../crypto/noble.ts';
import { recordedSites } from '../../testing/site-recordings.ts';
import type { AdapterReply, Asked, Reading } from '../adapter.ts';
import { committed } from '../binding.ts';
import { LAYOUTS } from '../layouts.ts';
import { ENDORSEMENT_MEDIA_TYPE } from '../media-types.ts';
import { endsInAny } from '../tls-key.ts';
import { near } from './near.ts';
import { reportDataIn } from './report-data.ts';

const ASKED: Asked = { origin: 'https://a.test', nonce: new Uint8Array(32).fill(7), connection: null };
const json = (value: unknown, status = 200): AdapterReply => ({
  status,
  contentType: 'application/json',
  bytes: new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value)),
});
const read = (reply: AdapterReply | null, asked = ASKED): Reading => near.read([reply], asked);

const ANSWER = {
  signing_address: 'D0'.repeat(32),
  signing_algo: 'ed25519',
  request_nonce: '07'.repeat(32),
  intel_quote: '0400',
  tls_cert_fingerprint: 'EB'.repeat(32),
};

describe('what NEAR AI served in June 2026', () => {
  it.each([...recordedSites('near-direct', '/v1/attestation'), ...recordedSites('near-cloud', '/v1/attestation')])(
    '%s commits to our nonce and the key on the wire',
    async (_, site) => {
      const reading = read(site.reply, site.asked);
      if (reading.at !== 'read' || reading.document.binding === null || site.asked.connection === null)
        throw new Error('not read');
      const { binding, evidence, endorsements } = reading.document;
      const { anyOf } = await LAYOUTS[binding.layout].expected(noble, binding);
      expect(anyOf.map(toHex)).toEqual([toHex(reportDataIn(evidence))]);
      const found = committed(binding);
      expect(found.nonce).toEqual(site.asked.nonce);
      expect(await endsInAny(found.tls, site.asked.connection, noble)).toBe(true);
      expect(endorsements.map(({ mediaType }) => mediaType)).toEqual([
        ENDORSEMENT_MEDIA_TYPE.tdxEventLog,
        ENDORSEMENT_MEDIA_TYPE.dstackAppCompose,
      ]);
    },
  );

  it.each([...recordedSites('venice', '/attestation'), ...recordedSites('nanogpt', '/attestation')])(
    '%s, passed on by somebody else, commits to a key of its own and to no connection',
    async (_, site) => {
      const reading = read(site.reply, site.asked);
      if (reading.at !== 'read' || reading.document.binding === null) throw new Error('not read');
      const { binding, evidence } = reading.document;
      const { anyOf } = await LAYOUTS[binding.layout].expected(noble, binding);
      expect(anyOf.map(toHex)).toEqual([toHex(reportDataIn(evidence))]);
      const { tls, encryption } = committed(binding);
      expect(tls).toEqual([]);
      expect(encryption).toMatchObject([{ form: 'secp256k1-address' }]);
    },
  );
});

describe('an answer of NEAR AI', () => {
  it('in uppercase hex reads the same', () => {
    const lower = Object.fromEntries(Object.entries(ANSWER).map(([name, value]) => [name, value.toLowerCase()]));
    expect(read(json(ANSWER))).toEqual(read(json(lower)));
  });

  it('without a certificate fingerprint names no connection endpoint', () => {
    const reading = read(json({ ...ANSWER, tls_cert_fingerprint: null }));
    expect(reading).toMatchObject({ at: 'read', document: { binding: { tlsKeyFingerprint: null } } });
  });

  it('also accepts a log and a compose file as texts', () => {
    const reading = read(
      json({ ...ANSWER, event_log: '[]', info: { tcb_info: JSON.stringify({ app_compose: '{}' }) }, nvidia_payload: '{}' }),
    );
    expect(
      reading.at === 'read' ? reading.document.endorsements.map(({ bytes }) => new TextDecoder().decode(bytes)) : null,
    ).toEqual(['[]', '{}']);
    expect(reading).toMatchObject({ document: { accelerators: { type: 'nvidia-gpu-evidence' } } });
  });

  it.each([
    ['{"evidence_list":[]}', '{"evidence_list":[]}'],
    [{ evidence_list: [] }, '{"evidence_list":[]}'],
    [[{ evidence: 'EQ' }], '[{"evidence":"EQ"}]'],
  ])('has GPUs in a text or as they stand: %j', (nvidia_payload, reports) => {
    const reading = read(json({ ...ANSWER, nvidia_payload }));
    const { accelerators } = reading.at === 'read' ? reading.document : { accelerators: null };
    expect(new TextDecoder().decode(accelerators?.bytes)).toBe(reports);
  });

  it.each<[string, AdapterReply, string]>([
    ['401, as the gateway answers since August 2026', json({ error: 'unauthorized' }, 401), 'asks-for-a-key'],
    ['another answer', json({ models: [] }), 'other-format'],
    ['a page of HTML with status 200', json('<html></html>'), 'other-format'],
    ['a signing algorithm of the future', json({ ...ANSWER, signing_algo: 'ml-dsa' }), 'newer-format'],
    ['an address of another length', json({ ...ANSWER, signing_algo: 'ecdsa' }), 'malformed'],
    ['two nonces', json(JSON.stringify(ANSWER).replace('{', '{"request_nonce":"00",')), 'malformed'],
    ['a nonce of another length', json({ ...ANSWER, request_nonce: '07' }), 'malformed'],
    ['a quote that is no hexadecimal', json({ ...ANSWER, intel_quote: 'xx' }), 'malformed'],
  ])('%s is grey, and says why', (_, reply, because) => {
    expect(read(reply)).toMatchObject({ at: 'unread', because });
  });
});
