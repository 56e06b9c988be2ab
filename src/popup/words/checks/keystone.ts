import { KEYSTONE_CHECKS, type CheckId } from '../../../verifier/index.ts';
import type { CheckWords } from '../check-words.ts';
import type { Lexicon } from '../finding.ts';

/** Why a register's answer does not count, in words that Keystone and Sanctum share. */
export const REGISTER_BECAUSE = {
  'no-answer': 'Sealmark had no registry to ask about this key.',
  unreadable: 'The registry’s answer is damaged, so Sealmark did not use it.',
  'not-registered': 'The registry does not list this key, so nothing vouches for it.',
  ambiguous: 'The registry has more than one record for this key, so it vouches for none.',
  revoked: 'The registry says that this key was withdrawn.',
  'not-yet-valid': 'The registry says that this key is not valid yet, by this computer’s clock.',
  'clock-ahead':
    'The registry’s record ended on {until|day}, yet the evidence was made for this very visit: the record ran out, or this computer’s clock is ahead.',
  expired: 'The registry says that this key is no longer valid.',
  undated: 'The registry’s answer has no date.',
  old: 'The registry’s answer is from {asOf|day}, more than 30 days ago.',
  'dated-ahead': 'The registry’s answer is dated {asOf|day}, after today. This computer’s clock may be slow.',
} as const;

/** Sentences for Keystone reports. */
export const KEYSTONE_WORDS = {
  'keystone.device.registered': {
    question: 'Is this device in a registry of known devices?',
    pass: 'The registry lists this device’s key once, as active.',
    warn: null,
    fail: 'The registry {register} does not vouch for this device.',
    unknown: 'Sealmark could not check whether a registry knows this device.',
    because: REGISTER_BECAUSE,
  },
  'keystone.device.register-age': {
    question: 'Is the registry’s answer recent?',
    pass: 'The registry’s answer is at most 30 days old.',
    warn: 'The registry’s answer is old or undated.',
    fail: 'The registry’s answer is too old to use.',
    unknown: 'Sealmark could not check how old the registry’s answer is.',
    because: REGISTER_BECAUSE,
  },
  'keystone.device.key': {
    question: 'Can only the device sign with its key?',
    pass: 'The device’s key is an ordinary one.',
    warn: null,
    fail: 'The device’s key is one that anyone can sign under, such as a key of zeros.',
    unknown: 'Sealmark did not look at the device’s key.',
  },
  'keystone.device.test-key': {
    question: 'Is the device’s key its own, not a published test key?',
    pass: 'The device’s key is not one of the published test keys Sealmark knows.',
    warn: 'The device uses a published test key: anyone can make such evidence.',
    fail: 'The device uses a published test key: anyone can make such evidence.',
    unknown: 'Sealmark could not check whether the device’s key is a published one.',
  },
  'keystone.monitor.key': {
    question: 'Can only the security monitor sign with its key?',
    pass: 'The security monitor’s key is an ordinary one.',
    warn: null,
    fail: 'The security monitor’s key is one that anyone can sign under, such as a key of zeros.',
    unknown: 'Sealmark did not look at the security monitor’s key.',
  },
  'keystone.monitor.signature': {
    question: 'Did the device sign its security monitor?',
    pass: 'The device signed the security monitor’s fingerprint and key.',
    warn: null,
    fail: 'The device did not sign this security monitor: someone made it up or changed it.',
    unknown: 'Sealmark could not check the device’s signature.',
  },
  'keystone.monitor.predictable-key': {
    question: 'Is the security monitor’s key hard to guess?',
    pass: 'The security monitor’s key is not one of those that Keystone’s own boot loader makes by mistake.',
    warn: null,
    fail: 'A boot loader with a known mistake made the security monitor’s key: anyone can work out its secret half.',
    unknown: 'Sealmark could not check whether the security monitor’s key can be guessed.',
  },
  'keystone.enclave.signature': {
    question: 'Did the security monitor sign the enclave?',
    pass: 'The security monitor signed the code’s fingerprint and the data with it.',
    warn: null,
    fail: 'The security monitor did not sign this code or this data: someone changed it.',
    unknown: 'Sealmark could not check the security monitor’s signature.',
  },
} as const satisfies Readonly<Record<Extract<CheckId, `keystone.${string}`>, CheckWords>>;

/** The checks of this family with their words, which a popup loads for its results. */
export const LEXICON: Lexicon = { words: KEYSTONE_WORDS, checks: KEYSTONE_CHECKS };
