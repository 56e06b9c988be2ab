import { IAS_CHECKS } from '../../../verifier/index.ts';
import { IAS_WORDS } from '../checks/ias.ts';
import type { Lexicon } from '../finding.ts';

export const LEXICON: Lexicon = { words: IAS_WORDS, checks: IAS_CHECKS };
