import {
  COMMON_CHECKS,
  type CommonCheckId,
  type ResponseSigned,
  type UnguardedReason,
  type UnobservedReason,
} from '../../../verifier/index.ts';
import type { CheckWords } from '../check-words.ts';
import type { Lexicon } from '../finding.ts';

/** Why nothing is known of the connection. */
const UNOBSERVED = {
  'browser-cannot-see': 'Sealmark could not check where your connection ends: this browser does not show it to extensions.',
  'permission-missing':
    'Sealmark could not check where your connection ends: it has no permission to see this site’s connection.',
  'no-request-seen': 'Sealmark could not check where your connection ends: it did not see this page arrive over any connection.',
  'from-cache': 'Sealmark could not check where your connection ends: the browser loaded this page from its own storage.',
  'from-bfcache': 'Sealmark could not check where your connection ends: the browser brought this page back from memory.',
  'service-worker':
    'Sealmark could not check where your connection ends: a helper script the site keeps in your browser delivered this page.',
  prerendered: 'Sealmark could not check where your connection ends: the browser loaded this page ahead of time.',
  ambiguous: 'Several loads of this page overlapped, so Sealmark could not tell which connection it came over.',
  'started-before-us': 'Sealmark could not check where your connection ends: this page loaded before Sealmark was watching.',
  'not-read': 'Sealmark did not look at this page’s connection: a moment ago, this page did not say that it can be checked.',
  'chain-not-validated':
    'Sealmark could not check where your connection ends: the browser itself did not accept the connection’s certificate.',
  'mismatch-unconfirmed':
    'Your connection ended at a key the evidence does not name, and a second look did not settle why: another of the site’s servers, or someone in between.',
} as const satisfies Readonly<Record<UnobservedReason, string>>;

/** What the site's signature on a page means, if the connection was not seen. */
const SIGNED = {
  'signed-page':
    'A key named in the evidence signed this page and its headers, as they arrived. Sealmark could not check who was able to read it on the way, or what you send back.',
  'signed-headers':
    'A key named in the evidence signed this page’s headers. This browser does not let Sealmark check the page itself, which could be a different one, or who was able to read it.',
  'signature-invalid':
    'The site’s signature on this page does not hold, so the page may have been changed on the way. Where your connection ends was not checked.',
  'signed-body-differs':
    'This page is not the one that the site signed: it may have been changed on the way, or by another extension. Where your connection ends was not checked.',
  'signature-out-of-time':
    'The site’s signature on this page had run out when the page arrived, or begins later than this computer’s clock shows. Where your connection ends was not checked.',
  'signature-unreadable':
    'The site’s signature on this page is not in the form Sealmark reads, or leaves out headers that matter. Where your connection ends was not checked.',
  'encrypted-by-code':
    'Your connection was not seen. Only code the evidence names runs on this page, and a reviewer you follow says that it encrypts whatever you enter to an attested key.',
} as const satisfies Readonly<Record<ResponseSigned['because'] | 'encrypted-by-code', string>>;

/** What a locked page is held to, or why that is unknown. */
const LOCKED = {
  scripts:
    'Only code that this enclave named can run on this page. What you type into forms, and what the page shows, may pass through others.',
  strict: 'Only code that this enclave named can run on this page. What you type leaves it only through that code.',
  'strict-but-pictures':
    'Only code that this enclave named can run on this page. It may load pictures from anywhere, which can tell others what you type.',
  'policy-removed':
    'The evidence names the code that may run on this page, but something takes that rule away: most likely another extension. Sealmark stopped the page.',
  'not-locked-yet': 'This page loaded before Sealmark could hold it to the code that the evidence names. Load it again.',
  'guard-silent': 'Sealmark did not hear from this page whether only the code that the evidence names can run on it.',
  'switched-off': 'You let this page run as the server sends it, so other code than the evidence names may run on it.',
  'private-window': 'In a window that keeps no history Sealmark does not hold pages to the code that their evidence names.',
  'keys-not-supported': 'The evidence names this page’s code by a key, which this browser does not check.',
  'address-not-supported':
    'No rule of this browser can cover this site’s address (a number in brackets, or a very long name), so the page is not held to its code.',
  'too-many-locked':
    'This browser can lock no more sites, so this page is not held to the code that the evidence names. Erase a remembered site in the settings, then load it again.',
  'permission-missing': 'Sealmark has no lasting permission for this site, which holding the page to its code needs.',
  'other-policy': 'This page loaded under the rule of earlier evidence. Load it again.',
  'other-evidence':
    'This page is held to code that other evidence of this site named, so not only what this evidence names may run on it.',
  'lock-unreadable': 'The evidence names the code of this page in a way that this release does not read.',
  'no-browser':
    'The evidence names the code that may run on this page, and only a browser with Sealmark can see whether other code runs there.',
} as const satisfies Readonly<Record<UnguardedReason | 'scripts' | 'strict' | 'strict-but-pictures' | 'policy-removed', string>>;

