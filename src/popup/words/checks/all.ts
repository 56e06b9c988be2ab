import type { CheckId } from '../../../verifier/index.ts';
import type { CheckWords } from '../check-words.ts';
import { COMMON_WORDS } from './common.ts';
import { KEYSTONE_WORDS } from './keystone.ts';
import { DCAP_WORDS } from './dcap.ts';
import { IAS_WORDS } from './ias.ts';
import { NITRO_WORDS } from './nitro.ts';
import { NVIDIA_GPU_WORDS } from './nvidia-gpu.ts';
import { SANCTUM_WORDS } from './sanctum.ts';
import { SNP_WORDS } from './snp.ts';
import { SGX_WORDS } from './sgx.ts';
import { TDX_WORDS } from './tdx.ts';

/**
 * Sentences for every check. A check without words does not compile: add a file for its family here, spread it below and name it
 * in load.ts. The popup loads only the families that a result needs.
 */
export const ALL_WORDS = {
  ...COMMON_WORDS,
  ...SNP_WORDS,
  ...DCAP_WORDS,
  ...SGX_WORDS,
  ...TDX_WORDS,
  ...IAS_WORDS,
  ...NITRO_WORDS,
  ...KEYSTONE_WORDS,
  ...SANCTUM_WORDS,
  ...NVIDIA_GPU_WORDS,
} satisfies Readonly<Record<CheckId, CheckWords>>;
