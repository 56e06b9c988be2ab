import type { Check } from '../../check.ts';
import { DCAP_CHECKS } from '../../dcap/checks.ts';

const ATTRIBUTES = 'Intel Software Developer’s Manual, volume 3D, section 35.7.1 (ATTRIBUTES)';

/** The questions of an SGX quote: those of DCAP, and what the enclave's attributes say. */
export const SGX_CHECKS = {
  ...DCAP_CHECKS,
  'sgx.attributes.initialised': { aspect: 'configuration', whenFail: 'contraindicated', whenUnknown: 'none', spec: ATTRIBUTES },
  'sgx.attributes.privileged-keys': {
    aspect: 'configuration',
    whenFail: 'contraindicated',
    whenUnknown: 'none',
    spec: ATTRIBUTES,
  },
} as const satisfies Readonly<Record<string, Check>>;

export type SgxCheckId = keyof typeof SGX_CHECKS;
