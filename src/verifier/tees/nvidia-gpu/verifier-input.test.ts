import { describe, expect, it } from 'vitest';
import { toBase64Url } from '../../bytes/base64.ts';
import { Unsupported } from '../../malformed.ts';
import { chainPem } from '../../testing/nvidia/devices.ts';
import { appraisedBytes, item, nonce } from '../../testing/nvidia/appraised.ts';
import { troubles } from '../../testing/appraise-case.ts';
import { refusalOf } from '../../testing/refusal.ts';
import { MAX_DEVICES, readEvidence } from './evidence.ts';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const { report, chain } = item();
const record = (type: string, bytes: Uint8Array): readonly string[] => [type, toBase64Url(bytes)];
const EVIDENCE = record('application/vnd.nvidia.spdm-measurement-transcript', report);
const CERTIFICATE = record('application/vnd.nvidia.pem-cert-chain', ascii(chainPem(chain)));
const NONCE = record('application/octet-stream', nonce);
const OTHER_NONCE = record('application/octet-stream', new Uint8Array(32));

/** One device, as NVIDIA's library writes it. */
const device = (change: object = {}): object => ({
  __cmwc_t: 'tag:nvidia.com,2026:evidence-item/v1',
  evidence: EVIDENCE,
  certificate: CERTIFICATE,
  nonce: NONCE,
  hints: record('application/json', ascii('{}')),
  ...change,
});
const input = (change: object = {}): Uint8Array =>
  ascii(
    JSON.stringify({
      __cmwc_t: 'tag:nvidia.com,2026:verifier-input/profiles/base/pre-1.0.0',
      nonce: NONCE,
      'appraisal-settings': record('application/json', ascii('{}')),
      gpu_0: device(),
      ...change,
    }),
  );

describe('the input of NVIDIA’s newer verifier', () => {
  it('is appraised like any other list', async () => {
    expect(troubles(await appraisedBytes(input()))).toEqual({});
  });

  it('states a nonce for all and one for each device, and all of them count', async () => {
    expect(readEvidence(input()).statedNonces).toEqual([nonce, nonce]);
    expect(readEvidence(input({ nonce: undefined, gpu_0: device({ nonce: undefined }) })).statedNonces).toEqual([]);
    for (const change of [{ nonce: OTHER_NONCE }, { gpu_0: device({ nonce: OTHER_NONCE }) }])
      expect(troubles(await appraisedBytes(input(change)))).toMatchObject({ 'nvidia.report.nonce': 'fail' });
  });

  it('may have several devices, and devices without certificates', () => {
    const { devices } = readEvidence(input({ gpu_1: device({ certificate: undefined }) }));
    expect(devices.map((one) => one.chain?.length ?? null)).toEqual([5, null]);
    const many = Object.fromEntries(Array.from({ length: MAX_DEVICES }, (_, at) => [`gpu_${String(at + 1)}`, device()]));
    expect(refusalOf(() => readEvidence(input(many)))).toMatch(/more than 64 devices|larger than/);
  });

  it.each([
    ['no device', { gpu_0: undefined }, 'evidence: no device'],
    ['a record in place of a device', { gpu_0: EVIDENCE }, 'evidence.gpu_0: not an object'],
    [
      'a device without evidence',
      { gpu_0: device({ evidence: undefined }) },
      'evidence.gpu_0.evidence: not [media type, base64url]',
    ],
    ['a device without a type', { gpu_0: device({ __cmwc_t: undefined }) }, 'evidence.gpu_0.__cmwc_t: missing'],
    ['a record of three', { nonce: [...NONCE, 4] }, 'evidence.nonce: not [media type, base64url]'],
    ['a record of one', { nonce: ['application/octet-stream'] }, 'evidence.nonce: not [media type, base64url]'],
    ['a number for a type', { nonce: [1, NONCE[1]] }, 'evidence.nonce: not [media type, base64url]'],
    ['a nonce of another type', { nonce: EVIDENCE }, 'evidence.nonce: another media type'],
    [
      'certificates of another type',
      { gpu_0: device({ certificate: EVIDENCE }) },
      'evidence.gpu_0.certificate: another media type',
    ],
    ['text that is not base64url', { nonce: ['application/octet-stream', '*'] }, 'evidence.nonce: impossible base64 length'],
  ])('is refused with %s', (_, change, why) => {
    expect(refusalOf(() => readEvidence(input(change)))).toBe(why);
  });

  it.each([
    ['in another version', { __cmwc_t: 'tag:nvidia.com,2026:verifier-input/profiles/base/1.0.0' }],
    ['with a device in another version', { gpu_0: device({ __cmwc_t: 'tag:nvidia.com,2026:evidence-item/v2' }) }],
    ['with a token in place of a report', { gpu_0: device({ evidence: record('application/eat+cwt', report) }) }],
  ])('%s is newer than this release', (_, change) => {
    expect(() => readEvidence(input(change))).toThrow(Unsupported);
  });
});
