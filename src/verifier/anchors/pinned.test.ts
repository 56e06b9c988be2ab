import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { AMD } from './amd.ts';
import { AWS_NITRO_ROOT } from './aws.ts';
import { INTEL_IAS_SIGNING_CA, INTEL_SGX_ROOT } from './intel.ts';
import { NVIDIA_DEVICE_ROOT, NVIDIA_RIM_ROOT } from './nvidia.ts';
import { pinnedAnchors } from './pinned.ts';

const all = [
  INTEL_SGX_ROOT,
  INTEL_IAS_SIGNING_CA,
  AWS_NITRO_ROOT,
  NVIDIA_DEVICE_ROOT,
  NVIDIA_RIM_ROOT,
  ...Object.values(AMD).flatMap(({ ark, ask, asvk }) => [ark, ask, asvk]),
];

describe('pinned anchors', () => {
  it.each(all)('$name has the fingerprint stated with it', (anchor) => {
    const found = createHash('sha256').update(anchor.certificate).digest('hex');
    expect('sha256' in anchor ? anchor.sha256 : undefined).toBe(found);
  });

  it('holds no test anchor', () => {
    const { intelSgxRoot, intelIasSigningCa, awsNitroRoot, nvidiaDeviceRoot, nvidiaRimRoot, amd } = pinnedAnchors;
    const lines = Object.values(amd).flat();
    const listed = [
      ...intelSgxRoot,
      ...intelIasSigningCa,
      ...awsNitroRoot,
      ...nvidiaDeviceRoot,
      ...nvidiaRimRoot,
      ...lines.flatMap(({ ark, ask, asvk }) => [ark, ask, asvk]),
    ];
    expect(listed).toHaveLength(14);
    expect(listed.every(({ test }) => !test)).toBe(true);
  });
});
