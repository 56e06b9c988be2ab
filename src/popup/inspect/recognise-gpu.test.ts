// Covers: recognise.ts
import { describe, expect, it } from 'vitest';
import { toBase64, toHex } from '../../verifier/index.ts';
import { chainPem, deviceChain, nvidiaPayload, sdkList, spdmReport } from '../../verifier/testing/nvidia/devices.ts';
import { item, nonce } from '../../verifier/testing/nvidia/appraised.ts';
import { recognise } from './recognise.ts';

const text = (words: string): Uint8Array => new TextEncoder().encode(words);
const report = spdmReport({ nonce });

const bundles = text(
  JSON.stringify({
    bundles: [{ vendor: 'nvidia', format: 'nvidia-nvattest-collect-evidence-json-v1', evidence: toHex(sdkList(item())) }],
  }),
);
const base64Url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const verifierInput = text(
  JSON.stringify({
    __cmwc_t: 'tag:nvidia.com,2026:verifier-input/profiles/base/pre-1.0.0',
    gpu_0: {
      __cmwc_t: 'tag:nvidia.com,2026:evidence-item/v1',
      evidence: ['application/vnd.nvidia.spdm-measurement-transcript', base64Url(report)],
      certificate: ['application/vnd.nvidia.pem-cert-chain', base64Url(text(chainPem(deviceChain())))],
    },
  }),
);

describe('evidence of a GPU', () => {
  it.each([
    ['the attestation SDK’s list', sdkList(item())],
    ['NRAS’s request (nvidia_payload)', nvidiaPayload(nonce, item())],
    ['a report', report],
    ['a report in hexadecimal', text(`${toHex(report)}\n`)],
    ['a report in base64', text(toBase64(report))],
    ['a list in base64', text(toBase64(sdkList(item())))],
    ['dstack’s answer about its GPUs', bundles],
    ['the collection for NVIDIA’s newer verifier', verifierInput],
    [
      'a CMW record',
      text(JSON.stringify(['application/vnd.sealmark.nvidia-gpu-evidence', Buffer.from(report).toString('base64url'), 4])),
    ],
  ])('is recognised when dropped: %s', (_, bytes) => {
    const found = recognise(bytes);
    expect(found?.evidence.type).toBe('nvidia-gpu-evidence');
    expect(found?.opening.at).toBe('opened');
  });

  it.each([
    ['a report cut short', report.slice(0, 900)],
    ['a list with a damaged report', sdkList({ ...item(), report: report.slice(0, 900) })],
  ])('that is damaged is still named: %s', (_, bytes) => {
    const found = recognise(bytes);
    expect([found?.evidence.type, found?.opening.at]).toEqual(['nvidia-gpu-evidence', 'malformed']);
  });

  it('is explained field by field', () => {
    const reads = recognise(report)?.reads.map(({ structure, field }) => `${structure}.${field}`) ?? [];
    expect(reads).toContain('SPDM.request.Nonce');
    expect(reads).toContain('SPDM.response.Signature');
  });
});
