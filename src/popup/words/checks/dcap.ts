import type { CheckWords } from '../check-words.ts';
import { TCB_PART_WORDS, TCB_WORDS } from '../tcb.ts';

/** Why one of Intel's documents or lists cannot be relied on. */
const OF_INTEL = {
  unreadable: 'Sealmark cannot read what it was given as Intel’s answer ({field}: {why}).',
  expired: 'Intel’s answer expired on {nextUpdate|day}, by this computer’s clock.',
  'not-yet-valid': 'Intel’s answer is dated in the future. This computer’s clock may be slow.',
  signature: 'What Sealmark was given as Intel’s answer is not as Intel signed it, so Sealmark did not use it.',
  'no-signing-chain': 'Sealmark did not have the certificate that signed Intel’s answer, so it could not check the signature.',
  'other-issuer': 'What Sealmark was given as Intel’s list is from a different issuer, so Sealmark did not use it.',
  partial: 'What Sealmark was given as Intel’s list is only a part of one, so Sealmark did not use it.',
  'newer-than-this-release':
    'Intel signed this in a form that is newer than this release of Sealmark ({release}) can read ({field}: {why}). A newer release may be able to.',
  'other-platform': 'What Sealmark was given as Intel’s answer is about {actual}, not {expected}, so Sealmark did not use it.',
} as const;

/** Why an Intel table is not about this processor, or may not be. */
const NOT_OF_THIS = {
  unreadable: OF_INTEL.unreadable,
  'newer-than-this-release': OF_INTEL['newer-than-this-release'],
  'other-platform': OF_INTEL['other-platform'],
} as const;

/** Why an Intel list cannot be used. */
const OF_LIST = {
  unreadable: OF_INTEL.unreadable,
  signature: OF_INTEL.signature,
  'other-issuer': OF_INTEL['other-issuer'],
  partial: OF_INTEL.partial,
} as const;

/** Why the certificate that signed an Intel document cannot be relied on. */
const OF_SIGNER = {
  unreadable: OF_INTEL.unreadable,
  missing: 'Sealmark did not have the certificate that signed Intel’s answer.',
  expired: 'The certificate that signed Intel’s answer has expired, by this computer’s clock.',
  'not-yet-valid': 'The certificate that signed Intel’s answer is not valid yet. This computer’s clock may be slow.',
  revoked: 'Intel has withdrawn the certificate that signed this answer.',
} as const;

/** A certificate in an unknown form proves nothing against the processor. */
const NEWER_CERTIFICATE =
  'One of the processor’s certificates is of a form that this release of Sealmark does not know, so Sealmark could not check who made the processor.';

