import type { CheckWords } from '../check-words.ts';

/** Sentences for reports of Intel's former attestation service. */
export const IAS_WORDS = {
  'ias.chain.root': {
    question: 'Was the report signed by Intel’s attestation service?',
    pass: 'The report’s certificate leads to the Intel authority that comes with Sealmark.',
    warn: null,
    fail: 'The report’s certificate does not lead to Intel: somebody else made this report.',
    unknown: 'Who signed the report was not checked.',
    because: {
      'no-certificate': 'The report comes without the certificate of whoever signed it.',
      'no-signature': 'The report comes without a signature.',
    },
  },
  'ias.chain.dates': {
    question: 'Is the service’s certificate valid today?',
    pass: 'The certificate under which the report was signed is valid.',
    warn: 'The certificate under which the report was signed expired on {until|day}; it was valid when the report was made.',
    fail: 'The certificate under which the report was signed expired on {until|day}.',
    unknown: 'Whether the service’s certificate is valid was not checked.',
  },
  'ias.report.signature': {
    question: 'Is the report unchanged since Intel signed it?',
    pass: 'The signature fits: nothing in the report was changed.',
    warn: null,
    fail: 'The report was changed after it was signed, or somebody else signed it.',
    unknown: 'The signature of the report was not checked.',
  },
  'ias.report.timestamp': {
    question: 'Is the report’s date possible?',
    pass: 'The report is dated in the past.',
    warn: null,
    fail: 'The report is dated in the future ({made|day}). This computer’s clock may be slow.',
    unknown: 'The date of the report was not checked.',
    because: { 'not-yet-valid': 'The report is dated in the future ({made|day}). This computer’s clock may be slow.' },
  },
  'ias.report.status': {
    question: 'What did Intel say of this machine?',
    pass: 'Intel’s service found nothing wrong with the machine.',
    warn: 'Intel’s service said of this machine: {status}. Known weaknesses were open.',
    fail: 'Intel’s service said of this machine: {status}. It is not to be relied on.',
    unknown: 'What Intel’s service said of this machine was not read.',
  },
  'ias.service.open': {
    question: 'Does the service that vouches for this still exist?',
    pass: 'The service that made this report is in operation.',
    warn: 'Intel closed the service that made this report on {ended|day}. Nobody has looked at this machine since.',
    fail: 'The service that made this report no longer exists.',
    unknown: 'Whether the service still exists could not be told.',
  },
} as const satisfies Readonly<Record<string, CheckWords>>;
