import { SNP_CHECKS, type CheckId } from '../../../verifier/index.ts';
import type { CheckWords } from '../check-words.ts';
import type { Lexicon } from '../finding.ts';
import { SNP_MACHINE_WORDS } from './snp-machine.ts';

/** Sentences for AMD SEV-SNP: who signed the report, and whether AMD vouches for that key. */
export const SNP_WORDS = {
  ...SNP_MACHINE_WORDS,
  'snp.report.signing-key': {
    question: 'Does the report name the key that signed it?',
    pass: 'The report names the kind of key that signed it.',
    warn: null,
    fail: 'The report names a kind of key that does not exist.',
    unknown: 'Sealmark did not look at which key signed the report.',
    because: { unsigned: 'The report itself says that it has no signature.' },
  },
  'snp.report.chip-key': {
    question: 'Does that key fit the chip’s settings?',
    pass: 'The chip’s settings allow the key that signed the report.',
    warn: 'The chip is set not to sign with its own key, yet its own key signed the report.',
    fail: 'The chip’s settings do not allow the key that signed the report.',
    unknown: 'Sealmark could not check whether the key fits the chip’s settings.',
  },
  'snp.report.signature': {
    question: 'Did the processor sign this report?',
    pass: 'The processor’s signature matches, and nothing was changed since.',
    warn: null,
    fail: 'The signature does not match the report: the report was changed, or something else signed it.',
    unknown: 'Sealmark could not check the signature on the report.',
  },
  'snp.vek.well-formed': {
    question: 'Can the signing key’s certificate be read?',
    pass: 'Sealmark can read the certificate of the key that signed the report.',
    warn: null,
    fail: 'Sealmark cannot read the certificate of the key that signed the report ({field}: {why}).',
    unknown: 'Sealmark did not have AMD’s certificate for the key that signed the report.',
  },
  'snp.vek.kind': {
    question: 'Is the certificate for the kind of key that signed?',
    pass: 'The certificate is for the kind of key the report names.',
    warn: null,
    fail: 'The report names one kind of key ({expected}), but the certificate is for another ({actual}).',
    unknown: 'Sealmark could not check whether the certificate fits the kind of key.',
  },
  'snp.vek.product': {
    question: 'Is the certificate for this line of processors?',
    pass: 'The report and the certificate name the same line of processors.',
    warn: null,
    fail: 'The report comes from one line of processors ({expected}), but the certificate is for another ({actual}).',
    unknown: 'Sealmark could not compare the lines of processors.',
  },
  'snp.vek.chain': {
    question: 'Does the certificate lead to AMD’s own root?',
    pass: 'AMD signed the certificate, up to the root built into Sealmark.',
    warn: null,
    fail: 'The certificate’s signatures do not lead to AMD’s root.',
    unknown: 'Sealmark could not check whether AMD signed the certificate.',
  },
  'snp.vek.validity': {
    question: 'Are AMD’s certificates valid today?',
    pass: 'All certificates are valid now.',
    warn: null,
    fail: 'A certificate is not valid now.',
    unknown: 'Sealmark could not check the dates of the certificates.',
    because: {
      'clock-ahead':
        'A certificate ended on {notAfter|day}, yet the report was made for this very visit: this computer’s clock is ahead. Set the clock, then try again.',
      expired: 'A certificate expired on {notAfter|day}. The evidence is old, or this computer’s clock is fast.',
      'not-yet-valid': 'A certificate is not valid before {notBefore|day}.',
      'clock-behind':
        'A certificate is valid from {notBefore|day}, later than this computer’s clock shows. Set the clock, then try again.',
    },
  },
  'snp.vek.key': {
    question: 'Is the signing key of the kind AMD uses?',
    pass: 'The signing key is a P-384 key, the kind AMD uses.',
    warn: null,
    fail: 'The signing key is of a kind AMD’s processors do not use.',
    unknown: 'Sealmark could not check the kind of signing key.',
  },
  'snp.vek.tcb': {
    question: 'Does the key belong to the reported patch level?',
    pass: 'AMD made this key for exactly the patch level the report names.',
    warn: null,
    fail: 'The report names one patch level ({expected}), but AMD made the key for another ({actual}).',
    unknown: 'Sealmark could not check whether the key belongs to the reported patch level.',
  },
  'snp.vek.chip': {
    question: 'Does the key belong to this very chip?',
    pass: 'AMD made this key for exactly the chip the report names.',
    warn: 'The report hides which chip it comes from.',
    fail: 'AMD made this key for a different chip than the report names.',
    unknown: 'Sealmark could not check whether the key belongs to this chip.',
    because: { masked: 'The report hides which chip it comes from.' },
  },
  'snp.vek.revocation': {
    question: 'Does AMD still stand behind the key’s issuer?',
    pass: 'AMD has not withdrawn the certificate that vouches for this key. It cannot withdraw a single chip this way.',
    warn: null,
    fail: 'AMD has withdrawn the certificate that vouches for this key.',
    unknown:
      'Sealmark could not check whether AMD still stands behind the key: it did not have AMD’s list of withdrawn certificates.',
    because: {
      'crl-not-usable': 'Sealmark could not check whether AMD still stands behind the key: the list it got is not usable.',
    },
  },
  'snp.crl.signature': {
    question: 'Is the list of withdrawn certificates from AMD?',
    pass: 'AMD signed the list of withdrawn certificates.',
    warn: null,
    fail: 'The list of withdrawn certificates is not from AMD, or is damaged.',
    unknown: 'Sealmark could not check who signed the list of withdrawn certificates.',
  },
  'snp.crl.fresh': {
    question: 'Is the list of withdrawn certificates current?',
    pass: 'The list of withdrawn certificates is current.',
    warn: null,
    fail: 'The list of withdrawn certificates is not valid today.',
    unknown: 'Sealmark could not check how old the list of withdrawn certificates is.',
    because: {
      'clock-behind': 'The list is dated ahead of this computer’s clock. Set the clock, then try again.',
      expired: 'The list of withdrawn certificates has expired. It is old, or this computer’s clock is fast.',
      'no-next-update': 'The list of withdrawn certificates does not say how long it counts.',
    },
  },
} as const satisfies Readonly<Record<Extract<CheckId, `snp.${string}`>, CheckWords>>;

/** The checks of this family with their words, which a popup loads for its results. */
export const LEXICON: Lexicon = { words: SNP_WORDS, checks: SNP_CHECKS };
