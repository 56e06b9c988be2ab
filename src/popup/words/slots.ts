import type { TestAnchor } from '../../background/api/settings.ts';

/** What a test root replaces, and which certificates it consists of. */
export const SLOT_WORDS = {
  intelSgxRoot: { label: 'Intel’s SGX and TDX root', certificates: 1 },
  intelIasSigningCa: { label: 'Intel’s root for EPID reports', certificates: 1 },
  awsNitroRoot: { label: 'Amazon’s Nitro root', certificates: 1 },
  amdMilan: { label: 'AMD’s root for Milan (ARK, ASK, ASVK)', certificates: 3 },
  amdGenoa: { label: 'AMD’s root for Genoa (ARK, ASK, ASVK)', certificates: 3 },
  amdTurin: { label: 'AMD’s root for Turin (ARK, ASK, ASVK)', certificates: 3 },
  nvidiaDeviceRoot: { label: 'NVIDIA’s root for GPUs and switches', certificates: 1 },
  nvidiaRimRoot: { label: 'NVIDIA’s root for reference files', certificates: 1 },
} as const satisfies Readonly<Record<TestAnchor['slot'], { label: string; certificates: number }>>;
