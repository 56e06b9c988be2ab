import type { CommonCheckId, UnobservedReason } from '../../../verifier/index.ts';
import type { CheckWords } from '../check-words.ts';

/** Why nothing is known of the connection. */
const UNOBSERVED = {
  'browser-cannot-see': 'This browser does not let extensions see where your connection ends.',
  'permission-missing': 'Sealmark has no permission to see this site’s connection, so where it ends was not checked.',
  'no-request-seen': 'Sealmark did not see this page arrive over any connection, so where yours ends was not checked.',
  'from-cache': 'This page came out of the browser’s own storage, so where your connection ends was not checked.',
  'from-bfcache': 'The browser brought this page back from memory, so where your connection ends was not checked.',
  'service-worker':
    'A helper program that the site keeps in your browser delivered this page, so where your connection ends was not checked.',
  prerendered: 'The browser loaded this page ahead of time, so where your connection ends was not checked.',
  ambiguous: 'Several loads of this page overlapped, so it is not certain which connection it came over.',
  'started-before-us': 'This page was loaded before Sealmark was watching, so where your connection ends was not checked.',
  'chain-not-validated': 'The browser itself did not accept the connection’s certificate, so where it ends was not checked.',
  'mismatch-unconfirmed':
    'The connection ended at a key that the evidence does not name. Once proves nothing, because a site may have several machines.',
} as const satisfies Readonly<Record<UnobservedReason, string>>;

/** Sentences for the checks that every TEE shares. */
export const COMMON_WORDS = {
  'evidence.well-formed': {
    question: 'Can the evidence be read?',
    pass: 'The evidence has the form that its manufacturer specifies.',
    warn: null,
    fail: 'The evidence is damaged or is not what it says it is ({field}: {why}).',
    unknown: 'The evidence was not read.',
  },
  'evidence.debug': {
    question: 'Is the memory closed to the operator?',
    pass: 'Debugging is switched off, so the operator cannot look into the memory.',
    warn: 'Debugging is switched on: the operator can read everything that the code handles.',
    fail: 'Debugging is switched on: the operator can read everything that the code handles.',
    unknown: 'Whether debugging is switched off could not be told.',
  },
  'reference.measurement': {
    question: 'Is this code that somebody you follow has named?',
    pass: 'The code’s fingerprint is one that you, or somebody you follow, accepted.',
    warn: 'The code’s fingerprint is known, with a reservation.',
    fail: 'The code is not the code that was expected here.',
    unknown: 'Nobody you follow has said what this code does.',
  },
  'reference.host-chosen': {
    question: 'Is everything that the operator may set explained?',
    pass: 'Nothing that the operator may set is left unexplained.',
    warn: 'The operator set {registers}, which can steer what the code does, and nobody you follow explains it.',
    fail: 'The operator set {registers} to something other than what was expected.',
    unknown: 'Whether the operator set anything unexplained could not be told.',
  },
  'freshness.nonce': {
    question: 'Was the evidence made for this visit?',
    pass: 'The evidence answers a random number that your browser made up for this visit.',
    warn: 'The evidence was made {age|duration} ago, not for this visit.',
    fail: 'The evidence was made for another visit: it may be a recording.',
    unknown: 'Whether the evidence was made for this visit was not checked.',
    because: {
      'other-nonce': 'The evidence answers somebody else’s visit, not yours: it may be a recording.',
      'challenge-signature': 'The site’s answer to this visit’s random number carries a wrong signature.',
      'age-unknown': 'The evidence was not made for this visit and does not say how old it is.',
      'too-old': 'The evidence is older than you allow.',
    },
  },
  'binding.report-data': {
    question: 'Do the site’s name and keys stand in the evidence?',
    pass: 'The hardware signed the fingerprint of this site’s name and keys.',
    warn: null,
    fail: 'The hardware signed something other than what this site says: the evidence may belong to somebody else.',
    unknown: 'Which site and which keys the evidence belongs to was not checked.',
    because: { 'no-binding': 'The site did not say which name and keys its evidence belongs to.' },
  },
  'binding.origin': {
    question: 'Was the evidence made for this address?',
    pass: 'The evidence names this site’s address.',
    warn: null,
    fail: 'The evidence was made for {actual}, not for this site.',
    unknown: 'Which address the evidence was made for was not checked.',
  },
  'channel.tls-key': {
    question: 'Does your connection end in the attested code?',
    pass: 'This page came over a connection that ends at a key which the evidence names.',
    warn: 'This page was signed by a key which the evidence names; who could read it on the way was not checked.',
    fail: 'This page came over a connection that ends somewhere else, not in the attested code.',
    unknown: 'Whether your connection ends in the attested code was not checked.',
    because: {
      ...UNOBSERVED,
      'other-key': 'This page came over a connection that ends somewhere else, not in the attested code.',
      intercepted:
        'Something on this computer or network is intercepting the connection: it ends at a certificate that somebody installed here.',
      'no-tls-key-attested': 'The evidence names no key for this site’s connection, so where it ends was not checked.',
    },
  },
} as const satisfies Readonly<Record<CommonCheckId, CheckWords>>;
