import type { CryptoPort } from '../../verifier/index.ts';
import { referenceOf, type AllowlistEntry } from '../api/allowlist.ts';
import { entriesFor } from '../state/allowlist.ts';
import type { OwnKey } from '../state/own-key.ts';
import type { Records } from '../state/records.ts';
import { isBuiltHere } from './built-here.ts';
import type { ReferenceSource } from './source.ts';

/** The user's entries, and the key under which they were signed. */
export type UserPorts = {
  readonly allowlist: Records<AllowlistEntry>;
  readonly ownKey: Pick<OwnKey, 'public'>;
  readonly crypto: CryptoPort;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

/** Measurements that the user accepted, rebuilt or rejected, for this site or for all. */
export function userReferences({ allowlist, ownKey, crypto, now }: UserPorts): ReferenceSource {
  return {
    id: 'user',
    async valuesFor(origin) {
      const entries = await entriesFor(allowlist, origin, now());
      const mine = entries.some(({ word }) => word === 'rebuilt') ? await ownKey.public() : null;
      return await Promise.all(entries.map(async (entry) => referenceOf(entry, await isBuiltHere(crypto, entry, mine))));
    },
  };
}
