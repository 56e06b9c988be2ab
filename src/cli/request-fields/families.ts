import { dcap } from './dcap.ts';
import { ias } from './ias.ts';
import { keystone } from './keystone.ts';
import { nitro } from './nitro.ts';
import { nvidia } from './nvidia.ts';
import { sanctum } from './sanctum.ts';
import { snp } from './snp.ts';
import type { Family } from './family.ts';

/** Every family of TEEs that the terminal knows. A new one is a file and a line here. */
export const families: readonly Family[] = [dcap, ias, snp, nitro, keystone, sanctum, nvidia];
