// Covers: recognise.ts
import { describe, expect, it } from 'vitest';
import { toBase64, toHex } from '../../verifier/index.ts';
import { nvidiaPayload, sdkList, spdmReport } from '../../verifier/testing/nvidia/devices.ts';
import { item, nonce } from '../../verifier/testing/nvidia/appraised.ts';
import { recognise } from './recognise.ts';

const text = (words: string): Uint8Array => new TextEncoder().encode(words);
const report = spdmReport({ nonce });

describe('evidence of a GPU', () => {
  it.each([
    ['the attestation SDK’s list', sdkList(item())],
    ['NRAS’s request (nvidia_payload)', nvidiaPayload(nonce, item())],
    ['a report', report],
    ['a report in hexadecimal', text(`${toHex(report)}\n`)],
    ['a report in base64', text(toBase64(report))],
    ['a list in base64', text(toBase64(sdkList(item())))],
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
