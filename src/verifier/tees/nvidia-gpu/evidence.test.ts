import { describe, expect, it } from 'vitest';
import { concat } from '../../bytes/equal.ts';
import { toBase64 } from '../../bytes/base64.ts';
import { toHex } from '../../bytes/hex.ts';
import { refusalOf } from '../../testing/refusal.ts';
import { nvidiaPayload, sdkList, spdmReport } from '../../testing/nvidia/devices.ts';
import { item, nonce } from '../../testing/nvidia/appraised.ts';
import { MAX_DEVICES, MAX_EVIDENCE_BYTES, readEvidence } from './evidence.ts';
import { MAX_REPORT_BYTES } from './spdm.ts';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const one = item();
const list = sdkList(one);
const text = new TextDecoder().decode(list);

const parsed: unknown = JSON.parse(text.slice(1, -1));
const request = { nonce: toHex(nonce), arch: 'HOPPER', evidence_list: [parsed] };
const section = (entry: object): Uint8Array => ascii(JSON.stringify({ items: [{ id: 'gpu0', vendor: 'nvidia', ...entry }] }));
const bundle = (change: object = {}): object => ({
  vendor: 'nvidia',
  format: 'nvidia-nvattest-collect-evidence-json-v1',
  evidence: toHex(list),
  ...change,
});
const bundled = (...bundles: readonly object[]): Uint8Array => ascii(JSON.stringify({ bundles }));
const inHex = text.slice(1, -1).replace(/"evidence":"[^"]*"/, `"evidence":"${toHex(one.report)}"`);

