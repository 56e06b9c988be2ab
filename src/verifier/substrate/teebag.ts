import { toHex, type Hex } from '../bytes/hex.ts';
import { ScaleReader } from '../encoding/scale.ts';
import { instant, type Instant } from '../time.ts';
import { storageKey } from './storage-key.ts';
import { lenientText, type RegisteredMethod } from './teerex.ts';

/**
 * What Heima's teebag pallet stores about an SGX enclave (litentry/heima, common/primitives/core/src/teebag/types.rs). It stores
 * no report data, signer or status, and an administrator can write entries without any quote (`force_add_enclave`): an entry is
 * that administrator's word.
 */
export type TeebagEnclave = {
  readonly mrEnclave: Hex;
  readonly lastSeenAt: Instant;
  readonly url: string;
  readonly buildMode: 'debug' | 'production';
  readonly method: RegisteredMethod;
};

const MAX_URL_BYTES = 256;
const MAX_KEY_BYTES = 8192;

/** Value of EnclaveRegistry → enclave. The order of the build modes is the reverse of teerex's. @throws Malformed */
export function readTeebagEnclave(bytes: Uint8Array): TeebagEnclave {
  const reader = new ScaleReader(bytes, 'teebag enclave');
  reader.oneOf('worker type', ['identity', 'bit-across', 'omni-executor']);
  reader.oneOf('worker mode', ['off-chain-worker', 'sidechain']);
  const mrEnclave = toHex(reader.fixed('mr enclave', 32));
  const lastSeenAt = instant(reader.safeU64('last seen'));
  const url = lenientText(reader.bytes('url', MAX_URL_BYTES));
  reader.option('shielding key', () => reader.bytes('shielding key', MAX_KEY_BYTES));
  reader.option('vc key', () => reader.fixed('vc key', 32));
  const buildMode = reader.oneOf('build mode', ['production', 'debug']);
  const method = reader.oneOf('attestation type', ['skip', 'ias', 'dcap']);
  if (method === 'dcap') reader.oneOf('dcap provider', ['intel', 'maa', 'local', 'integritee']);
  reader.end();
  return { mrEnclave, lastSeenAt, url, buildMode, method };
}

/** The storage key of an enclave, by its account key. */
export function teebagKey(account: Uint8Array): Uint8Array {
  return storageKey('Teebag', 'EnclaveRegistry', { hasher: 'blake2-128-concat', key: account });
}
