import type { CheckId } from '../../../verifier/index.ts';
import type { CheckWords } from '../check-words.ts';
import { COMMON_WORDS } from './common.ts';
import { KEYSTONE_WORDS } from './keystone.ts';
import { NITRO_WORDS } from './nitro.ts';
import { SANCTUM_WORDS } from './sanctum.ts';
import { SNP_WORDS } from './snp.ts';

/**
 * Sentences for every check. A check without words does not compile: add a file for its family beside this one, spread it
 * here and name it in load.ts. The popup loads only the families that a result needs.
 */
export const ALL_WORDS = {
  ...COMMON_WORDS,
  ...SNP_WORDS,
  ...NITRO_WORDS,
  ...KEYSTONE_WORDS,
  ...SANCTUM_WORDS,
} satisfies Readonly<Record<CheckId, CheckWords>>;
