import { deviceKey, fromHex, toHex } from '../../../verifier/substrate/index.ts';
import type { RegistryProfile } from '../../api/registry-profile.ts';
import type { AnsweredView } from '../../api/registry-view.ts';
import type { LookUp } from '../question.ts';
import { storageKeysOf, type StorageKey } from '../storage-keys.ts';

/** A look-up of an enclave's own entry. */
export type EnclaveLookUp = Extract<LookUp, { readonly what: 'enclave' }>;

/**
 * What is asked of a chain: under which storage keys, and what is expected there. Plain data: reading and appraising happen
 * elsewhere.
 */
export type Query = {
  /** What was asked, as shown to the user. */
  readonly asked: AnsweredView['asked'];
  readonly keys: readonly Uint8Array[];
  readonly expected:
    | { readonly what: 'device'; readonly device: string; readonly key: Uint8Array }
    | { readonly what: 'enclave'; readonly lookUp: EnclaveLookUp; readonly storageKeys: readonly StorageKey[] };
};

/** The query for a look-up; null when there is no key to look under. */
export function queryFor(lookUp: LookUp, profile: RegistryProfile): Query | null {
  if (lookUp.what === 'enclave') return enclaveQuery(lookUp, storageKeysOf(lookUp, profile));
  const key = deviceKey(fromHex(lookUp.key, 'device key'), lookUp.what === 'device' ? 'Devices' : 'ManufacturerKeys');
  return {
    asked: { what: 'device-key', key: toHex(key) },
    keys: [key],
    expected: { what: 'device', device: lookUp.key, key },
  };
}

function enclaveQuery(lookUp: EnclaveLookUp, storageKeys: readonly StorageKey[]): Query | null {
  const [first] = storageKeys;
  if (first === undefined) return null;
  return {
    asked: { what: 'enclave', key: toHex(first.key) },
    keys: storageKeys.map(({ key }) => key),
    expected: { what: 'enclave', lookUp, storageKeys },
  };
}
