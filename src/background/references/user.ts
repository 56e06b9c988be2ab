import type { ReferenceValue } from '../../verifier/index.ts';
import type { AllowlistEntry } from '../api/allowlist.ts';
import { entriesFor } from '../state/allowlist.ts';
import type { Records } from '../state/records.ts';
import type { ReferenceSource } from './source.ts';

/** Measurements that the user accepted, for this site or for all. */
export function userReferences(allowlist: Records<AllowlistEntry>): ReferenceSource {
  return {
    id: 'user',
    valuesFor: async (origin) => (await entriesFor(allowlist, origin)).map(referenceOf),
  };
}

/** One accepted measurement as the verifier's reference value. */
export function referenceOf({ tee, registers, addedAt, note }: AllowlistEntry): ReferenceValue {
  return {
    tee,
    registers: Object.fromEntries(Object.entries(registers).map(([register, value]) => [register, [value]])),
    voucher: { kind: 'user', name: 'you', since: addedAt, ...(note === '' ? {} : { note }) },
    strength: 'sufficient',
  };
}
