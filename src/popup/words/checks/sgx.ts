import type { CheckWords } from '../check-words.ts';

/** Sentences for what only SGX enclaves are asked. */
export const SGX_WORDS = {
  'sgx.attributes.initialised': {
    question: 'Was the enclave fully started?',
    pass: 'The enclave was fully started before it was measured.',
    warn: 'The enclave does not say that it was fully started, which real hardware always says.',
    fail: 'The enclave was not fully started.',
    unknown: 'Whether the enclave was fully started could not be told.',
  },
  'sgx.attributes.privileged-keys': {
    question: 'Does the enclave do without Intel’s special keys?',
    pass: 'The enclave may not use the keys that identify the processor or start other enclaves.',
    warn: 'The enclave may use keys that are meant for Intel’s own programs ({attributes}).',
    fail: 'The enclave uses keys that are meant for Intel’s own programs ({attributes}).',
    unknown: 'Which special keys the enclave may use could not be told.',
  },
} as const satisfies Readonly<Record<string, CheckWords>>;
