import { COMMON_CHECKS } from '../../../verifier/index.ts';
import { COMMON_WORDS } from '../checks/common.ts';
import type { Lexicon } from '../finding.ts';

export const LEXICON: Lexicon = { words: COMMON_WORDS, checks: COMMON_CHECKS };