/** Sentences for the checks that every TEE shares. */
export const COMMON_WORDS = {
  'evidence.well-formed': {
    question: 'Can the evidence be read?',
    pass: 'The evidence has the format its manufacturer specifies.',
    warn: null,
    fail: 'Sealmark cannot read the evidence: it is damaged, or in a form this release does not know ({field}: {why}).',
    unknown: 'Sealmark did not read the evidence.',
    because: {
      newer:
        'The evidence is newer than this release of Sealmark ({release}) knows ({field}: {why}). An update of Sealmark may help.',
    },
  },
  'evidence.debug': {
    question: 'Is debugging off?',
    pass: 'Debugging is off, so the operator cannot use it to read the memory.',
    warn: 'Debugging is on: the operator can read everything the code handles.',
    fail: 'Debugging is on: the operator can read everything the code handles.',
    unknown: 'Sealmark could not tell whether debugging is off.',
    because: {
      accepted: 'Debugging is on, which is accepted here: the operator can read everything the code handles.',
      'no-attribute':
        'This kind of evidence cannot say whether debugging is off. Only the security monitor’s reviewers can tell.',
    },
  },
  'reference.measurement': {
    question: 'Does someone you follow vouch for this code?',
    pass: 'You, or someone you follow, accepted this code’s fingerprint.',
    warn: 'No one you follow vouches for this code, and someone warns of it.',
    fail: 'This is not the code that was expected here.',
    unknown: 'No one you follow has said what this code does.',
  },
  'reference.warnings': {
    question: 'Does anyone you follow warn of this code?',
    pass: 'No one you follow warns of this code.',
    warn: '{by} warns of this code.',
    fail: '{by} says that this code must not be relied on.',
    because: {
      'own-word': 'You rejected this code.',
      'not-compared': '{by} warns of code that this may be. The site did not send what would tell ({registers}).',
      'own-word-not-compared': 'You rejected code that this may be. The site did not send what would tell ({registers}).',
    },
    unknown: 'Sealmark could not tell which code this is, so it could not look for warnings.',
  },
  'reference.run-time': {
    question: 'Is everything that was loaded after the start named too?',
    pass: 'Nothing that was loaded after the start is left unnamed.',
    warn: 'More was loaded after the start ({registers}) than anyone you follow has named.',
    fail: 'Something other than what was expected was loaded after the start ({registers}).',
    unknown: 'Sealmark could not tell whether anything was loaded after the start.',
  },
  'reference.host-chosen': {
    question: 'Is everything the operator can set accounted for?',
    pass: 'Everything the operator set is accounted for.',
    warn: 'The operator set {registers}. That can change what the code does, and no one you follow explains it.',
    fail: 'The operator set {registers} to something other than expected.',
    unknown: 'Sealmark could not tell whether the operator set anything unexplained.',
  },
  'freshness.nonce': {
    question: 'Does the evidence answer this visit?',
    pass: 'The evidence, or a key it names, answered the random number Sealmark sent for this visit.',
    warn: 'The evidence was made {age|duration} ago, not for this visit.',
    fail: 'The evidence was made for a different visit. It may be a recording.',
    unknown: 'Sealmark could not check whether the evidence was made for this visit.',
    because: {
      'other-nonce': 'The evidence answers a different visit, not yours. It may be a recording.',
      'no-challenge-key':
        'The site answered this visit’s random number, but the evidence names no key for such answers, so Sealmark could not check it.',
      'challenge-key-kind': 'The site answered this visit’s random number with a key of a kind that Sealmark does not check.',
      'challenge-signature': 'No key named in the evidence validly signed the site’s answer to this visit’s random number.',
      'from-the-future':
        'The evidence is dated later than this computer’s clock, so Sealmark could not tell how old it is. Check the clock.',
      'age-unknown': 'The evidence was not made for this visit and does not say how old it is.',
      'too-old': 'The evidence is older than your settings allow, and it was not made for this visit.',
    },
  },
  'binding.report-data': {
    question: 'Does the evidence contain this site’s name and keys?',
    pass: 'The hardware signed the fingerprint of this site’s name and keys.',
    warn: 'The hardware signed keys of this service. Something that came with them does not hold.',
    fail: 'The hardware signed something other than this site’s name and keys. The evidence may belong to someone else.',
    unknown: 'Sealmark could not check which site and keys the evidence belongs to.',
    because: {
      'no-binding':
        'The site did not say which name and keys its evidence belongs to, so nothing ties the evidence to this site.',
      'origin-not-ascii':
        'The site gave its address in a form the evidence cannot carry, so nothing ties the evidence to this site.',
      'file-not-listed':
        'The files the site sent beside its evidence do not fit together. It may be renewing its certificate right now: try again.',
      'keys-ran-out': 'The service’s keys were good until {until|moment}, as its evidence says. They prove nothing any more.',
      'other-digest':
        'The hardware signed a fingerprint of this certificate’s key in a form that this release of Sealmark ({release}) does not know, or of something else. A newer release may be able to tell.',
      'envelope-signature':
        'The hardware signed keys of this service. The answer around them is not signed by the service’s key, as this format promises: it may have been changed on the way.',
      'stated-hashes':
        'The hardware signed keys of this service. The answer around them gives wrong fingerprints of its own parts: it may have been changed on the way.',
      'keys-only': 'The hardware signed keys of this service. The service’s address is not part of what it signed.',
    },
  },
  'binding.origin': {
    question: 'Was the evidence made for this address?',
    pass: 'The evidence names this site’s address.',
    warn: null,
    fail: 'The evidence was made for {actual}, not for this site.',
    unknown: 'Sealmark could not check which address the evidence was made for.',
    because: {
      'named-by-its-key':
        'The evidence names no address. It names the key your connection ends at, and no one else can answer with it.',
      'no-origin-committed':
        'The evidence names no address, and your connection was not seen to end at its key. It could be another site’s evidence, passed on.',
    },
  },
  'channel.tls-key': {
    question: 'Does your connection end in the attested code?',
    pass: 'This page came over a connection that ends at a key named in the evidence.',
    warn: 'A key named in the evidence signed this page. Sealmark could not check who was able to read it on the way.',
    fail: 'This page came over a connection that ends somewhere else, not in the attested code.',
    unknown: 'Sealmark could not check whether your connection ends in the attested code.',
    because: {
      ...UNOBSERVED,
      ...SIGNED,
      'other-key': 'This page came over a connection that ends somewhere else, not in the attested code.',
      intercepted:
        'Something on this computer or network intercepts your connection: it ends at a certificate someone installed on this computer.',
      'ends-in-gateway':
        'Your connection ends in an attested gateway, which passes on what it reads. What happens behind it was not checked.',
      'certificate-not-seen':
        'The evidence names this site’s certificate, which this browser did not show, so Sealmark could not compare them.',
      'no-tls-key-attested': 'The evidence names no key for this site’s connection, so Sealmark could not check where it ends.',
    },
  },
  'channel.scripts': {
    question: 'Can only code that the evidence names run on this page?',
    pass: 'Only code that this enclave named can run on this page.',
    warn: 'The evidence names the code that may run on this page, and the rule that would hold the page to it is not in force.',
    fail: 'Code that the evidence does not name can run on this page.',
    unknown: 'Sealmark could not check whether only code that the evidence names can run on this page.',
    because: LOCKED,
    also: {
      wasm: 'That code may make more code from what it loads.',
      frames: 'The page may show other sites’ pages inside it, which run their own code. What you type there goes to them.',
      connect: 'That code may also send to {connect}.',
    },
  },
} as const satisfies Readonly<Record<CommonCheckId, CheckWords>>;

/** The checks that every TEE shares, with their words. */
export const LEXICON: Lexicon = { words: COMMON_WORDS, checks: COMMON_CHECKS };