describe('GPU evidence', () => {
  it.each([
    ['the attestation SDK’s list', list, 1],
    ['one item of it', ascii(text.slice(1, -1)), 1],
    ['NRAS’s request', nvidiaPayload(nonce, one), 1],
    ['a report alone', one.report, 0],
    ['a report in hexadecimal', ascii(`${toHex(one.report)}\n`), 0],
    ['a report in capital hexadecimal', ascii(toHex(one.report).toUpperCase()), 0],
    ['Tinfoil’s section', section({ evidence: parsed }), 1],
    ['Tinfoil’s section with a list of switches', section({ evidence: { evidences: [parsed] } }), 1],
    ['a section with a list as it stands', section({ evidence: [parsed] }), 1],
    ['a section with NRAS’s request, which states the nonce again', section({ evidence: request }), 2],
    ['a list whose nonce begins with 0x', ascii(text.replace('"nonce":"', '"nonce":"0x')), 1],
    ['a list after white space', concat(ascii(' \t\r\n'), list), 1],
    ['what the command line of NVIDIA’s SDK prints', ascii(`{"evidences":${text},"result_code":0,"result_message":"Ok"}`), 1],
    ['dstack’s answer with the list in hexadecimal', bundled(bundle()), 1],
    ['the list of Confidential Containers', ascii(`{"device_evidence_list":${text}}`), 1],
    ['the same with a report in hexadecimal', ascii(`{"device_evidence_list":[${inHex}]}`), 1],
  ])('is read from %s', (_, bytes, stated) => {
    const { devices, statedNonces } = readEvidence(bytes);
    expect(devices).toHaveLength(1);
    expect(devices[0].report.nonce).toEqual(nonce);
    expect(devices[0].chain?.length ?? 0).toBe(stated === 0 ? 0 : 5);
    expect(statedNonces).toHaveLength(stated);
  });

  it('is in base64 where only its beginning could be hexadecimal’s', () => {
    const spelled = nonce.with(2, 0xd7).with(3, 0x57).with(4, 0xb4);
    const bytes = sdkList({ ...one, nonce: spelled, report: spdmReport({ nonce: spelled, chain: one.chain }) });
    expect(new TextDecoder().decode(bytes)).toMatch(/"evidence":".{8}11e0/);
    expect(readEvidence(bytes).devices[0].report.nonce).toEqual(spelled);
  });

  const respelled = (name: string, spell: (value: Buffer) => string): Uint8Array =>
    ascii(
      text.replace(
        new RegExp(`"${name}":"([^"]*)"`),
        (_, value: string) => `"${name}":${JSON.stringify(spell(Buffer.from(value, name === 'nonce' ? 'hex' : 'base64')))}`,
      ),
    );

  it.each<[string, (value: Buffer) => string]>([
    ['hexadecimal', (value) => value.toString('hex')],
    ['capital hexadecimal after 0x', (value) => `0X${value.toString('hex').toUpperCase()}`],
    ['base64', (value) => value.toString('base64')],
    ['base64 without its padding', (value) => value.toString('base64').replace(/=+$/, '')],
    ['base64url', (value) => value.toString('base64url')],
    ['base64 in lines', (value) => value.toString('base64').replace(/.{76}/g, '$&\n')],
  ])('is the same however its report, certificates and nonce are spelled: %s', (_, spell) => {
    const { devices, statedNonces } = readEvidence(list);
    for (const name of ['evidence', 'certificate', 'nonce'])
      expect(readEvidence(respelled(name, spell)), name).toEqual({ devices, statedNonces });
  });

  it('is the same with its certificates in plain PEM, and without an own chain where none is stated', () => {
    expect(readEvidence(respelled('certificate', String))).toEqual(readEvidence(list));
    expect(readEvidence(ascii(text.replace('"certificate":', '"x":'))).devices[0].chain).toBeNull();
  });

  it.each(['null', '""'])('states no nonce where it is %s', (value) => {
    expect(readEvidence(ascii(text.replace(/"nonce":"[^"]*"/, `"nonce":${value}`))).statedNonces).toEqual([]);
  });

  it('has at most the maximum number of devices', () => {
    const many = (count: number): Uint8Array => sdkList(...Array.from({ length: count }, () => one));
    expect(readEvidence(many(MAX_DEVICES)).devices).toHaveLength(MAX_DEVICES);
    const sections = Array.from({ length: MAX_DEVICES }, () => ({ vendor: 'nvidia', evidence: parsed }));
    expect(readEvidence(ascii(JSON.stringify({ items: sections }))).devices).toHaveLength(MAX_DEVICES);
    expect(() => readEvidence(many(MAX_DEVICES + 1))).toThrow(`more than ${String(MAX_DEVICES)} devices`);
  });

  it.each([
    ['nothing', ascii(''), 'SPDM.request.SPDMVersion: needs 1 bytes, 0 left (at byte 0)'],
    ['white space', ascii(' \n'), 'SPDM.request.SPDMVersion: needs 1 bytes, 0 left (at byte 0)'],
    ['an empty list', ascii('[]'), 'evidence: no device'],
    ['a list of texts', ascii('["x"]'), 'evidence[0]: not an object'],
    ['an object of another kind', ascii('{"a":1}'), 'evidence.evidence: missing'],
    ['an evidence list that is none', ascii('{"evidence_list":{}}'), 'evidence.evidence_list: not an array'],
    [
      'a chain that is no text',
      ascii(text.replace(/"certificate":"[^"]*"/, '"certificate":[]')),
      'evidence[0].certificate: not a string',
    ],
    ['a key twice', ascii(text.replace('{', '{"arch":"x",')), 'evidence[0].arch: occurs twice (at byte 19)'],
    [
      'a nonce that is not hexadecimal',
      ascii(text.replace(/"nonce":"../, '"nonce":"zz')),
      'evidence[0].nonce: neither hexadecimal nor base64',
    ],
    ['a byte order mark', concat(Uint8Array.of(0xef, 0xbb, 0xbf), list), 'report: not ASCII'],
    ['hexadecimal with an odd digit', ascii(toHex(one.report).slice(1)), 'report: not hexadecimal'],
    ['a text', ascii('"x"'), 'report: not hexadecimal'],
    ['a number in a list', ascii('[1]'), 'evidence[0]: not an object'],
    ['hexadecimal of a report longer than the cap', ascii('1'.repeat(2 * MAX_REPORT_BYTES + 3)), 'report: too long'],
    ['hexadecimal that is not ASCII', ascii('11é0'), 'report: not ASCII'],
    [
      'a section with more devices than the cap',
      ascii(JSON.stringify({ items: Array.from({ length: MAX_DEVICES + 1 }, () => ({})) })),
      'evidence: more than 64 devices',
    ],
    ['text that is not UTF-8', concat(ascii('['), Uint8Array.of(0xff)), 'evidence: not UTF-8 (at byte 1)'],
    [
      'an evidence that is not base64',
      ascii(text.replace('"evidence":"', '"evidence":"*AAA')),
      'evidence[0].evidence: not base64',
    ],
    [
      'a certificate that is not base64',
      ascii(text.replace('"certificate":"', '"certificate":"*AAA')),
      'evidence[0].certificate: not base64',
    ],
    [
      'a nonce with 0x in its middle',
      ascii(text.replace(/"nonce":"../, '"nonce":"110x11')),
      'evidence[0].nonce: neither hexadecimal nor base64',
    ],
    [
      'hexadecimal as long as the cap',
      ascii(`${'1'.repeat(2 * MAX_REPORT_BYTES)}\r\n`),
      'SPDM.request.RequestResponseCode: 17, want 224 (at byte 1)',
    ],
    ['as much as the cap', ascii(`${' '.repeat(MAX_EVIDENCE_BYTES - 2)}[]`), 'evidence: no device'],
    ['more than the cap', ascii(`${' '.repeat(MAX_EVIDENCE_BYTES)}[]`), 'evidence: larger than 1048576 bytes'],
    [
      'a section with a device of another vendor',
      section({ vendor: 'amd', evidence: parsed }),
      'evidence.items[0].vendor: another vendor',
    ],
    ['a section without devices', ascii('{"items":[]}'), 'evidence: no device'],
    ['a bundle of another vendor', bundled(bundle({ vendor: 'amd' })), 'evidence.bundles[0].vendor: another vendor'],
    [
      'a bundle with the record of a guest’s start, which has no report',
      bundled(bundle(), bundle({ format: 'nvidia-nvattest-boottime-json-v1' })),
      'evidence.bundles[1].format: not reports',
    ],
    ['a bundle in base64', bundled(bundle({ evidence: toBase64(list) })), 'evidence.bundles[0].evidence: not hexadecimal'],
    ['a bundle in a bundle', bundled(bundle({ evidence: toHex(bundled(bundle())) })), 'evidence.bundles[0].evidence: not a list'],
    ['no bundle', bundled(), 'evidence: no device'],
    ['text behind the list', concat(list, ascii(']')), 'evidence: text after the value (at byte 10437)'],
  ])('is refused: %s', (_, bytes, message) => {
    expect(refusalOf(() => readEvidence(bytes))).toBe(message);
  });

  it('has no more devices than the maximum in bundles together', () => {
    const many = bundled(...Array.from({ length: MAX_DEVICES + 1 }, () => bundle()));
    expect(() => readEvidence(many)).toThrow(/more than 64 devices|larger than/);
  });

  it('is refused: a million brackets, at the depth that no evidence has', () => {
    expect(refusalOf(() => readEvidence(ascii('['.repeat(1_000_000))))).toMatch(/^evidence(\[0\])+/);
  });
});
