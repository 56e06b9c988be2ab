import type { Aspect, Check } from '../../check.ts';
import { DCAP_CHECKS } from '../../dcap/checks.ts';

const MODULE = 'Intel TDX Module ABI Reference Specification';
const check = (aspect: Aspect, spec: string): Check => ({ aspect, whenFail: 'contraindicated', whenUnknown: 'none', spec });

/** The checks of a TDX quote: those of DCAP, the TDX module's identity, and the TD's attributes. */
export const TDX_CHECKS = {
  ...DCAP_CHECKS,
  'tdx.module.identity': check(
    'hardware',
    'Intel SGX and TDX Provisioning Certification Service API, version 4, Get TCB Info, tdxModule',
  ),
  'tdx.attributes.reserved': check('configuration', `${MODULE}, ATTRIBUTES`),
  'tdx.attributes.migratable': check('configuration', `${MODULE}, ATTRIBUTES; Intel TDX Migration TD Design Guide`),
  'tdx.service-td': check('configuration', `${MODULE}, TDREPORT, SERVTD_HASH`),
  'tdx.paravisor.runtime-data': check('configuration', 'Azure, guest attestation for confidential VMs; OpenHCL, igvm_attest'),
  'tdx.vtpm.quote': check('configuration', 'TCG TPM 2.0 Library, part 2, section 10.12.8 (TPMS_QUOTE_INFO)'),
  'tdx.event-log': check('executables', 'dstack, event log; TCG PC Client Platform Firmware Profile, section 10'),
} as const satisfies Readonly<Record<string, Check>>;

/** Id of a check on a TDX quote, those of DCAP included. */
export type TdxCheckId = keyof typeof TDX_CHECKS;
