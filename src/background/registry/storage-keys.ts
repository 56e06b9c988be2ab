import {
  fromHex,
  proxiedAddress,
  proxiedKey,
  sovereignKey,
  teebagKey,
  toHex,
  type Hex,
  type RegisteredEnclave,
} from '../../verifier/substrate/index.ts';
import type { RegistryProfile } from '../api/registry-profile.ts';
import type { TypedEntry } from './client/protocol.ts';
import type { LookUp } from './question.ts';

type Enclave = Extract<LookUp, { readonly what: 'enclave' }>;

/** The storage key of one possible entry for an enclave, and what that entry must be about. */
export type StorageKey = {
  readonly key: Uint8Array;
  /** The account that would have registered the enclave; null where the enclave registers itself. */
  readonly registrar: Hex | null;
  /** What the entry's report data must start with (an account) or equal (a registered quote). */
  readonly reportData: Hex;
  /** The same entry under @polkadot/api's name; null if it is not queried. */
  readonly typed: TypedEntry | null;
};

/** What was found under one storage key; a null enclave means there is no entry. */
export type FoundEntry = Pick<StorageKey, 'registrar' | 'reportData'> & { readonly enclave: RegisteredEnclave | null };

/**
 * The keys under which an enclave may be registered: its own accounts, if it registered itself, and, on a teerex chain, one for
 * every registrar that the profile trusts.
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
