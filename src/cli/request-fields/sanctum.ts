import type { Endorsement, Opening } from '../../verifier/index.ts';
import type { Expected, Family, Word } from './family.ts';
import { deviceRegistry, hashes, testKeys } from './open-hardware.ts';
import { activeKey, register } from './registers.ts';
import { hexBytes, items } from './value.ts';

/** Sanctum chains in the form sanctum-citadel-chain. */
export const sanctum: Family = {
  evidence: ['sanctum-chain'],
  parameters: () => Promise.resolve({}),
  endorsements: {
    manufacturerKeys: (word: Word, opening: Opening): Promise<readonly Endorsement[]> =>
      Promise.resolve(register('manufacturer-key', items(word).map(activeKey), opening)),
    deviceRegistry,
  },
  anchors: {},
  policy: { testKeys: testKeys('sanctum') },
  // The nonce is the field that carries a binding's digest, not a separate one.
  expected: { ...hashes, nonce: (word: Word): Partial<Expected> => ({ reportData: hexBytes(word) }) },
};
