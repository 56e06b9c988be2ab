import type { CheckId } from '../../../verifier/index.ts';
import type { CheckWords } from '../check-words.ts';

/** Sentences for AWS Nitro documents. */
export const NITRO_WORDS = {
  'nitro.cose.algorithm': {
    question: 'Is the document signed the way Amazon signs?',
    pass: 'The document says that it is signed with ECDSA on P-384 and SHA-384, and nothing else.',
    warn: null,
    fail: 'The document claims a way of signing that Amazon’s hardware does not use.',
    unknown: 'How the document is signed was not checked.',
  },
  'nitro.cose.unprotected': {
    question: 'Does nothing stand beside the signed part?',
    pass: 'Every part of the document is covered by the signature.',
    warn: null,
    fail: 'Somebody added fields that the signature does not cover.',
    unknown: 'Whether the signature covers every part was not checked.',
  },
  'nitro.chain.root': {
    question: 'Does the document rest on Amazon’s own root?',
    pass: 'The certificates start at the Amazon root that comes with Sealmark.',
    warn: null,
    fail: 'The certificates start at some other root: this is not Amazon’s hardware.',
    unknown: 'Which root the certificates start at was not checked.',
  },
  'nitro.chain.certificates': {
    question: 'Does each certificate vouch for the next?',
    pass: 'Every certificate down to this machine is signed by the one above it.',
    warn: null,
    fail: 'A certificate in the chain is not vouched for by the one above it ({fault}).',
    unknown: 'The chain of certificates was not checked.',
  },
  'nitro.chain.dates': {
    question: 'Are the certificates valid today?',
    pass: 'All certificates are valid now. The machine’s own lives for three hours.',
    warn: 'The certificates were valid when the document was made; whether they are today was left out.',
    fail: 'A certificate is not valid now: it held from {from|day} until {until|day}.',
    unknown: 'The dates of the certificates were not checked.',
    because: {
      'clock-behind':
        'Amazon’s certificates begin on {from|day}, later than this computer’s clock says it is. Set the clock, then try again.',
      'not-yet-valid': 'A certificate is not valid yet. This computer’s clock may be slow.',
      expired: 'A certificate has expired. The evidence is a recording, or this computer’s clock is fast.',
    },
  },
  'nitro.leaf.key': {
    question: 'Is the signing key of the kind that Amazon uses?',
    pass: 'The signing key is one of P-384.',
    warn: null,
    fail: 'The signing key is of a kind that Amazon’s hardware does not use.',
    unknown: 'The kind of the signing key was not checked.',
  },
  'nitro.document.signature': {
    question: 'Did this machine sign this document?',
    pass: 'The signature is this machine’s, and nothing was changed since.',
    warn: null,
    fail: 'The signature does not fit the document: it was changed, or somebody else signed it.',
    unknown: 'The signature was not checked.',
  },
  'nitro.document.timestamp': {
    question: 'Was it made while the certificate was valid?',
    pass: 'The document was made within the life of its certificate.',
    warn: null,
    fail: 'The document says it was made on {timestamp|day}, outside the life of its certificate.',
    unknown: 'When the document was made was not checked.',
  },
  'nitro.document.not-future': {
    question: 'Was it made before now?',
    pass: 'The document’s time is not ahead of this computer’s clock.',
    warn: null,
    fail: 'The document says it will be made on {timestamp|day}. This computer’s clock may be slow.',
    unknown: 'Whether the document’s time lies ahead was not checked.',
    because: {
      'clock-behind':
        'Amazon signed the document on {timestamp|day}, later than this computer’s clock says it is. Set the clock, then try again.',
    },
  },
  'nitro.pcrs.code': {
    question: 'Does the document say which code runs?',
    pass: 'All fingerprints of the code are in the document.',
    warn: null,
    fail: 'The fingerprints of the code are wrong.',
    unknown: 'The document leaves out {missing}, so it says neither which code runs nor whether it can be looked into.',
  },
} as const satisfies Readonly<Record<Extract<CheckId, `nitro.${string}`>, CheckWords>>;
