import { NITRO_CHECKS } from '../../../verifier/index.ts';
import { NITRO_WORDS } from '../checks/nitro.ts';
import type { Lexicon } from '../finding.ts';

export const LEXICON: Lexicon = { words: NITRO_WORDS, checks: NITRO_CHECKS };
