import { TDX_CHECKS } from '../../../verifier/index.ts';
import { DCAP_WORDS } from '../checks/dcap.ts';
import { TDX_WORDS } from '../checks/tdx.ts';
import type { Lexicon } from '../finding.ts';

export const LEXICON: Lexicon = { words: { ...DCAP_WORDS, ...TDX_WORDS }, checks: TDX_CHECKS };
