import type { AppraisalPolicy, Endorsement, Opening } from '../../verifier/index.ts';
import { values } from './every.ts';
import type { Expected, Family, Word } from './family.ts';
import { recordOf, register } from './registers.ts';
import { items, oneOf } from './value.ts';

/** What Keystone and Sanctum share: keys that no manufacturer publishes, and hashes of enclave and security monitor. */

/** The caller's list of devices' keys. */
export const deviceRegistry = (word: Word, opening: Opening): Promise<readonly Endorsement[]> =>
  Promise.resolve(register('device-key', items(word).map(recordOf), opening));

/** How keys that anyone can compute are treated. */
export const testKeys =
  (tee: 'keystone' | 'sanctum'): Family['policy'][string] =>
  (word: Word, policy: AppraisalPolicy): AppraisalPolicy => {
    const own = { testKeys: oneOf(word, ['accept', 'warn', 'refuse']) };
    return { ...policy, tees: { ...policy.tees, ...(tee === 'keystone' ? { keystone: own } : { sanctum: own }) } };
  };

/** The fields of `expected` for such hardware, by name; each takes hex texts. */
export const hashes = {
  enclaveHash: (word: Word): Partial<Expected> => ({ registers: { ENCLAVE_HASH: values(word) } }),
  smHashes: (word: Word): Partial<Expected> => ({ registers: { SM_HASH: values(word) } }),
} as const;
