import type { Check } from '../../check.ts';

const PAPER = 'Lebedev, Hogan, Devadas, "Secure Boot and Remote Attestation in the Sanctum Processor", CSF 2018';

const hardware = (spec: string): Check => ({ aspect: 'hardware', whenFail: 'contraindicated', whenUnknown: 'none', spec });

/** What is asked of a Sanctum chain besides its form, which open() reads. In the order of the README. */
export const SANCTUM_CHECKS = {
  /** Is the manufacturer's key one that a register vouches for? */
  'sanctum.manufacturer.registered': hardware(`Sealmark registers (devices/README.md); ${PAPER}, section IV`),
  /** How old is the register's answer? */
  'sanctum.manufacturer.register-age': {
    aspect: 'freshness',
    whenFail: 'contraindicated',
    whenUnknown: 'none',
    spec: 'Sealmark registers (devices/README.md)',
  },
  /** Is every key of the chain one that only its holder can sign under? */
  'sanctum.keys.strong': hardware('RFC 8032, section 5.1; Chalkias, Garillot, Nikolaenko, "Taming the many EdDSAs", table 1'),
  /** Is the device's key none whose private half is published? */
  'sanctum.device.test-key': hardware('keystone/bootrom, test_dev_key.h and bootloader.c (random_byte)'),
  /** Did the manufacturer sign the device's key? */
  'sanctum.device.signature': hardware(`${PAPER}, section IV (PK_D)`),
  /** Has a register revoked the device? */
  'sanctum.device.status': hardware('Sealmark registers (devices/README.md)'),
  /** How old is what the register says of the device? Not applicable where no register says anything. */
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

export type SanctumCheckId = keyof typeof SANCTUM_CHECKS;
