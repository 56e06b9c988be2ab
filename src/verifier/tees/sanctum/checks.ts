import type { Check } from '../../check.ts';

const PAPER = 'Lebedev, Hogan, Devadas, "Secure Boot and Remote Attestation in the Sanctum Processor", CSF 2018';

const hardware = (spec: string): Check => ({ aspect: 'hardware', whenFail: 'contraindicated', whenUnknown: 'none', spec });

/** The checks of a Sanctum chain besides its form, which open() reads. In the order of the README. */
export const SANCTUM_CHECKS = {
  /** Does a register vouch for the manufacturer's key? */
  'sanctum.manufacturer.registered': hardware(`Sealmark registers (devices/README.md); ${PAPER}, section IV`),
  /** How old is the register's answer? */
  'sanctum.manufacturer.register-age': {
    aspect: 'freshness',
    whenFail: 'contraindicated',
    whenUnknown: 'none',
    spec: 'Sealmark registers (devices/README.md)',
  },
  /** Can only the holder of each key of the chain sign under it? */
  'sanctum.keys.strong': hardware('RFC 8032, section 5.1; Chalkias, Garillot, Nikolaenko, "Taming the many EdDSAs", table 1'),
  /** Is the device's private key unpublished? */
  'sanctum.device.test-key': hardware('keystone/bootrom, test_dev_key.h and bootloader.c (random_byte)'),
  /** Did the manufacturer sign the device's key? */
  'sanctum.device.signature': hardware(`${PAPER}, section IV (PK_D)`),
  /** Has a register revoked the device? */
  'sanctum.device.status': hardware('Sealmark registers (devices/README.md)'),
  /** How old is the register's statement about the device? Not applicable without one. */
  'sanctum.device.register-age': {
    aspect: 'freshness',
    whenFail: 'contraindicated',
    whenUnknown: 'none',
    spec: 'Sealmark registers (devices/README.md)',
  },
  /** Did the device sign the monitor's key and hash? */
  'sanctum.monitor.signature': hardware(`${PAPER}, section V; ilebedev/secure_bootloader (PK_SM, H_SM)`),
  /** Did the monitor sign the enclave's measurement and key? */
  'sanctum.enclave.signature': hardware(`${PAPER}, section VI; mit-enclaves/security_monitor (enclave attestation)`),
  /** Did the enclave sign the nonce? */
  'sanctum.nonce.signature': hardware(`${PAPER}, section VI; sanctum-citadel-chain (tees/sanctum/README.md)`),
} as const satisfies Readonly<Record<string, Check>>;

/** Id of a check that only Sanctum chains have. */
export type SanctumCheckId = keyof typeof SANCTUM_CHECKS;
