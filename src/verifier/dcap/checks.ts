import type { Aspect, Check } from '../check.ts';

const PCK = 'Intel SGX PCK Certificate and CRL Profile Specification, revision 1.5';
const PCS = 'Intel SGX and TDX Provisioning Certification Service API, version 4';
const QUOTE = 'Intel SGX ECDSA Quote Library Reference, appendix A.4; Intel TDX DCAP Quote Library, appendix A.3';

const check = (aspect: Aspect, spec: string): Check => ({ aspect, whenFail: 'contraindicated', whenUnknown: 'none', spec });

/**
 * The questions that SGX and TDX share; README.md explains each. Ids are permanent. Those that begin with the kind of a need
 * (`dcap.tcb-info.…`) are about that endorsement, and another copy of it may answer them better.
 */
export const DCAP_CHECKS = {
  'dcap.pck-chain.root': check('hardware', `${PCK}, section 2`),
  'dcap.pck-chain.revocation': check('hardware', `${PCK}, section 3`),
  'dcap.root-crl.signature': check('hardware', `${PCK}, section 3.1; RFC 5280, section 6.3.3`),
  'dcap.root-crl.current': check('freshness', 'RFC 5280, section 5.1.2.5'),
  'dcap.pck-crl.signature': check('hardware', `${PCK}, section 3.2; RFC 5280, section 6.3.3`),
  'dcap.pck-crl.current': check('freshness', 'RFC 5280, section 5.1.2.5'),
  'dcap.qe-report.signature': check('hardware', QUOTE),
  'dcap.qe-report.attestation-key': check('hardware', QUOTE),
  'dcap.qe-report.identity': check('hardware', `${PCS}, Get Quoting Enclave Identity`),
  'dcap.quote.signature': check('hardware', QUOTE),
  'dcap.qe-identity.signing-chain': check('hardware', `${PCS}, SGX-Enclave-Identity-Issuer-Chain`),
  'dcap.qe-identity.signature': check('hardware', `${PCS}, Get Quoting Enclave Identity`),
  'dcap.qe-identity.match': check('hardware', `${PCS}, Get Quoting Enclave Identity, id`),
  'dcap.qe-identity.current': check('freshness', `${PCS}, Get Quoting Enclave Identity, issueDate and nextUpdate`),
  'dcap.qe-identity.evaluation-number': check(
    'hardware',
    `${PCS}, Get Quoting Enclave Identity, tcbEvaluationDataNumber; dated in evaluation-number.ts`,
  ),
  'dcap.tcb-info.signing-chain': check('hardware', `${PCS}, TCB-Info-Issuer-Chain`),
  'dcap.tcb-info.signature': check('hardware', `${PCS}, Get TCB Info`),
  'dcap.tcb-info.match': check('hardware', `${PCS}, Get TCB Info, id, fmspc and pceId`),
  'dcap.tcb-info.current': check('freshness', `${PCS}, Get TCB Info, issueDate and nextUpdate`),
  'dcap.tcb-info.evaluation-number': check(
    'hardware',
    `${PCS}, Get TCB Info, tcbEvaluationDataNumber; dated in evaluation-number.ts`,
  ),
  'dcap.tcb.level': check('hardware', `${PCS}, Get TCB Info, TCB level matching`),
  'dcap.tcb.status': check('hardware', `${PCS}, Get TCB Info, tcbStatus`),
} as const satisfies Readonly<Record<string, Check>>;

/** Id of a check that SGX and TDX share. */
export type DcapCheckId = keyof typeof DCAP_CHECKS;
