import type { Aspect, Check } from '../../check.ts';
import { ENCLAVE_ATTRIBUTE_CHECKS } from '../../dcap/enclave-attributes.ts';

const API = 'Attestation Service for Intel SGX (EPID): API Documentation, revision 7.0';
const check = (aspect: Aspect, spec: string): Check => ({ aspect, whenFail: 'contraindicated', whenUnknown: 'none', spec });

/** The questions about a report by Intel's attestation service; README.md explains each. Ids are permanent. */
export const IAS_CHECKS = {
  'ias.chain.root': check('hardware', `${API}, section 4.3`),
  'ias.chain.dates': check('freshness', 'RFC 5280, section 4.1.2.5'),
  'ias.report.signature': check('hardware', `${API}, section 4.2.1`),
  'ias.report.timestamp': check('freshness', `${API}, section 4.2.1, timestamp`),
  'ias.report.status': check('hardware', `${API}, section 4.2.1, isvEnclaveQuoteStatus`),
  ...ENCLAVE_ATTRIBUTE_CHECKS,
  'ias.service.open': check('hardware', 'Intel, end of life of the Intel SGX Attestation Service Utilizing EPID, 2 April 2025'),
} as const satisfies Readonly<Record<string, Check>>;

/** Id of a check that only IAS reports have. */
export type IasCheckId = keyof typeof IAS_CHECKS;
