import type { CheckId } from '../../../verifier/index.ts';
import type { CheckWords } from '../check-words.ts';
import { SNP_MACHINE_WORDS } from './snp-machine.ts';

/** Sentences for AMD SEV-SNP: who signed the report, and whether AMD stands behind that key. */
export const SNP_WORDS = {
  ...SNP_MACHINE_WORDS,
  'snp.report.signing-key': {
    question: 'Does the report name the key that signed it?',
    pass: 'The report names the kind of key that signed it.',
    warn: null,
    fail: 'The report names a kind of key that does not exist.',
    unknown: 'Which key signed the report was not looked at.',
    because: { unsigned: 'The report says itself that it carries no signature.' },
  },
  'snp.report.chip-key': {
    question: 'Does that fit the chip’s settings?',
    pass: 'The key that signed it is one that the chip may use.',
    warn: 'The chip is set not to sign with its own key, yet the report is signed with it.',
    fail: 'The key that signed it is one that the chip may not use.',
    unknown: 'Whether the key fits the chip’s settings was not checked.',
  },
  'snp.report.signature': {
    question: 'Did the processor sign this report?',
    pass: 'The signature is the processor’s, and nothing was changed since.',
    warn: null,
    fail: 'The signature does not fit the report: it was changed, or something else signed it.',
    unknown: 'The signature of the report was not checked.',
  },
  'snp.vek.well-formed': {
    question: 'Can the certificate of the signing key be read?',
    pass: 'The certificate of the key that signed the report can be read.',
    warn: null,
    fail: 'The certificate of the key that signed the report is damaged ({field}: {why}).',
    unknown: 'AMD’s certificate for the key that signed the report is not at hand.',
  },
  'snp.vek.kind': {
    question: 'Is the certificate for the kind of key that signed?',
    pass: 'The certificate is for the kind of key that the report names.',
    warn: null,
    fail: 'The report names one kind of key ({expected}), the certificate is for another ({actual}).',
    unknown: 'Whether the certificate fits the kind of key was not checked.',
  },
  'snp.vek.product': {
    question: 'Is the certificate for this line of processors?',
    pass: 'Report and certificate name the same line of processors.',
    warn: null,
    fail: 'The report comes from one line of processors ({expected}), the certificate is for another ({actual}).',
    unknown: 'The line of processors was not compared.',
  },
  'snp.vek.chain': {
    question: 'Does the certificate rest on AMD’s own root?',
    pass: 'The certificate is signed by AMD, up to the root that comes with Sealmark.',
    warn: null,
    fail: 'The certificate is not AMD’s: its signatures do not lead to AMD’s root ({because}).',
    unknown: 'Whether AMD signed the certificate was not checked.',
  },
  'snp.vek.validity': {
    question: 'Are AMD’s certificates valid today?',
    pass: 'All certificates are valid now.',
    warn: null,
    fail: 'A certificate is not valid now.',
    unknown: 'The dates of the certificates were not checked.',
    because: {
      expired: 'A certificate expired on {notAfter|day}. The evidence is old, or this computer’s clock is fast.',
      'not-yet-valid': 'A certificate is not valid before {notBefore|day}.',
      'clock-behind': 'A certificate is valid from {notBefore|day}, ahead of this computer’s clock. Please check the clock.',
    },
  },
  'snp.vek.key': {
    question: 'Is the signing key of the kind that AMD uses?',
    pass: 'The signing key is one of P-384.',
    warn: null,
    fail: 'The signing key is of a kind that AMD’s processors do not use.',
    unknown: 'The kind of the signing key was not checked.',
  },
  'snp.vek.tcb': {
    question: 'Does the key belong to the patch level reported?',
    pass: 'AMD made this key for exactly the patch level that the report names.',
    warn: null,
    fail: 'The report names one patch level ({expected}), AMD made the key for another ({actual}).',
    unknown: 'Whether the key belongs to the reported patch level was not checked.',
  },
  'snp.vek.chip': {
    question: 'Does the key belong to this very chip?',
    pass: 'AMD made this key for exactly the chip that the report names.',
    warn: 'The report hides which chip it comes from.',
    fail: 'AMD made this key for another chip than the one that the report names.',
    unknown: 'Whether the key belongs to this chip was not checked.',
    because: { masked: 'The report hides which chip it comes from.' },
  },
  'snp.vek.revocation': {
    question: 'Does AMD still stand behind the key?',
    pass: 'AMD’s list of withdrawn certificates does not name it.',
    warn: null,
    fail: 'AMD has withdrawn the certificate that vouches for this key.',
    unknown: 'Whether AMD still stands behind the key was not checked: its list of withdrawn certificates is not at hand.',
    because: { 'crl-not-usable': 'Whether AMD still stands behind the key was not checked: the list that came is not usable.' },
  },
  'snp.crl.signature': {
    question: 'Is the list of withdrawn certificates AMD’s?',
    pass: 'AMD signed the list of withdrawn certificates.',
    warn: null,
    fail: 'The list of withdrawn certificates is not AMD’s, or is damaged ({because}).',
    unknown: 'Who signed the list of withdrawn certificates was not checked.',
  },
  'snp.crl.fresh': {
    question: 'Is that list current?',
    pass: 'The list of withdrawn certificates is current.',
    warn: null,
    fail: 'The list of withdrawn certificates is not valid at this date ({because}).',
    unknown: 'How old the list of withdrawn certificates is was not checked.',
    because: {
      'clock-behind': 'The list is dated ahead of this computer’s clock. Please check the clock.',
      expired: 'The list of withdrawn certificates has expired. It is old, or this computer’s clock is fast.',
      'no-next-update': 'The list of withdrawn certificates does not say until when it counts.',
    },
  },
} as const satisfies Readonly<Record<Extract<CheckId, `snp.${string}`>, CheckWords>>;
