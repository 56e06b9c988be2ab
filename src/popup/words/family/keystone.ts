import { KEYSTONE_CHECKS } from '../../../verifier/index.ts';
import { KEYSTONE_WORDS } from '../checks/keystone.ts';
import type { Lexicon } from '../finding.ts';

export const LEXICON: Lexicon = { words: KEYSTONE_WORDS, checks: KEYSTONE_CHECKS };
