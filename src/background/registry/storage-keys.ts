import { fromHex, proxiedAddress, proxiedKey, sovereignKey, teebagKey, toHex } from '../../verifier/substrate/index.ts';
import type { RegistryProfile } from '../api/registry-profile.ts';
import type { TypedEntry } from './client/protocol.ts';
import type { FoundEntry } from './answer/enclave.ts';
import type { LookUp } from './question.ts';

type Enclave = Extract<LookUp, { readonly what: 'enclave' }>;

/** One place to look at: its storage key, and what an entry there must be about. */
export type StorageKey = Omit<FoundEntry, 'enclave'> & {
  readonly key: Uint8Array;
  /** The same entry as @polkadot/api names it; null where it is not asked. */
  readonly typed: TypedEntry | null;
};

/**
 * Where an enclave would stand on a chain: under its account keys, if it registered itself, and on a teerex chain for
 * every registrar that the profile believes.
 */
export function storageKeysOf({ accounts, registered }: Enclave, profile: RegistryProfile): readonly StorageKey[] {
  if (profile.enclaves === 'teebag')
    return accounts.map((account) => ({
      registrar: null,
      reportData: account,
      key: teebagKey(fromHex(account, 'account')),
      typed: null,
    }));
  const sovereign = accounts.map((account) => ({
    registrar: null,
    reportData: account,
    key: sovereignKey(fromHex(account, 'account')),
    typed: { pallet: 'teerex', item: 'sovereignEnclaves', key: account },
  }));
  const { mrEnclave, reportData } = registered;
  const proxied = profile.registrars.map((registrar) => {
    const parts = [fromHex(mrEnclave, 'mrEnclave'), fromHex(registrar, 'registrar'), fromHex(reportData, 'reportData')] as const;
    const typed = { pallet: 'teerex', item: 'proxiedEnclaves', key: toHex(proxiedAddress(...parts)) };
    return { registrar, reportData, key: proxiedKey(...parts), typed };
  });
  return [...sovereign, ...proxied];
}
