import type { FollowedList } from '../../audits/statement-index.ts';
import type { Statement } from '../../audits/statement.ts';
import type { Claims } from '../../claims.ts';
import { MRENCLAVE, SGX_CODE } from './auditor.ts';

/** A parsed statement, without the steps of parsing. */
export const statementOf = (change: Partial<Statement> = {}): Statement => ({
  ...SGX_CODE,
  digest: 'a1'.repeat(32),
  name: 'vault 1.2.0',
  measurement: 'b2'.repeat(32),
  auditor: { id: 'https://auditor.example/v1', name: 'Example Security AG' },
  createdAt: '2026-10-02T09:00:00.000Z',
  notBefore: '2026-10-02T00:00:00.000Z',
  notAfter: '2027-10-02T00:00:00.000Z',
  properties: ['TEE_SOURCE_REVIEWED', 'TEE_BUILD_REPRODUCED'],
  unknownProperties: [],
  claims: [],
  constraints: { mrSigner: null, isvProdId: null, minIsvSvn: null, tcbStatus: null, denyAdvisories: [], unknown: [] },
  source: null,
  build: null,
  report: null,
  scope: '',
  findings: null,
  uncovered: [],
  origins: null,
  supersedes: [],
  ...change,
});

/** A list that is current in November 2026. */
export const followedList = (change: Partial<FollowedList> = {}): FollowedList => ({
  name: { id: 'https://auditor.example/tee-audits', title: 'Example Security: enclave audits', demonstration: false },
  statements: [statementOf()],
  proofs: [],
  withdrawn: [],
  revoked: [],
  denied: [],
  expires: '2026-12-20T00:00:00.000Z',
  lapses: '2026-12-27T00:00:00.000Z',
  notBefore: '2026-11-20T00:00:00.000Z',
  ...change,
});

/** Claims of evidence that runs the code of `statementOf`. */
export const claimsOfCode = (change: Partial<Claims> = {}): Claims => ({
  measurements: [
    { register: 'MRENCLAVE', value: MRENCLAVE },
    { register: 'MRSIGNER', value: '99'.repeat(32) },
  ],
  hostChosen: [],
  runTime: [],
  explained: [],
  reportData: null,
  nonce: null,
  debug: false,
  tcb: { status: 'UpToDate', advisories: [] },
  madeAt: null,
  details: { ISVPRODID: 1, ISVSVN: 3 },
  ...change,
});
