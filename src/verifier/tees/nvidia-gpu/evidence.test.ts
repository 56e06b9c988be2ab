import { describe, expect, it } from 'vitest';
import { concat } from '../../bytes/equal.ts';
import { toHex } from '../../bytes/hex.ts';
import { Malformed } from '../../malformed.ts';
import { nvidiaPayload, sdkList } from '../../testing/nvidia/devices.ts';
import { item, nonce } from '../../testing/nvidia/appraised.ts';
import { MAX_DEVICES, MAX_EVIDENCE_BYTES, readEvidence } from './evidence.ts';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const one = item();
const list = sdkList(one);
const text = new TextDecoder().decode(list);

const parsed: unknown = JSON.parse(text.slice(1, -1));
const section = (entry: object): Uint8Array => ascii(JSON.stringify({ items: [{ id: 'gpu0', vendor: 'nvidia', ...entry }] }));
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
    ['a list after white space', concat(ascii(' \n'), list), 1],
    ['what the command line of NVIDIA’s SDK prints', ascii(`{"evidences":${text},"result_code":0,"result_message":"Ok"}`), 1],
    ['the list of Confidential Containers', ascii(`{"device_evidence_list":${text}}`), 1],
    ['the same with a report in hexadecimal', ascii(`{"device_evidence_list":[${inHex}]}`), 1],
  ])('is read from %s', (_, bytes, stated) => {
    const { devices, statedNonces } = readEvidence(bytes);
    expect(devices).toHaveLength(1);
    expect(devices[0].report.nonce).toEqual(nonce);
    expect(devices[0].chain?.length ?? 0).toBe(stated === 0 ? 0 : 5);
    expect(statedNonces).toHaveLength(stated);
  });

  it('has at most as many devices as the cap', () => {
    const many = (count: number): Uint8Array => sdkList(...Array.from({ length: count }, () => one));
    expect(readEvidence(many(MAX_DEVICES)).devices).toHaveLength(MAX_DEVICES);
    expect(() => readEvidence(many(MAX_DEVICES + 1))).toThrow(Malformed);
  });

  it.each([
    ['nothing', ascii('')],
    ['white space', ascii(' \n')],
    ['an empty list', ascii('[]')],
    ['a list of texts', ascii('["x"]')],
    ['an object of another kind', ascii('{"a":1}')],
    ['an evidence list that is none', ascii('{"evidence_list":{}}')],
    ['an item without a chain', ascii('[{"evidence":"EeAB/w=="}]')],
    ['a key twice', ascii(text.replace('{', '{"arch":"x",'))],
    ['a base64 text with a line break', ascii(text.replace('"evidence":"', '"evidence":"\\n'))],
    ['a nonce that is not hexadecimal', ascii(text.replace(/"nonce":"../, '"nonce":"zz'))],
    ['a byte order mark', concat(Uint8Array.of(0xef, 0xbb, 0xbf), list)],
    ['hexadecimal with an odd digit', ascii(toHex(one.report).slice(1))],
    ['more than the cap', ascii(`${' '.repeat(MAX_EVIDENCE_BYTES)}[]`)],
    ['a million brackets', ascii('['.repeat(1_000_000))],
    ['a section with a device of another vendor', section({ vendor: 'amd', evidence: parsed })],
    ['a section without devices', ascii('{"items":[]}')],
    ['text behind the list', concat(list, ascii(']'))],
  ])('is refused: %s', (_, bytes) => {
    expect(() => readEvidence(bytes)).toThrow(Malformed);
  });
});
