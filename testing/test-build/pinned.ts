import { AMD } from '../../src/verifier/anchors/amd.ts';
import type { AmdAnchors, Anchor, Anchors } from '../../src/verifier/anchors/anchor.ts';
import { AWS_NITRO_ROOT } from '../../src/verifier/anchors/aws.ts';
import { INTEL_IAS_SIGNING_CA, INTEL_SGX_ROOT } from '../../src/verifier/anchors/intel.ts';
import { NVIDIA_DEVICE_ROOT, NVIDIA_RIM_ROOT } from '../../src/verifier/anchors/nvidia.ts';
import { fromBase64 } from '../../src/verifier/bytes/base64.ts';
import roots from './roots.json' with { type: 'json' };

/**
 * Replaces `src/verifier/anchors/pinned.ts` in the test build: the manufacturers' roots and those of our simulated attesters,
 * trusted as if they were real, so that `verified` itself can be tested.
 */
const named = (slot: string): readonly (readonly Anchor[])[] =>
  roots
    .filter((root) => root.slot === slot)
    .map(({ name, certificates }) => certificates.map((text) => ({ name, certificate: fromBase64(text, name), test: false })));

const singles = (slot: string): readonly Anchor[] => named(slot).flat();

const triples = (slot: string): readonly AmdAnchors[] =>
  named(slot).flatMap(([ark, ask, asvk]) => (ark && ask && asvk ? [{ ark, ask, asvk }] : []));

/** The anchors of the test build. */
export const pinnedAnchors: Anchors = {
  intelSgxRoot: [INTEL_SGX_ROOT, ...singles('intelSgxRoot')],
  intelIasSigningCa: [INTEL_IAS_SIGNING_CA, ...singles('intelIasSigningCa')],
  amd: {
    Milan: [AMD.Milan, ...triples('amdMilan')],
    Genoa: [AMD.Genoa, ...triples('amdGenoa')],
    Turin: [AMD.Turin, ...triples('amdTurin')],
  },
  awsNitroRoot: [AWS_NITRO_ROOT, ...singles('awsNitroRoot')],
  nvidiaDeviceRoot: [NVIDIA_DEVICE_ROOT, ...singles('nvidiaDeviceRoot')],
  nvidiaRimRoot: [NVIDIA_RIM_ROOT, ...singles('nvidiaRimRoot')],
};
