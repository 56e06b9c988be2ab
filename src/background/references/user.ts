import { referenceOf, type AllowlistEntry } from '../api/allowlist.ts';
import { entriesFor } from '../state/allowlist.ts';
import type { Records } from '../state/records.ts';
import type { ReferenceSource } from './source.ts';

/** Measurements that the user accepted, rebuilt or rejected, for this site or for all. */
export function userReferences(allowlist: Records<AllowlistEntry>, now: () => number): ReferenceSource {
  return {
    id: 'user',
    valuesFor: async (origin) => (await entriesFor(allowlist, origin, now())).map(referenceOf),
  };
}
