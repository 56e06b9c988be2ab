import { SGX_CHECKS } from '../../../verifier/index.ts';
import { DCAP_WORDS } from '../checks/dcap.ts';
import { SGX_WORDS } from '../checks/sgx.ts';
import type { Lexicon } from '../finding.ts';

export const LEXICON: Lexicon = { words: { ...DCAP_WORDS, ...SGX_WORDS }, checks: SGX_CHECKS };
