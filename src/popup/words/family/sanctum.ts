import { SANCTUM_CHECKS } from '../../../verifier/index.ts';
import { SANCTUM_WORDS } from '../checks/sanctum.ts';
import type { Lexicon } from '../finding.ts';

export const LEXICON: Lexicon = { words: SANCTUM_WORDS, checks: SANCTUM_CHECKS };
