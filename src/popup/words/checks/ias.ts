import { IAS_CHECKS } from '../../../verifier/index.ts';
import type { CheckWords } from '../check-words.ts';
import type { Lexicon } from '../finding.ts';
import { SGX_WORDS } from './sgx.ts';

/** Sentences for reports of Intel's former attestation service. */
export const IAS_WORDS = {
  'ias.chain.root': {
    question: 'Did Intel’s attestation service sign the report?',
    pass: 'The report’s certificate leads to the Intel authority built into Sealmark.',
    warn: null,
    fail: 'The report’s certificate does not lead to Intel, so nothing shows that Intel made this report.',
    unknown: 'Sealmark could not check who signed the report.',
    because: {
      unreadable: 'Sealmark cannot read the certificates given with the report.',
      'no-certificate': 'The report comes without its signer’s certificate.',
      'no-signature': 'The report comes without a signature.',
    },
  },
  'ias.chain.dates': {
    question: 'Is the service’s certificate valid today?',
    pass: 'The certificate that signed the report is valid.',
    warn: 'The certificate that signed the report expired on {until|day}. It was valid when the report was made.',
    fail: 'The certificate that signed the report expired on {until|day}.',
    unknown: 'Sealmark could not check whether the service’s certificate is valid.',
  },
  'ias.report.signature': {
    question: 'Is the report unchanged since Intel signed it?',
    pass: 'The signature matches: nothing in the report was changed.',
    warn: null,
    fail: 'The report was changed after it was signed, or someone else signed it.',
    unknown: 'Sealmark could not check the signature on the report.',
  },
  'ias.report.timestamp': {
    question: 'Is the report dated in the past?',
    pass: 'The report is dated in the past.',
    warn: null,
    fail: 'The report is dated in the future ({made|day}). This computer’s clock may be slow.',
    unknown: 'Sealmark could not check the date of the report.',
    because: { 'not-yet-valid': 'The report is dated in the future ({made|day}). This computer’s clock may be slow.' },
  },
  'ias.report.status': {
    question: 'Did Intel’s service find the server in order?',
    pass: 'Intel’s service found nothing wrong with the server.',
    warn: 'Intel’s service had a reservation about this server: known weaknesses were open.',
    fail: 'Intel’s service said not to rely on this server.',
    unknown: 'Sealmark could not read how Intel’s service rated this server.',
    picks: 'status',
    because: {
      GROUP_OUT_OF_DATE: 'Fixes for known weaknesses were missing on this server.',
      CONFIGURATION_NEEDED: 'A setting of this server left a known weakness open.',
      SW_HARDENING_NEEDED: 'The code itself has to avoid a known weakness, and only its reviewers can tell whether it does.',
      CONFIGURATION_AND_SW_HARDENING_NEEDED:
        'A setting of this server left a known weakness open, and the code itself has to avoid another.',
      GROUP_REVOKED: 'Intel had withdrawn the key group of this processor.',
      SIGNATURE_REVOKED: 'Intel had withdrawn the key with which this processor signed.',
      KEY_REVOKED: 'Intel had withdrawn this processor’s key.',
      SIGNATURE_INVALID: 'Intel’s service found the processor’s signature wrong.',
      SIGRL_VERSION_MISMATCH: 'The report was made against an outdated list of withdrawn keys.',
    },
  },
  'ias.service.open': {
    question: 'Does the service that made this report still run?',
    pass: 'The service that made this report is running.',
    warn: 'Intel closed the service that made this report on {ended|day}. It has not checked this server since.',
    fail: 'The service that made this report no longer exists.',
    unknown: 'Sealmark could not tell whether the service still exists.',
  },
} as const satisfies Readonly<Record<string, CheckWords>>;

/** The checks of this family with their words, which a popup loads for its results. */
export const LEXICON: Lexicon = { words: { ...IAS_WORDS, ...SGX_WORDS }, checks: IAS_CHECKS };
