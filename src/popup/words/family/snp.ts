import { SNP_CHECKS } from '../../../verifier/index.ts';
import { SNP_WORDS } from '../checks/snp.ts';
import type { Lexicon } from '../finding.ts';

export const LEXICON: Lexicon = { words: SNP_WORDS, checks: SNP_CHECKS };
