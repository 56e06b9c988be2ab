import { SGX_CHECKS } from '../../../verifier/index.ts';
import type { CheckWords } from '../check-words.ts';
import type { Lexicon } from '../finding.ts';
import { DCAP_WORDS } from './dcap.ts';

/** Sentences for the checks that only SGX enclaves have. */
export const SGX_WORDS = {
  'sgx.attributes.initialised': {
    question: 'Was the enclave fully started?',
    pass: 'The enclave was fully started before it was measured.',
    warn: 'The enclave does not report that it was fully started. Real hardware always does.',
    fail: 'The enclave was not fully started.',
    unknown: 'Sealmark could not tell whether the enclave was fully started.',
  },
  'sgx.attributes.privileged-keys': {
    question: 'Does the enclave do without Intel’s special keys?',
    pass: 'The enclave may not use the keys that identify the processor or start other enclaves.',
    warn: 'The enclave may use keys meant for Intel’s own programs ({attributes}).',
    fail: 'The enclave may use keys meant for Intel’s own programs ({attributes}), which is refused here.',
    unknown: 'Sealmark could not tell which special keys the enclave may use.',
  },
} as const satisfies Readonly<Record<string, CheckWords>>;

/** The checks of this family with their words, which a popup loads for its results. */
export const LEXICON: Lexicon = { words: { ...DCAP_WORDS, ...SGX_WORDS }, checks: SGX_CHECKS };
