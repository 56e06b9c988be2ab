import type { Check } from '../../check.ts';
import { DCAP_CHECKS } from '../../dcap/checks.ts';
import { ENCLAVE_ATTRIBUTE_CHECKS } from '../../dcap/enclave-attributes.ts';

/** The checks of an SGX quote: those of DCAP, and the enclave's attributes. */
export const SGX_CHECKS = { ...DCAP_CHECKS, ...ENCLAVE_ATTRIBUTE_CHECKS } as const satisfies Readonly<Record<string, Check>>;

/** Id of a check on an SGX quote, those of DCAP included. */
export type SgxCheckId = keyof typeof SGX_CHECKS;
