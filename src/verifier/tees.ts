import type { CommonCheckId } from './checks.ts';
import type { Need } from './endorsement.ts';
import { COMMON_POLICY, type CommonPolicy } from './policy.ts';
import type { Tee } from './tee.ts';
import { ias } from './tees/ias/index.ts';
import { keystone } from './tees/keystone/index.ts';
import { nitro } from './tees/nitro/index.ts';
import { nvidiaGpu } from './tees/nvidia-gpu/index.ts';
import { sanctum } from './tees/sanctum/index.ts';
import { snp } from './tees/snp/index.ts';
import { sgx } from './tees/sgx/index.ts';
import { tdx } from './tees/tdx/index.ts';

/** Any TEE, with its own types forgotten, for code that serves all of them. */
export type AnyTee = Tee<string, string, Need, unknown>;

/** The list of TEEs. A new one is a folder and a line here; every union below is derived from it. */
export const tees = [sgx, tdx, ias, snp, nitro, keystone, sanctum, nvidiaGpu] as const satisfies readonly AnyTee[];

type Listed = (typeof tees)[number];

/** Name of a TEE, as its folder and results have it. */
export type TeeId = Listed['id'];

/** Distributes over the list: `keyof` of a union would keep only the ids that all TEEs share, which is none. */
type CheckOf<T> = T extends { readonly checks: infer Checks } ? keyof Checks & string : never;

/** Every check that may be answered; the popup has words for each, or does not compile. */
export type CheckId = CheckOf<Listed> | CommonCheckId;

/** Everything that may be requested from a manufacturer; each kind has a source, or the background does not compile. */
export type AnyNeed = ReturnType<ReturnType<Listed['open']>['missing']>[number];

/** What the user accepts: one part for all TEEs, one part for each. */
export type AppraisalPolicy = {
  readonly common: CommonPolicy;
  readonly tees: { readonly [T in Listed as T['id']]: T['policy'] };
};

/** The default policy, from which settings start. */
export const ORDINARY_POLICY: AppraisalPolicy = {
  common: COMMON_POLICY,
  // Object.fromEntries forgets which id goes with which policy; each entry comes from one TEE of the list.
  tees: Object.fromEntries(tees.map(({ id, policy }: AnyTee) => [id, policy])) as AppraisalPolicy['tees'],
};
