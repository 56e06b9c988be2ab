import type { CheckId } from '../../../verifier/index.ts';
import type { CheckWords } from '../check-words.ts';
import { REGISTER_BECAUSE } from './keystone.ts';

/** Sentences for Sanctum chains. */
export const SANCTUM_WORDS = {
  'sanctum.manufacturer.registered': {
    question: 'Is the manufacturer one that a register knows?',
    pass: 'The register holds this manufacturer’s key, once, and it is active.',
    warn: null,
    fail: 'The register {register} does not vouch for this manufacturer.',
    unknown: 'Whether a register knows this manufacturer was not checked.',
    because: REGISTER_BECAUSE,
  },
  'sanctum.manufacturer.register-age': {
    question: 'Is the register’s answer recent?',
    pass: 'The register’s answer is at most 30 days old.',
    warn: 'The register’s answer is old or undated.',
    fail: 'The register’s answer is too old to be used.',
    unknown: 'How old the register’s answer is was not checked.',
    because: REGISTER_BECAUSE,
  },
  'sanctum.keys.strong': {
    question: 'Can only their holders sign with these keys?',
    pass: 'All keys from the manufacturer to the enclave are ordinary ones.',
    warn: null,
    fail: 'A key ({keys}) is one under which anybody can sign, such as a key of zeros.',
    unknown: 'The keys were not looked at.',
  },
  'sanctum.device.test-key': {
    question: 'Is the device’s key not a published test key?',
    pass: 'The device’s key is none whose secret half is published.',
    warn: 'The device uses a published test key: anybody can make such evidence.',
    fail: 'The device uses a published test key: anybody can make such evidence.',
    unknown: 'Whether the device’s key is a published one was not checked.',
  },
  'sanctum.device.signature': {
    question: 'Did the manufacturer sign the device?',
    pass: 'The manufacturer signed the device’s key.',
    warn: null,
    fail: 'The manufacturer did not sign this device’s key: it is somebody else’s.',
    unknown: 'The manufacturer’s signature was not checked.',
  },
  'sanctum.device.standing': {
    question: 'Has nobody revoked the device?',
    pass: 'The register lists the device as active.',
    warn: 'Whether the device was revoked could not be told.',
    fail: 'The register says that this device must no longer be relied on.',
    unknown: 'Whether the device was revoked was not checked.',
    because: {
      ...REGISTER_BECAUSE,
      'not-registered': 'The register holds nothing about the device itself, only its maker vouches for it.',
    },
  },
  'sanctum.monitor.signature': {
    question: 'Did the device sign its security monitor?',
    pass: 'The device signed the key and the fingerprint of the security monitor.',
    warn: null,
    fail: 'The device did not sign this security monitor: somebody made it up or changed it.',
    unknown: 'The device’s signature was not checked.',
  },
  'sanctum.enclave.signature': {
    question: 'Did the security monitor sign the enclave?',
    pass: 'The security monitor signed the fingerprint of the code and the enclave’s own key.',
    warn: null,
    fail: 'The security monitor did not sign this code: somebody changed it.',
    unknown: 'The security monitor’s signature was not checked.',
  },
  'sanctum.nonce.signature': {
    question: 'Did the enclave sign for this visit?',
    pass: 'The enclave’s own key signed what this site says of itself.',
    warn: null,
    fail: 'The enclave’s own key did not sign this.',
    unknown: 'The enclave’s signature was not checked.',
  },
} as const satisfies Readonly<Record<Extract<CheckId, `sanctum.${string}`>, CheckWords>>;
