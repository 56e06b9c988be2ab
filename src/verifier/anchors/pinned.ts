import { AMD } from './amd.ts';
import type { Anchors } from './anchor.ts';
import { AWS_NITRO_ROOT } from './aws.ts';
import { INTEL_IAS_SIGNING_CA, INTEL_SGX_ROOT } from './intel.ts';
import { NVIDIA_DEVICE_ROOT, NVIDIA_RIM_ROOT } from './nvidia.ts';

/**
 * The roots of a release: the manufacturers', and no others. Only the end-to-end build, which names itself "Sealmark (test
 * build)", replaces this file.
 */
export const pinnedAnchors: Anchors = {
  intelSgxRoot: [INTEL_SGX_ROOT],
  intelIasSigningCa: [INTEL_IAS_SIGNING_CA],
  amd: { Milan: [AMD.Milan], Genoa: [AMD.Genoa], Turin: [AMD.Turin] },
  awsNitroRoot: [AWS_NITRO_ROOT],
  nvidiaDeviceRoot: [NVIDIA_DEVICE_ROOT],
  nvidiaRimRoot: [NVIDIA_RIM_ROOT],
};
