import type { Severity } from '../../policy.ts';
/** The appraisal policy that only NVIDIA's devices have. No field is optional: a policy that may be silent grows holes. */
export type NvidiaGpuPolicy = {
  /** Protected PCIe: the links between GPUs and switches are not encrypted, and the switches must be believed as well. */
  readonly protectedPcie: Severity;
};

export const NVIDIA_GPU_POLICY: NvidiaGpuPolicy = { protectedPcie: 'warn' };