/** Sentences for the checks that SGX and TDX share. */
export const DCAP_WORDS = {
  'dcap.pck-chain.root': {
    question: 'Did Intel make this processor?',
    pass: 'The processor’s certificate leads to the Intel root built into Sealmark.',
    warn: null,
    fail: 'The certificate given for this processor does not lead to Intel’s root, so nothing shows that Intel made it.',
    unknown: 'Sealmark could not check who made the processor.',
    because: {
      'chain-not-in-quote':
        'Sealmark could not check who made the processor. The evidence names it only by number (certification data type {type}), and only the site can send Intel’s certificate for it.',
      'only-leaf-in-quote':
        'Sealmark could not check who made the processor. Its certificate is here (certification data type {type}), but the site has to send the ones above it.',
      unreadable: 'Sealmark cannot read the processor’s certificates ({field}: {why}).',
      expired: 'One of the processor’s certificates has expired, by this computer’s clock.',
      'clock-ahead':
        'One of the processor’s certificates ended on {until|day}, yet the evidence was made for this very visit: this computer’s clock is ahead. Set the clock, then try again.',
      'other-root':
        'The certificate given for this processor leads to another root than Intel’s, so nothing shows that Intel made it.',
      length:
        'The evidence does not hold exactly the three certificates that lead to Intel’s root, so Sealmark could not check who made the processor.',
      'reissued-root':
        'The evidence holds another certificate of Intel’s root key than the one built into Sealmark, so Sealmark could not check who made the processor.',
      signature:
        'A signature between the certificates given for this processor does not hold: someone changed them or put them together.',
      'unknown-critical-extension': NEWER_CERTIFICATE,
      'extension-missing': NEWER_CERTIFICATE,
      algorithm: NEWER_CERTIFICATE,
      'not-yet-valid': 'One of the processor’s certificates is not valid yet. This computer’s clock may be slow.',
    },
  },
  'dcap.pck-chain.revocation': {
    question: 'Does Intel still stand behind this processor?',
    pass: 'Intel has not withdrawn the processor’s certificate.',
    warn: null,
    fail: 'Intel has withdrawn this processor’s certificate.',
    unknown: 'Sealmark could not check whether Intel has withdrawn the processor’s certificate.',
  },
  'dcap.root-crl.signature': {
    question: 'Is the list of withdrawn certificate issuers from Intel?',
    pass: 'Intel signed the list of certificate issuers it has withdrawn.',
    warn: null,
    fail: 'Intel did not sign this list of withdrawn certificate issuers.',
    unknown: 'Sealmark did not have Intel’s list of withdrawn certificate issuers.',
    because: OF_LIST,
  },
  'dcap.root-crl.current': {
    question: 'Is the list of withdrawn certificate issuers current?',
    pass: 'The list of withdrawn certificate issuers is current.',
    warn: null,
    fail: 'The list of withdrawn certificate issuers is not current.',
    unknown: 'Sealmark could not check how old Intel’s list of withdrawn certificate issuers is.',
    because: { expired: OF_INTEL.expired, 'not-yet-valid': OF_INTEL['not-yet-valid'] },
  },
  'dcap.pck-crl.signature': {
    question: 'Is the list of withdrawn processors from Intel?',
    pass: 'Intel signed the list of processors it has withdrawn.',
    warn: null,
    fail: 'Intel did not sign this list of withdrawn processors.',
    unknown: 'Sealmark did not have Intel’s list of withdrawn processors.',
    because: OF_LIST,
  },
  'dcap.pck-crl.current': {
    question: 'Is the list of withdrawn processors current?',
    pass: 'The list of withdrawn processors is current.',
    warn: null,
    fail: 'The list of withdrawn processors is not current.',
    unknown: 'Sealmark could not check how old Intel’s list of withdrawn processors is.',
    because: { expired: OF_INTEL.expired, 'not-yet-valid': OF_INTEL['not-yet-valid'] },
  },
  'dcap.qe-report.signature': {
    question: 'Did this processor vouch for the program that signs the evidence?',
    pass: 'The processor’s own key signed the fingerprint of the signing program.',
    warn: null,
    fail: 'This processor did not vouch for the signing program: the parts of the evidence do not belong together.',
    unknown: 'Sealmark could not check whether the processor vouched for the signing program.',
  },
  'dcap.qe-report.attestation-key': {
    question: 'Did the processor vouch for the key that signed the evidence?',
    pass: 'The processor vouched for the key that signed the evidence.',
    warn: null,
    fail: 'The processor did not vouch for the key that signed the evidence.',
    unknown: 'Sealmark could not check which key signed the evidence.',
  },
  'dcap.qe-report.identity': {
    question: 'Is the signing program Intel’s own?',
    pass: 'Intel’s own program signs the evidence on this server.',
    warn: null,
    fail: 'The program that signs evidence on this server is not Intel’s.',
    unknown: 'Sealmark could not check whose program signs evidence on this server.',
  },
  'dcap.quote.signature': {
    question: 'Is the evidence unchanged since it was signed?',
    pass: 'The signature matches: nothing in the evidence was changed.',
    warn: null,
    fail: 'The evidence was changed after it was signed, or someone else signed it.',
    unknown: 'Sealmark could not check the signature on the evidence.',
  },
  'dcap.qe-identity.signing-chain': {
    question: 'Did Intel sign the description of its signing program?',
    pass: 'The certificate that signed the description leads to Intel’s root.',
    warn: null,
    fail: 'The certificate that signed the description of the signing program does not lead to Intel’s root, or was withdrawn.',
    unknown: 'Sealmark could not check who signed the description of the signing program.',
    because: OF_SIGNER,
  },
  'dcap.qe-identity.signature': {
    question: 'Is the description of the signing program unchanged?',
    pass: 'The description is as Intel signed it.',
    warn: null,
    fail: 'The description of the signing program was changed after Intel signed it.',
    unknown: 'Sealmark did not have Intel’s description of its signing program.',
    because: {
      unreadable: OF_INTEL.unreadable,
      signature: OF_INTEL.signature,
      'no-signing-chain': OF_INTEL['no-signing-chain'],
    },
  },
  'dcap.qe-identity.match': {
    question: 'Is Intel’s description for this kind of evidence?',
    pass: 'The description is for the program that signs this kind of evidence.',
    warn: null,
    fail: 'The description is for a different signing program.',
    unknown: 'Sealmark could not check whether the description is for this kind of evidence.',
    because: NOT_OF_THIS,
  },
  'dcap.qe-identity.current': {
    question: 'Is Intel’s description of its signing program current?',
    pass: 'The description is current.',
    warn: null,
    fail: 'The description of the signing program is not current.',
    unknown: 'Sealmark could not check how old Intel’s description of its signing program is.',
    because: { expired: OF_INTEL.expired, 'not-yet-valid': OF_INTEL['not-yet-valid'] },
  },
  'dcap.qe-identity.evaluation-number': {
    question: 'Is Intel’s description of its signing program one that still counts?',
    pass: 'The description is not older than those that Intel answers with.',
    warn: 'Intel has replaced this description (number {number}): since {since|day} it answers with number {least} or higher. What this one calls patched may be out of date.',
    fail: 'Intel has replaced this description (number {number}) with number {least} or higher.',
    unknown: 'Sealmark could not check whether Intel has replaced this description.',
  },
  'dcap.tcb-info.signing-chain': {
    question: 'Did Intel sign the patch table?',
    pass: 'The certificate that signed the patch table leads to Intel’s root.',
    warn: null,
    fail: 'The certificate that signed the patch table does not lead to Intel’s root, or was withdrawn.',
    unknown: 'Sealmark could not check who signed the patch table.',
    because: OF_SIGNER,
  },
  'dcap.tcb-info.signature': {
    question: 'Is the patch table unchanged?',
    pass: 'The patch table is as Intel signed it.',
    warn: null,
    fail: 'The patch table was changed after Intel signed it.',
    unknown: 'Sealmark did not have Intel’s patch table.',
    because: {
      unreadable: OF_INTEL.unreadable,
      signature: OF_INTEL.signature,
      'no-signing-chain': OF_INTEL['no-signing-chain'],
    },
  },
  'dcap.tcb-info.match': {
    question: 'Is the patch table for this kind of processor?',
    pass: 'The patch table is for this kind of processor.',
    warn: null,
    fail: 'The patch table is for a different kind of processor.',
    unknown: 'Sealmark could not check whether the patch table is for this kind of processor.',
    because: NOT_OF_THIS,
  },
  'dcap.tcb-info.current': {
    question: 'Is Intel’s patch table current?',
    pass: 'The patch table is current.',
    warn: null,
    fail: 'The patch table is not current.',
    unknown: 'Sealmark could not check how old Intel’s patch table is.',
    because: { expired: OF_INTEL.expired, 'not-yet-valid': OF_INTEL['not-yet-valid'] },
  },
  'dcap.tcb-info.evaluation-number': {
    question: 'Is the patch table one that still counts?',
    pass: 'The patch table is not older than those that Intel answers with.',
    warn: 'Intel has replaced this patch table (number {number}): since {since|day} it answers with number {least} or higher. What this one calls patched may be out of date.',
    fail: 'Intel has replaced this patch table (number {number}) with number {least} or higher.',
    unknown: 'Sealmark could not check whether Intel has replaced this patch table.',
  },
  'dcap.tcb.level': {
    question: 'Does Intel know this patch level?',
    pass: 'Intel’s patch table has an entry for what is installed on this server.',
    warn: null,
    fail: 'What is installed on this server is older than anything in Intel’s patch table.',
    unknown: 'Sealmark could not tell which patch level this server has.',
  },
  'dcap.tcb.status': {
    question: 'Is the server patched?',
    pass: 'Intel has nothing against this server’s patches.',
    warn: 'Intel has a reservation about this server’s patches: known weaknesses may be open.',
    fail: 'Intel says not to rely on this server’s patches.',
    unknown: 'Sealmark could not tell whether the server is patched.',
    picks: 'status',
    because: TCB_WORDS,
    also: { behind: 'What is behind: {behind}.' },
    codes: { behind: TCB_PART_WORDS },
  },
} as const satisfies Readonly<Record<string, CheckWords>>;
