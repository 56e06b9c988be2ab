/** The appraisal policy that only NVIDIA's devices have. No field is optional: a policy that may be silent grows holes. */
export type NvidiaGpuPolicy = {
  /**
   * Reference files and OCSP responses that cannot be read, or that NVIDIA did not sign. In a browser the site staples
   * them, and one that does not hold proves nothing about the device: `unknown`. `refuse` is for a caller at a terminal,
   * who vouches for what it hands over.
   */
  readonly unusableEndorsement: 'unknown' | 'refuse';
  /** Protected PCIe: the links between GPUs and switches are not encrypted, and the switches must be believed as well. */
  readonly protectedPcie: 'accept' | 'warn' | 'refuse';
};

export const NVIDIA_GPU_POLICY: NvidiaGpuPolicy = { unusableEndorsement: 'unknown', protectedPcie: 'warn' };
