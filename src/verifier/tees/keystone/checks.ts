import type { Check } from '../../check.ts';

const hardware = (spec: string): Check => ({ aspect: 'hardware', whenFail: 'contraindicated', whenUnknown: 'none', spec });

const ATTESTATION = 'Keystone documentation, "Attestation"; keystone/sdk, include/verifier/Report.hpp';

/** The checks of a Keystone report besides its form, which open() reads. In the order of the README. */
export const KEYSTONE_CHECKS = {
  /** Does the register hold the device's key: once, active, inside its dates? */
  'keystone.device.registered': hardware('Sealmark registers (devices/README.md); keystone-enclave/keystone#387'),
  /** How old is the register's answer? */
  'keystone.device.register-age': {
    aspect: 'freshness',
    whenFail: 'contraindicated',
    whenUnknown: 'none',
    spec: 'Sealmark registers (devices/README.md)',
  },
  /** Can only the holder of the device's key sign under it? */
  'keystone.device.key': hardware('RFC 8032, section 5.1; Chalkias, Garillot, Nikolaenko, "Taming the many EdDSAs", table 1'),
  /** Is its private key unpublished? */
  'keystone.device.test-key': hardware('keystone/bootrom, test_dev_key.h, use_test_keys.h and bootloader.c (random_byte)'),
  /** Can only the holder of the security monitor's key sign under it? */
  'keystone.monitor.key': hardware('RFC 8032, section 5.1; Chalkias, Garillot, Nikolaenko, "Taming the many EdDSAs", table 1'),
  /** Did the device sign the monitor's hash and key? */
  'keystone.monitor.signature': hardware(`${ATTESTATION} (sm_report_t)`),
  /** Is the monitor's key one that nobody else can compute? */
  'keystone.monitor.predictable-key': hardware('keystone/bootrom, bootloader.c (sm_key_seed, sizeof of an array element)'),
  /** Did the monitor sign the enclave's hash and data? */
  'keystone.enclave.signature': hardware(`${ATTESTATION} (enclave_report_t)`),
} as const satisfies Readonly<Record<string, Check>>;

/** Id of a check that only Keystone reports have. */
export type KeystoneCheckId = keyof typeof KEYSTONE_CHECKS;
