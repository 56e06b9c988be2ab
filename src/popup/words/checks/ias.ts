import type { CheckWords } from '../check-words.ts';

/** Sentences for reports of Intel's former attestation service. */
export const IAS_WORDS = {
  'ias.chain.root': {
    question: 'Did Intel’s attestation service sign the report?',
    pass: 'The report’s certificate leads to the Intel authority built into Sealmark.',
    warn: null,
    fail: 'The report’s certificate does not lead to Intel, so nothing shows that Intel made this report.',
    unknown: 'Sealmark could not check who signed the report.',
    because: {
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
    warn: 'Intel’s service rated this server: {status}. Known weaknesses were open.',
    fail: 'Intel’s service rated this server: {status}. Do not rely on it.',
    unknown: 'Sealmark could not read how Intel’s service rated this server.',
  },
  'ias.service.open': {
    question: 'Does the service that made this report still run?',
    pass: 'The service that made this report is running.',
    warn: 'Intel closed the service that made this report on {ended|day}. It has not checked this server since.',
    fail: 'The service that made this report no longer exists.',
    unknown: 'Sealmark could not tell whether the service still exists.',
  },
} as const satisfies Readonly<Record<string, CheckWords>>;
