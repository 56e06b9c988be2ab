import type { Family } from './family.ts';

/** Not built yet: the types are listed so that a request gets a clear answer. */
export const sanctum: Family = {
  evidence: ['sanctum-chain'],
  parameters: () => Promise.resolve({}),
  endorsements: {},
  anchors: {},
  policy: {},
  expected: {},
};
