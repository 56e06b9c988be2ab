import type { Claims } from '../claims.ts';

/** Claims with nothing in them, for tests to spread and complete. */
export const BARE_CLAIMS: Claims = {
  measurements: [],
  hostChosen: [],
  runTime: [],
  explained: [],
  reportData: null,
  nonce: null,
  debug: false,
  tcb: { advisories: [] },
  madeAt: null,
  details: {},
};
