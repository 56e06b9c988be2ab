import type { Severity } from '../../policy.ts';
/** The appraisal policy specific to NVIDIA's devices. No field is optional: an incomplete policy has gaps. */
export type NvidiaGpuPolicy = {
  /** Protected PCIe: the links between GPUs and switches are not encrypted, and the switches have to be trusted as well. */
  readonly protectedPcie: Severity;
};

/** The shipped policy. */
export const NVIDIA_GPU_POLICY: NvidiaGpuPolicy = { protectedPcie: 'warn' };
