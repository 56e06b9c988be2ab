import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../bytes/hex.ts';
import { noble } from '../../crypto/noble.ts';
import { recordedSiteFile, recordedSites } from '../../testing/site-recordings.ts';
import type { AdapterReply, Asked, Reading } from '../adapter.ts';
import { committed } from '../binding.ts';
import { LAYOUTS } from '../layouts.ts';
import { endsInAny } from '../tls-key.ts';
import { reportDataIn } from './report-data.ts';
import { tinfoil } from './tinfoil.ts';

const ASKED: Asked = { origin: 'https://a.test', nonce: new Uint8Array(32).fill(7), connection: null };
const json = (value: unknown, status = 200): AdapterReply => ({
  status,
  contentType: 'application/json',
  bytes: new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value)),
});
const read = (reply: AdapterReply | null, asked = ASKED): Reading => tinfoil.read([reply], asked);
const sha256 = (...parts: readonly Uint8Array[]): Uint8Array =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const base64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64');

/** An unsigned report of the right length whose report data begins with these bytes. */
function report(...reportData: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(1184);
  bytes.set(Buffer.concat(reportData), 0x50);
  return bytes;
}

const fingerprint = new Uint8Array(32).fill(1);
const hpke = new Uint8Array(32).fill(2);

/** Does the report contain what the layout of its binding requires? */
async function isCommitted(reading: Reading): Promise<boolean> {
  if (reading.at !== 'read' || reading.document.binding === null) return false;
  const { evidence, binding } = reading.document;
  const { anyOf, then } = await LAYOUTS[binding.layout].expected(noble, binding);
  const held = toHex(reportDataIn(evidence));
  return anyOf.some((one) => held === toHex(one) + (then === 'zeros' ? '00'.repeat(64 - one.length) : ''));
}

describe('what Tinfoil served in June 2026', () => {
  it.each(recordedSites('tinfoil', 'tinfoil-attestation'))('%s commits to our nonce and the key on the wire', async (_, site) => {
    const reading = read(site.reply, site.asked);
    expect(await isCommitted(reading)).toBe(true);
    if (reading.at !== 'read' || reading.document.binding === null || site.asked.connection === null) throw new Error('not read');
    const found = committed(reading.document.binding);
    expect(found.nonce).toEqual(site.asked.nonce);
    expect(await endsInAny(found.tls, site.asked.connection, noble)).toBe(true);
    expect(found.origin).toBe(null);
  });

  it('without a nonce names its keys in the report only', async () => {
    const bundle = recordedSiteFile('tinfoil-v2/real_genoa_bundle.json');
    if (bundle === null) return;
    const { enclaveAttestationReport } = JSON.parse(new TextDecoder().decode(bundle)) as Record<string, unknown>;
    const reading = read(json(enclaveAttestationReport));
    expect(reading).toMatchObject({
      at: 'read',
      document: { binding: { layout: 'tinfoil-2' }, evidence: { type: 'snp-report' } },
    });
    expect(await isCommitted(reading)).toBe(true);
  });
});

const V2 = { format: 'https://tinfoil.sh/predicate/sev-snp-guest/v2', body: base64(gzipSync(report(fingerprint, hpke))) };

const JUNE = {
  format: 'https://tinfoil.sh/predicate/attestation/v3',
  report_data: { tls_key_fp: toHex(fingerprint), hpke_key: toHex(hpke), nonce: toHex(ASKED.nonce) },
  cpu: { platform: 'sev-snp', report: base64(report(sha256(fingerprint, hpke, ASKED.nonce))) },
};

const MATERIAL = JSON.stringify({
  format: 'https://tinfoil.sh/crypto-material/v1',
  items: [
    { id: 'tls', format: 'https://tinfoil.sh/key/spki-fp-sha256/v1', data: toHex(fingerprint) },
    { id: 'hpke', format: 'https://tinfoil.sh/key/x25519-hpke/v1', data: toHex(hpke) },
  ],
});
const DEVICES = JSON.stringify({ format: 'https://tinfoil.sh/device-evidence/v1', items: [] });
const URI = 'https://tinfoil.sh/report-data/v1';
const IN_AUGUST = sha256(Buffer.from(URI), ASKED.nonce, sha256(Buffer.from(MATERIAL)), sha256(Buffer.from(DEVICES)));
const AUGUST = {
  format: 'https://tinfoil.sh/predicate/attestation/v3',
  challenge: { nonce: toHex(ASKED.nonce), report_data: `${toHex(IN_AUGUST)}${'00'.repeat(32)}`, report_data_algorithm: URI },
  cpu_evidence: {
    format: 'https://tinfoil.sh/format/sev-snp-report/v1',
    report_base64: base64(report(IN_AUGUST)),
    endorsed: {
      crypto_material_hash: toHex(sha256(Buffer.from(MATERIAL))),
      device_evidence_hash: toHex(sha256(Buffer.from(DEVICES))),
    },
  },
  crypto_material: base64(MATERIAL),
  device_evidence: base64(DEVICES),
  collateral: [],
};

