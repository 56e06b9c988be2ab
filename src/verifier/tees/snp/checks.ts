import type { Check } from '../../check.ts';

const ABI = 'AMD 56860 (SEV-SNP firmware ABI, revision 1.58)';
const KDS = 'AMD 57230 (VCEK certificate and KDS interface, revision 1.00)';

const hardware = (spec: string): Check & { readonly aspect: 'hardware' } => ({
  aspect: 'hardware',
  whenFail: 'contraindicated',
  whenUnknown: 'none',
  spec,
});
const configuration = (spec: string): Check => ({
  aspect: 'configuration',
  whenFail: 'contraindicated',
  whenUnknown: 'none',
  spec,
});

/** The checks that SEV-SNP adds to the common ones; README.md walks through them. Ids are permanent. */
export const SNP_CHECKS = {
  'snp.report.signing-key': hardware(`${ABI}, ATTESTATION_REPORT, SIGNING_KEY`),
  'snp.report.chip-key': hardware(`${ABI}, ATTESTATION_REPORT, MASK_CHIP_KEY`),
  'snp.report.signature': hardware(`${ABI}, ATTESTATION_REPORT, SIGNATURE; FIPS 186-5, section 6.4.2`),
  'snp.vek.well-formed': hardware(`${KDS}, certificate extensions; RFC 5280, section 4.1`),
  'snp.vek.kind': hardware(`${KDS}, certificate subject and issuer`),
  'snp.vek.product': hardware(`${KDS}, productName; ${ABI}, CPUID_FAM_ID`),
  'snp.vek.chain': hardware(`${KDS}, certificate chain; RFC 5280, section 6.1`),
  'snp.vek.validity': {
    aspect: 'freshness',
    whenFail: 'contraindicated',
    whenUnknown: 'none',
    spec: 'RFC 5280, section 6.1.3 (a)(2)',
  },
  'snp.vek.key': hardware(`${KDS}, subject public key`),
  'snp.vek.tcb': hardware(`${KDS}, certificate extensions; ${ABI}, REPORTED_TCB`),
  'snp.vek.chip': hardware(`${KDS}, hwID; ${ABI}, CHIP_ID`),
  'snp.vek.revocation': { ...hardware('RFC 5280, section 6.3'), whenUnknown: 'warning' },
  'snp.crl.signature': hardware('RFC 5280, sections 5.1 and 6.3.3'),
  'snp.crl.fresh': {
    aspect: 'freshness',
    whenFail: 'contraindicated',
    whenUnknown: 'warning',
    spec: 'RFC 5280, section 5.1.2.5',
  },
  'snp.tcb.reserved': hardware(`${ABI}, TCB_VERSION`),
  'snp.tcb.order': hardware(`${ABI}, section 3.3 (TCB versions)`),
  'snp.tcb.provisional': hardware(`${ABI}, section 3.3 (provisional firmware)`),
  'snp.tcb.minimum': hardware('AMD security bulletins, as dated in minima.ts'),
  'snp.line.advisory': hardware('arXiv 2605.12990, as dated in minima.ts'),
  'snp.platform.alias-check': hardware('AMD-SB-3015; AMD 56860, PLATFORM_INFO'),
  'snp.policy.reserved': configuration(`${ABI}, section 4.3 (guest policy)`),
  'snp.policy.migration-agent': configuration(`${ABI}, section 4.3 (guest policy)`),
  'snp.policy.smt': configuration(`${ABI}, section 4.3 (guest policy)`),
  'snp.policy.single-socket': configuration(`${ABI}, section 4.3 (guest policy)`),
  'snp.policy.abi': configuration(`${ABI}, section 4.3 (guest policy)`),
  'snp.report.vmpl': configuration(`${ABI}, MSG_REPORT_REQ and SNP_HV_REPORT_REQ`),
  'snp.paravisor.runtime-data': configuration('Azure, guest attestation for confidential VMs; OpenHCL, igvm_attest'),
  'snp.vtpm.quote': configuration('TCG TPM 2.0 Library, part 2, section 10.12.8 (TPMS_QUOTE_INFO)'),
} as const satisfies Readonly<Record<string, Check>>;

/** Id of a check that only SEV-SNP reports have. */
export type SnpCheckId = keyof typeof SNP_CHECKS;
