import type { Expected, Family, Word } from './family.ts';
import { deviceRegistry, hashes, testKeys } from './open-hardware.ts';
import { hexBytes } from './value.ts';

/** Keystone reports, binary and JSON. */
export const keystone: Family = {
  evidence: ['keystone-report', 'keystone-report-json'],
  parameters: () => Promise.resolve({}),
  endorsements: { deviceRegistry },
  anchors: {},
  policy: { testKeys: testKeys('keystone') },
  expected: { ...hashes, data: (word: Word): Partial<Expected> => ({ reportData: hexBytes(word) }) },
};
