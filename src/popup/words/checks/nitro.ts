import { NITRO_CHECKS, type CheckId } from '../../../verifier/index.ts';
import type { CheckWords } from '../check-words.ts';
import type { Lexicon } from '../finding.ts';

/** Sentences for AWS Nitro documents. */
export const NITRO_WORDS = {
  'nitro.cose.algorithm': {
    question: 'Is the document signed the way Amazon signs?',
    pass: 'The document says it is signed with ECDSA on P-384 and SHA-384, and nothing else.',
    warn: null,
    fail: 'The document claims a way of signing that Amazon’s hardware does not use.',
    unknown: 'Sealmark could not check how the document is signed.',
  },
  'nitro.cose.unprotected': {
    question: 'Does the signature cover the whole document?',
    pass: 'The signature covers every part of the document.',
    warn: null,
    fail: 'The document has fields that the signature does not cover.',
    unknown: 'Sealmark could not check whether the signature covers every part.',
  },
  'nitro.chain.root': {
    question: 'Does the document lead to Amazon’s own root?',
    pass: 'The certificates start at the Amazon root built into Sealmark.',
    warn: null,
    fail: 'The certificates start at a different root, so nothing shows that this is Amazon’s hardware.',
    unknown: 'Sealmark could not check which root the certificates start at.',
  },
  'nitro.chain.certificates': {
    question: 'Does each certificate vouch for the next?',
    pass: 'Every certificate down to this server is signed by the one above it.',
    warn: null,
    fail: 'A certificate in the chain is not vouched for by the one above it.',
    unknown: 'Sealmark could not check the chain of certificates.',
  },
  'nitro.chain.dates': {
    question: 'Are the certificates valid today?',
    pass: 'All certificates are valid now. The server’s own lasts three hours.',
    warn: 'The certificates were valid when the document was made. Sealmark did not check whether they are valid today.',
    fail: 'A certificate is not valid now: it was valid from {from|moment} until {until|moment}.',
    unknown: 'Sealmark could not check the dates of the certificates.',
    because: {
      'clock-behind':
        'Amazon’s certificates begin on {from|moment}, later than this computer’s clock shows. Set the clock, then try again.',
      'not-yet-valid': 'A certificate is not valid yet. This computer’s clock may be slow.',
      'clock-ahead':
        'The certificates ended on {until|moment}, yet the document was made for this very visit: this computer’s clock is ahead. Set the clock, then try again.',
      expired: 'A certificate has expired. The evidence is a recording, or this computer’s clock is fast.',
    },
  },
  'nitro.leaf.key': {
    question: 'Is the signing key of the kind Amazon uses?',
    pass: 'The signing key is a P-384 key, the kind Amazon uses.',
    warn: null,
    fail: 'The signing key is of a kind Amazon’s hardware does not use.',
    unknown: 'Sealmark could not check the kind of signing key.',
  },
  'nitro.document.signature': {
    question: 'Did this server sign this document?',
    pass: 'The server’s signature matches, and nothing was changed since.',
    warn: null,
    fail: 'The signature does not match the document: the document was changed, or someone else signed it.',
    unknown: 'Sealmark could not check the signature.',
  },
  'nitro.document.timestamp': {
    question: 'Was it made while its certificate was valid?',
    pass: 'The document was made while its certificate was valid.',
    warn: null,
    fail: 'The document says it was made on {timestamp|moment}, when its certificate was not valid.',
    unknown: 'Sealmark could not check when the document was made.',
  },
  'nitro.document.not-future': {
    question: 'Was it made before now?',
    pass: 'The document’s time is not ahead of this computer’s clock.',
    warn: null,
    fail: 'The document is dated in the future ({timestamp|moment}). This computer’s clock may be slow.',
    unknown: 'Sealmark could not check whether the document is dated in the future.',
    because: {
      'clock-behind':
        'Amazon signed the document on {timestamp|moment}, later than this computer’s clock shows. Set the clock, then try again.',
    },
  },
  'nitro.pcrs.code': {
    question: 'Does the document say which code runs?',
    pass: 'The document contains all fingerprints of the code.',
    warn: null,
    fail: 'The fingerprints of the code are wrong.',
    unknown: 'The document leaves out {missing}, so it says neither which code runs nor whether anyone can look into it.',
  },
} as const satisfies Readonly<Record<Extract<CheckId, `nitro.${string}`>, CheckWords>>;

/** The checks of this family with their words, which a popup loads for its results. */
export const LEXICON: Lexicon = { words: NITRO_WORDS, checks: NITRO_CHECKS };