/** The August 2026 answer with wrong hashes of its two blocks. */
const stating = (hashes: object): object => ({
  ...AUGUST,
  cpu_evidence: { ...AUGUST.cpu_evidence, endorsed: { ...AUGUST.cpu_evidence.endorsed, ...hashes } },
});

describe('an answer of Tinfoil', () => {
  it.each([
    ['without a nonce', V2, 'tinfoil-2'],
    ['of June 2026', JUNE, 'tinfoil-3-june'],
    ['of August 2026', AUGUST, 'tinfoil-3'],
  ])('%s is told by its members and read by its own rules', async (_, answer, layout) => {
    const reading = read(json(answer));
    expect(reading).toMatchObject({ at: 'read', document: { binding: { layout } } });
    expect(await isCommitted(reading)).toBe(true);
    if (reading.at !== 'read' || reading.document.binding === null) throw new Error('not read');
    const { tls, encryption } = committed(reading.document.binding);
    expect(tls).toEqual([{ form: 'spki-sha256', digest: fingerprint }]);
    expect(encryption).toEqual([{ form: 'x25519', key: hpke }]);
  });

  it.each([
    ['another key', { tls_key_fp: toHex(hpke) }],
    ['a GPU hash that the report does not hold', { gpu_evidence_hash: toHex(hpke) }],
    ['another nonce', { nonce: toHex(hpke) }],
  ])('that states %s is not what the report commits to', async (_, change) => {
    expect(await isCommitted(read(json({ ...JUNE, report_data: { ...JUNE.report_data, ...change } })))).toBe(false);
  });

  it.each([
    ['another hash of its keys than they have', stating({ crypto_material_hash: toHex(hpke) })],
    ['another hash of its devices than they have', stating({ device_evidence_hash: toHex(hpke) })],
    ['other report data than it has', { ...AUGUST, challenge: { ...AUGUST.challenge, report_data: '00'.repeat(64) } }],
  ])('that states %s is flawed, and commits to the same', async (_, stated) => {
    const flawOf = async (reading: Reading): Promise<unknown> => {
      if (reading.at !== 'read' || reading.document.binding === null) throw new Error('not read');
      const { binding } = reading.document;
      return (await LAYOUTS[binding.layout].expected(noble, binding)).flaw;
    };
    const other = read(json(stated));
    expect(await isCommitted(other)).toBe(true);
    expect(await flawOf(other)).toBe('stated-hashes');
    expect(await flawOf(read(json(AUGUST)))).toBe(undefined);
  });

  it('of August 2026 names its devices by the hash of their reports, as sent', () => {
    const devices = JSON.stringify({
      format: 'https://tinfoil.sh/device-evidence/v1',
      items: [
        { id: 'gpu0', kind: 'gpu', vendor: 'nvidia', format: 'https://tinfoil.sh/format/nvidia-gpu-evidence/v1', evidence: {} },
      ],
    });
    const hash = sha256(Buffer.from(devices));
    const answer = { ...stating({ device_evidence_hash: toHex(hash) }), device_evidence: base64(devices) };
    const reading = read(json(answer));
    if (reading.at !== 'read' || reading.document.binding === null) throw new Error('not read');
    expect(reading.document.accelerators?.bytes).toEqual(Uint8Array.from(Buffer.from(devices)));
    expect(committed(reading.document.binding).keysFor('accelerators').map(toHex)).toEqual([toHex(hash)]);
    const without = read(json(AUGUST));
    if (without.at !== 'read' || without.document.binding === null) throw new Error('not read');
    expect(without.document.accelerators).toBeNull();
    expect(committed(without.document.binding).keysFor('accelerators')).toEqual([]);
  });

  it.each([
    ['GPUs alone', { gpu: { evidences: [1] } }, '{"evidences":[1]}'],
    ['switches alone', { nvswitch: { evidences: [2] } }, '{"evidences":[2]}'],
    ['no switches, said so', { gpu: { evidences: [1] }, nvswitch: null }, '{"evidences":[1]}'],
    ['letters beyond ASCII', { gpu: { evidences: ['ü'] } }, '{"evidences":["ü"]}'],
    [
      'both',
      { gpu: { evidences: [1] }, nvswitch: { evidences: [2] } },
      '{"items":[{"vendor":"nvidia","evidence":{"evidences":[1]}},{"vendor":"nvidia","evidence":{"evidences":[2]}}]}',
    ],
  ])('of June 2026 has lists of its devices, each with a hash of its own: %s', (_, devices, bytes) => {
    const hashes = {
      ...('gpu' in devices ? { gpu_evidence_hash: '11'.repeat(32) } : {}),
      ...('nvswitch' in devices ? { nvswitch_evidence_hash: '22'.repeat(32) } : {}),
    };
    const reading = read(json({ ...JUNE, report_data: { ...JUNE.report_data, ...hashes }, ...devices }));
    if (reading.at !== 'read' || reading.document.binding === null) throw new Error('not read');
    expect(new TextDecoder().decode(reading.document.accelerators?.bytes)).toBe(bytes);
    expect(committed(reading.document.binding).keysFor('accelerators').map(toHex)).toEqual(Object.values(hashes));
  });

  it('of August 2026 may contain its whole TLS key', () => {
    const spki = '3059301306072a8648ce3d';
    const keys = MATERIAL.replace('spki-fp-sha256/v1', 'spki/v1').replace(toHex(fingerprint), spki);
    const reading = read(json({ ...AUGUST, crypto_material: base64(keys) }));
    if (reading.at !== 'read' || reading.document.binding === null) throw new Error('not read');
    expect(committed(reading.document.binding).tls).toEqual([{ form: 'spki', spki: Uint8Array.from(Buffer.from(spki, 'hex')) }]);
  });

  it('in uppercase hex reads the same', async () => {
    const report_data = Object.fromEntries(Object.entries(JUNE.report_data).map(([name, value]) => [name, value.toUpperCase()]));
    expect(await isCommitted(read(json({ ...JUNE, report_data })))).toBe(true);
  });

  it.each<[string, AdapterReply | null, string]>([
    ['none at all', null, 'no-answer'],
    ['401', json({}, 401), 'asks-for-a-key'],
    ['403', json({}, 403), 'asks-for-a-key'],
    ['404', json({}, 404), 'not-found'],
    ['502', json({}, 502), 'no-answer'],
    ['a page of HTML with status 200', json('<!doctype html><title>Hello</title>'), 'other-format'],
    ['our own format', json({ __cmwc_t: 'tag:sealmark.dev,2026:site-attestation#1' }), 'other-format'],
    ['a format of the future', json({ ...JUNE, report_data: undefined, cpu: undefined, evidence: {} }), 'newer-format'],
    ['an unknown platform', json({ ...JUNE, cpu: { ...JUNE.cpu, platform: 'cca' } }), 'newer-format'],
    ['an unknown member of the strict format', json({ ...AUGUST, policy: {} }), 'newer-format'],
    ['one of its challenge', json({ ...AUGUST, challenge: { ...AUGUST.challenge, policy: {} } }), 'newer-format'],
    ['one of its evidence', json({ ...AUGUST, cpu_evidence: { ...AUGUST.cpu_evidence, policy: {} } }), 'newer-format'],
    ['one of its hashes', json(stating({ gpu_hash: '00'.repeat(32) })), 'newer-format'],
    [
      'one of its keys',
      json({ ...AUGUST, crypto_material: base64(MATERIAL.replace('{"id"', '{"use":"x","id"')) }),
      'newer-format',
    ],
    [
      'one of its devices',
      json({ ...AUGUST, device_evidence: base64(DEVICES.replace('[]', '[{"id":"a","x":1}]')) }),
      'newer-format',
    ],
    [
      'a section of devices of another format',
      json({ ...AUGUST, device_evidence: base64(DEVICES.replace('v1', 'v2')) }),
      'newer-format',
    ],
    ['report data of another length', json({ ...AUGUST, challenge: { ...AUGUST.challenge, report_data: '00' } }), 'malformed'],
    ['a hash left out of the strict format', json(stating({ device_evidence_hash: undefined })), 'malformed'],
    [
      'another way to make report data',
      json({ ...AUGUST, challenge: { ...AUGUST.challenge, report_data_algorithm: 'x' } }),
      'newer-format',
    ],
    ['a predicate of another body', json({ ...V2, format: 'https://tinfoil.sh/predicate/sev-snp-guest/v9' }), 'newer-format'],
    ['two members nonce', json(JSON.stringify(JUNE).replace('"nonce":', `"nonce":"${'00'.repeat(32)}","nonce":`)), 'malformed'],
    ['no nonce', json({ ...JUNE, report_data: { ...JUNE.report_data, nonce: undefined } }), 'malformed'],
    ['a short key', json({ ...JUNE, report_data: { ...JUNE.report_data, tls_key_fp: '00' } }), 'malformed'],
    ['a bomb', json({ ...V2, body: base64(gzipSync(new Uint8Array(64 * 1024 + 1))) }), 'malformed'],
    ['a body that is not packed', json({ ...V2, body: base64('x') }), 'malformed'],
  ])('%s is grey, and says why', (_, reply, because) => {
    expect(read(reply)).toMatchObject({ at: 'unread', because });
  });

  it('is requested with our nonce, and no other data of ours', () => {
    const [request] = tinfoil.requests(ASKED);
    expect(request?.url).toBe(`https://a.test/.well-known/tinfoil-attestation?nonce=${'07'.repeat(32)}`);
  });
});
