import type { Check } from '../../check.ts';

const ROOT_OF_TRUST = 'AWS Nitro Enclaves user guide, "Verifying the root of trust"';
const PROCESS = 'aws-nitro-enclaves-nsm-api, docs/attestation_process.md';

const hardware = (spec: string): Check => ({ aspect: 'hardware', whenFail: 'contraindicated', whenUnknown: 'none', spec });
const freshness = (spec: string): Check => ({ aspect: 'freshness', whenFail: 'contraindicated', whenUnknown: 'none', spec });

/** The checks of a Nitro attestation document besides its form, which open() reads. In the order of the README. */
export const NITRO_CHECKS = {
  /** Is the protected header exactly "ES384"? */
  'nitro.cose.algorithm': hardware(`${PROCESS}, section 3.1; RFC 9053, section 2.1`),
  /** Is the unsigned header empty? */
  'nitro.cose.unprotected': hardware(`${PROCESS}, section 3.1; RFC 9052, section 3`),
  /** Is the first certificate the pinned root, byte for byte? */
  'nitro.chain.root': hardware(`${ROOT_OF_TRUST}; ${PROCESS}, sections 2.1 and 3.2.4`),
  /** Is each certificate issued under the one before it, by name, key, purpose, path length and signature? */
  'nitro.chain.certificates': hardware(`${PROCESS}, sections 3.2.3.2 to 3.2.4; RFC 5280, section 6.1`),
  /** Is every certificate valid now? */
  'nitro.chain.dates': freshness(`${PROCESS}, section 3.2.3.1; RFC 5280, section 6.1.3`),
  /** Is the key that signs documents a P-384 key? */
  'nitro.leaf.key': hardware(`${PROCESS}, section 3.1; RFC 9053, section 2.1`),
  /** Did that key sign this header and this payload? */
  'nitro.document.signature': hardware(`${PROCESS}, section 3.2.1; RFC 9052, section 4.4`),
  /** Was the document made while its certificate was valid? */
  'nitro.document.timestamp': freshness(`${PROCESS}, section 3.2.2.2`),
  /** Was it made before now, allowing for a clock's error? */
  'nitro.document.not-future': freshness(`${PROCESS}, section 3.2.2.2`),
  /** Are the registers present that say which code runs and whether it can be looked into? */
  'nitro.pcrs.code': {
    aspect: 'configuration',
    whenFail: 'contraindicated',
    whenUnknown: 'none',
    spec: 'AWS Nitro Enclaves user guide, "Cryptographic attestation", enclave measurements; GHSA-88h9-77c7-p6w4',
  },
} as const satisfies Readonly<Record<string, Check>>;

/** Id of a check that only Nitro documents have. */
export type NitroCheckId = keyof typeof NITRO_CHECKS;
