import { IAS_CHECKS } from '../../../verifier/index.ts';
import { IAS_WORDS } from '../checks/ias.ts';
import { SGX_WORDS } from '../checks/sgx.ts';
import type { Lexicon } from '../finding.ts';

export const LEXICON: Lexicon = { words: { ...IAS_WORDS, ...SGX_WORDS }, checks: IAS_CHECKS };
