import type { CheckId } from '../../../verifier/index.ts';
import type { CheckWords } from '../check-words.ts';

/** Why a register's answer is none, in words that Keystone and Sanctum share. */
export const REGISTER_BECAUSE = {
  'no-answer': 'No register could be asked about this key.',
  unreadable: 'The register’s answer is damaged and was not used.',
  'not-registered': 'The register does not hold this key: nobody vouches for it.',
  ambiguous: 'The register holds more than one record for this key, so it vouches for none.',
  revoked: 'The register says that this key was revoked.',
  'not-yet-valid': 'The register says that this key is not valid yet.',
  expired: 'The register says that this key is no longer valid.',
  undated: 'The register’s answer carries no date.',
  old: 'The register’s answer is from {asOf|day}, more than 30 days ago.',
} as const;

/** Sentences for Keystone reports. */
export const KEYSTONE_WORDS = {
  'keystone.device.registered': {
    question: 'Is this device in a register of known devices?',
    pass: 'The register holds this device’s key, once, and it is active.',
    warn: null,
    fail: 'The register {register} does not vouch for this device.',
    unknown: 'Whether a register knows this device was not checked.',
    because: REGISTER_BECAUSE,
  },
  'keystone.device.register-age': {
    question: 'Is the register’s answer recent?',
    pass: 'The register’s answer is at most 30 days old.',
    warn: 'The register’s answer is old or undated.',
    fail: 'The register’s answer is too old to be used.',
    unknown: 'How old the register’s answer is was not checked.',
    because: REGISTER_BECAUSE,
  },
  'keystone.device.key': {
    question: 'Can only the device sign with its key?',
    pass: 'The device’s key is an ordinary one.',
    warn: null,
    fail: 'The device’s key is one under which anybody can sign, such as a key of zeros.',
    unknown: 'The device’s key was not looked at.',
  },
  'keystone.device.test-key': {
    question: 'Is the device’s key not a published test key?',
    pass: 'The device’s key is none whose secret half is published.',
    warn: 'The device uses a published test key: anybody can make such evidence.',
    fail: 'The device uses a published test key: anybody can make such evidence.',
    unknown: 'Whether the device’s key is a published one was not checked.',
  },
  'keystone.monitor.key': {
    question: 'Can only the security monitor sign with its key?',
    pass: 'The security monitor’s key is an ordinary one.',
    warn: null,
    fail: 'The security monitor’s key is one under which anybody can sign, such as a key of zeros.',
    unknown: 'The security monitor’s key was not looked at.',
  },
  'keystone.monitor.signature': {
    question: 'Did the device sign its security monitor?',
    pass: 'The device signed the fingerprint and the key of the security monitor.',
    warn: null,
    fail: 'The device did not sign this security monitor: somebody made it up or changed it.',
    unknown: 'The device’s signature was not checked.',
  },
  'keystone.monitor.predictable-key': {
    question: 'Is the security monitor’s key one that cannot be guessed?',
    pass: 'The security monitor’s key is none of those that Keystone’s own boot loader makes by mistake.',
    warn: null,
    fail: 'The security monitor’s key was made by a boot loader with a known mistake: anybody can compute its secret half.',
    unknown: 'Whether the security monitor’s key can be guessed was not checked.',
  },
  'keystone.enclave.signature': {
    question: 'Did the security monitor sign the enclave?',
    pass: 'The security monitor signed the fingerprint of the code and the data with it.',
    warn: null,
    fail: 'The security monitor did not sign this code or this data: somebody changed it.',
    unknown: 'The security monitor’s signature was not checked.',
  },
} as const satisfies Readonly<Record<Extract<CheckId, `keystone.${string}`>, CheckWords>>;
