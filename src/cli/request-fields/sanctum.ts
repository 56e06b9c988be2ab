import type { AppraisalPolicy, Endorsement, Opening } from '../../verifier/index.ts';
import type { Expected, Family, Word } from './family.ts';
import { hashes, TEST_KEYS } from './keystone.ts';
import { activeKey, recordOf, register } from './registers.ts';
import { hexBytes, items, oneOf } from './value.ts';

/** Sanctum chains in the form sanctum-citadel-chain. */
export const sanctum: Family = {
  evidence: ['sanctum-chain'],
  parameters: () => Promise.resolve({}),
  endorsements: {
    manufacturerKeys: (word: Word, opening: Opening): Promise<readonly Endorsement[]> =>
      Promise.resolve(register('manufacturer-key', items(word).map(activeKey), opening)),
    deviceRegistry: (word: Word, opening: Opening): Promise<readonly Endorsement[]> =>
      Promise.resolve(register('device-key', items(word).map(recordOf), opening)),
  },
  anchors: {},
  policy: {
    testKeys: (word: Word, policy: AppraisalPolicy): AppraisalPolicy => ({
      ...policy,
      tees: { ...policy.tees, sanctum: { ...policy.tees.sanctum, testKeys: oneOf(word, TEST_KEYS) } },
    }),
  },
  // The nonce is the slot that carries a binding's digest, not a field beside it.
  expected: { ...hashes, nonce: (word: Word): Partial<Expected> => ({ reportData: hexBytes(word) }) },
};
