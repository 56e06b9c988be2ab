import type { Family } from './family.ts';

/** Not built yet: the types are listed so that a request gets a clear answer. */
export const ias: Family = {
  evidence: ['ias-report'],
  parameters: () => Promise.resolve({}),
  endorsements: {},
  anchors: {},
  policy: {},
  expected: {},
};
