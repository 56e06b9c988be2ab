import { COMMON_CHECKS, withCommonChecks, type Catalogue } from './checks.ts';
import type { TeeId } from './tees.ts';
import { IAS_CHECKS } from './tees/ias/checks.ts';
import { KEYSTONE_CHECKS } from './tees/keystone/checks.ts';
import { NITRO_CHECKS } from './tees/nitro/checks.ts';
import { NVIDIA_GPU_CHECKS } from './tees/nvidia-gpu/checks.ts';
import { SANCTUM_CHECKS } from './tees/sanctum/checks.ts';
import { SGX_CHECKS } from './tees/sgx/checks.ts';
import { SNP_CHECKS } from './tees/snp/checks.ts';
import { TDX_CHECKS } from './tees/tdx/checks.ts';

/** Questions by themselves, without the verifiers that answer them: whoever draws or sorts answers loads no verifier for it. */
const CHECKS: Readonly<Record<TeeId, Catalogue>> = {
  sgx: SGX_CHECKS,
  tdx: TDX_CHECKS,
  ias: IAS_CHECKS,
  snp: SNP_CHECKS,
  nitro: NITRO_CHECKS,
  keystone: KEYSTONE_CHECKS,
  sanctum: SANCTUM_CHECKS,
  'nvidia-gpu': NVIDIA_GPU_CHECKS,
};

const CATALOGUES: ReadonlyMap<string, Catalogue> = new Map(
  Object.entries(CHECKS).map(([id, checks]) => [id, withCommonChecks(checks)]),
);

/** The catalogue of the TEE with this id; the common checks where the evidence was recognised by none. */
export const catalogueOf = (tee: string | null): Catalogue => (tee === null ? undefined : CATALOGUES.get(tee)) ?? COMMON_CHECKS;
