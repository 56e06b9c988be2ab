import { SANCTUM_CHECKS, type CheckId } from '../../../verifier/index.ts';
import type { CheckWords } from '../check-words.ts';
import type { Lexicon } from '../finding.ts';
import { REGISTER_BECAUSE } from './keystone.ts';

/** Sentences for Sanctum chains. */
export const SANCTUM_WORDS = {
  'sanctum.manufacturer.registered': {
    question: 'Does a registry know this manufacturer?',
    pass: 'The registry lists this manufacturer’s key once, as active.',
    warn: null,
    fail: 'The registry {register} does not vouch for this manufacturer.',
    unknown: 'Sealmark could not check whether a registry knows this manufacturer.',
    because: REGISTER_BECAUSE,
  },
  'sanctum.manufacturer.register-age': {
    question: 'Is the registry’s answer recent?',
    pass: 'The registry’s answer is at most 30 days old.',
    warn: 'The registry’s answer is old or undated.',
    fail: 'The registry’s answer is too old to use.',
    unknown: 'Sealmark could not check how old the registry’s answer is.',
    because: REGISTER_BECAUSE,
  },
  'sanctum.keys.strong': {
    question: 'Can only their holders sign with these keys?',
    pass: 'All keys from the manufacturer to the enclave are ordinary ones.',
    warn: null,
    fail: 'A key ({keys}) is one that anyone can sign under, such as a key of zeros.',
    unknown: 'Sealmark did not look at the keys.',
  },
  'sanctum.device.test-key': {
    question: 'Is the device’s key its own, not a published test key?',
    pass: 'The device’s key is not one of the published test keys Sealmark knows.',
    warn: 'The device uses a published test key: anyone can make such evidence.',
    fail: 'The device uses a published test key: anyone can make such evidence.',
    unknown: 'Sealmark could not check whether the device’s key is a published one.',
  },
  'sanctum.device.signature': {
    question: 'Did the manufacturer sign the device?',
    pass: 'The manufacturer signed the device’s key.',
    warn: null,
    fail: 'The manufacturer did not sign this device’s key: it is someone else’s.',
    unknown: 'Sealmark could not check the manufacturer’s signature.',
  },
  'sanctum.device.status': {
    question: 'Does the registry still list the device as active?',
    pass: 'The registry lists the device as active.',
    warn: 'Sealmark could not tell whether the device was withdrawn.',
    fail: 'The registry says not to rely on this device any more.',
    unknown: 'Sealmark could not check whether the device was withdrawn.',
    because: {
      ...REGISTER_BECAUSE,
      'not-registered': 'The registry lists nothing about the device itself. Only its maker vouches for it.',
    },
  },
  'sanctum.device.register-age': {
    question: 'Is what the registry says of the device recent?',
    pass: 'The registry’s answer about the device is at most 30 days old.',
    warn: 'The registry’s answer about the device is old or undated.',
    fail: 'The registry’s answer about the device is too old to use.',
    unknown: 'Sealmark could not check how old the registry’s answer about the device is.',
    because: REGISTER_BECAUSE,
  },
  'sanctum.monitor.signature': {
    question: 'Did the device sign its security monitor?',
    pass: 'The device signed the security monitor’s fingerprint and key.',
    warn: null,
    fail: 'The device did not sign this security monitor: someone made it up or changed it.',
    unknown: 'Sealmark could not check the device’s signature.',
  },
  'sanctum.enclave.signature': {
    question: 'Did the security monitor sign the enclave?',
    pass: 'The security monitor signed the code’s fingerprint and the enclave’s own key.',
    warn: null,
    fail: 'The security monitor did not sign this code: someone changed it.',
    unknown: 'Sealmark could not check the security monitor’s signature.',
  },
  'sanctum.nonce.signature': {
    question: 'Did the enclave sign this site’s statement?',
    pass: 'The enclave’s own key signed what this site says about itself.',
    warn: null,
    fail: 'The enclave’s own key did not sign this.',
    unknown: 'Sealmark could not check the enclave’s signature.',
  },
} as const satisfies Readonly<Record<Extract<CheckId, `sanctum.${string}`>, CheckWords>>;

/** The checks of this family with their words, which a popup loads for its results. */
export const LEXICON: Lexicon = { words: SANCTUM_WORDS, checks: SANCTUM_CHECKS };
