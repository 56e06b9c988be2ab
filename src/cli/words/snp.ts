import type { Family } from './family.ts';

/** Not built yet: the types are listed so that a request gets a clear answer. */
export const snp: Family = {
  evidence: ['snp-report', 'snp-extended-report'],
  parameters: () => Promise.resolve({}),
  endorsements: {},
  anchors: {},
  policy: {},
  expected: {},
};
