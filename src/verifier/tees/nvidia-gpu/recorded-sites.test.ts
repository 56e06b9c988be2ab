// Covers: evidence.ts, authenticate.ts
import { describe, expect, it } from 'vitest';
import { pinnedAnchors } from '../../anchors/pinned.ts';
import { toHex } from '../../bytes/hex.ts';
import { fact, appraiseCase, troubles } from '../../testing/appraise-case.ts';
import { recordedSiteFile, recordedSites } from '../../testing/site-recordings.ts';
import { near } from '../../protocol/adapters/near.ts';
import { tinfoil } from '../../protocol/adapters/tinfoil.ts';
import { parseRfc3339 } from '../../time.ts';

/** GPUs of private-AI services as served, under the pinned root. Nothing was stapled, so much stays unknown. */
const OPEN = ['nvidia.rim.vbios', 'nvidia.rim.driver', 'nvidia.chain.revocation', 'nvidia.secure-boot', 'nvidia.debug'];
const now = parseRfc3339('2026-07-01T00:00:00Z', 'now');

const appraised = (bytes: Uint8Array, nonce: Uint8Array | null) =>
  appraiseCase({
    evidence: { type: 'nvidia-gpu-evidence', bytes, parameters: {} },
    anchors: pinnedAnchors,
    now,
    visit: { expected: { reportData: null, nonce } },
  });

describe('GPUs of a recorded service', () => {
  const captures = [
    ...['near-direct', 'near-cloud', 'venice', 'nanogpt'].flatMap((service) =>
      recordedSites(service, '/attestation').map(([name, site]) => [name, near, site] as const),
    ),
    ...recordedSites('tinfoil', 'tinfoil-attestation').map(([name, site]) => [name, tinfoil, site] as const),
  ];

  it.each(captures)('%s are genuine, and answer our nonce if there is one', async (_, adapter, { reply, asked }) => {
    const reading = adapter.read([reply], asked);
    if (reading.at !== 'read') throw new Error('not read');
    const { accelerators } = reading.document;
    if (accelerators === null) return;
    const result = await appraised(accelerators.bytes, asked.nonce);
    expect(result.claims?.nonce).toBe(toHex(asked.nonce));
    // NEAR AI's eight run in protected PCIe mode, which warns.
    const { 'nvidia.mode': mode = 'pass', ...others } = troubles(result);
    expect(mode).not.toBe('fail');
    expect(new Set(Object.values(others))).toEqual(new Set(['unknown']));
    expect(OPEN).toEqual(expect.arrayContaining(Object.keys(others)));
  });

  it('is also SecretVM’s, which serves NRAS’s request on its own', async () => {
    const bytes = recordedSiteFile('secretvm/gpu_attest.txt');
    if (bytes === null) return;
    const result = await appraised(bytes, null);
    expect(result.claims?.details).toMatchObject({ devices: 1, 'device 0 chip': 'GH100' });
    expect(fact(result, 'nvidia.rim.vbios', 'because')).toBe('no-reference-file');
  });
});
