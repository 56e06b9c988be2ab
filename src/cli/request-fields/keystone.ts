import type { AppraisalPolicy, Endorsement, Opening } from '../../verifier/index.ts';
import { values } from './every.ts';
import type { Expected, Family, Word } from './family.ts';
import { recordOf, register } from './registers.ts';
import { hexBytes, items, oneOf } from './value.ts';

export const TEST_KEYS = ['accept', 'warn', 'refuse'] as const;

/** `enclaveHash` and `smHashes`, which Keystone and Sanctum share. */
export const hashes = {
  enclaveHash: (word: Word): Partial<Expected> => ({ registers: { ENCLAVE_HASH: values(word) } }),
  smHashes: (word: Word): Partial<Expected> => ({ registers: { SM_HASH: values(word) } }),
} as const;

/** Keystone reports, binary and JSON. */
export const keystone: Family = {
  evidence: ['keystone-report', 'keystone-report-json'],
  parameters: () => Promise.resolve({}),
  endorsements: {
    deviceRegistry: (word: Word, opening: Opening): Promise<readonly Endorsement[]> =>
      Promise.resolve(register('device-key', items(word).map(recordOf), opening)),
  },
  anchors: {},
  policy: {
    testKeys: (word: Word, policy: AppraisalPolicy): AppraisalPolicy => ({
      ...policy,
      tees: { ...policy.tees, keystone: { ...policy.tees.keystone, testKeys: oneOf(word, TEST_KEYS) } },
    }),
  },
  expected: { ...hashes, data: (word: Word): Partial<Expected> => ({ reportData: hexBytes(word) }) },
};
