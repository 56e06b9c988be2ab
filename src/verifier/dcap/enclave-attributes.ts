import { Reader } from '../bytes/reader.ts';
import type { Check } from '../check.ts';
import type { Ledger } from '../ledger.ts';

const ATTRIBUTES = 'Intel Software Developer’s Manual, volume 3D, section 35.7.1 (ATTRIBUTES)';

/** What is required of an application enclave's attributes, whoever signed the report that contains them. */
export const ENCLAVE_ATTRIBUTE_CHECKS = {
  'sgx.attributes.initialised': { aspect: 'configuration', whenFail: 'contraindicated', whenUnknown: 'none', spec: ATTRIBUTES },
  'sgx.attributes.privileged-keys': {
    aspect: 'configuration',
    whenFail: 'contraindicated',
    whenUnknown: 'none',
    spec: ATTRIBUTES,
  },
} as const satisfies Readonly<Record<string, Check>>;

/** SGX ATTRIBUTES (SDM volume 3D, table 35-3): 64 flags, then XFRM. */
export type EnclaveAttributes = {
  readonly initialised: boolean;
  /** The host can read and write the enclave's memory. */
  readonly debug: boolean;
  readonly mode64: boolean;
  /** May derive the provisioning key, which identifies the processor. */
  readonly provisionKey: boolean;
  /** May derive the key that launches other enclaves. */
  readonly einitTokenKey: boolean;
  /** Key separation and sharing: CONFIGID and related fields have meaning. */
  readonly kss: boolean;
};

/** 16 bytes → flags. @throws Malformed for another length */
export function readEnclaveAttributes(bytes: Uint8Array): EnclaveAttributes {
  const reader = new Reader(bytes, 'ATTRIBUTES');
  const flags = reader.u64le('flags');
  reader.u64le('XFRM');
  reader.end();
  const bit = (number: bigint): boolean => ((flags >> number) & 1n) === 1n;
  return {
    initialised: bit(0n),
    debug: bit(1n),
    mode64: bit(2n),
    provisionKey: bit(4n),
    einitTokenKey: bit(5n),
    kss: bit(7n),
  };
}

/**
 * Hardware never reports an enclave that is not initialised, and an application has no use for provisioning or launch keys.
 * Neither proves anything bad, so both warn; DEBUG is answered by the common check.
 */
export function answerEnclaveAttributes(
  ledger: Ledger<keyof typeof ENCLAVE_ATTRIBUTE_CHECKS>,
  attributes: EnclaveAttributes,
): void {
  ledger.answer('sgx.attributes.initialised', attributes.initialised ? 'pass' : 'warn');
  const keys = [...(attributes.provisionKey ? ['PROVISION_KEY'] : []), ...(attributes.einitTokenKey ? ['EINITTOKEN_KEY'] : [])];
  if (keys.length === 0) ledger.answer('sgx.attributes.privileged-keys', 'pass');
  else ledger.answer('sgx.attributes.privileged-keys', 'warn', { attributes: keys.join(', ') });
}
