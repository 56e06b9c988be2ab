import { indexLists, type FollowedList, type Statement } from '../../verifier/audits/index.ts';
import type { Claims, Instant } from '../../verifier/index.ts';
import { notCountedSentence } from '../../popup/words/pages/audits.ts';

const REPLACED = 'A newer statement of the list replaces it.';
const ALWAYS = '9999-12-31T23:59:59.000Z';

/** A list of just this statement, which never ends. */
export const listOf = (statement: Statement): FollowedList => ({
  name: { id: statement.auditor.id, title: statement.auditor.name, demonstration: false },
  statements: [statement],
  proofs: [],
  withdrawn: [],
  revoked: [],
  denied: [],
  expires: ALWAYS,
  lapses: ALWAYS,
  notBefore: '0000-01-01T00:00:00.000Z',
});

/**
 * Why a statement of a list would not count for a reader at this time, even for evidence that meets its conditions and on a site
 * that it is for; asked of the same code as the popup's. @returns a sentence, null if it would count
 */
export function whyNotCounted(list: FollowedList, statement: Statement, now: Instant): string | null {
  const { statements } = indexLists([list]).about({
    tee: statement.tee,
    claims: claimsMeeting(statement),
    origin: statement.origins?.[0] ?? null,
    now,
  });
  const found = statements.find((one) => one.statement.digest === statement.digest);
  if (found === undefined) return REPLACED;
  return found.notCounted === null ? null : notCountedSentence(statement, found.notCounted);
}

/** Claims of the code that the statement names, on a machine that it accepts. */
function claimsMeeting({ registers, constraints }: Statement): Claims {
  const { mrSigner, isvProdId, minIsvSvn, tcbStatus } = constraints;
  const named = { ...(mrSigner === null ? {} : { MRSIGNER: mrSigner }), ...registers };
  return {
    measurements: Object.entries(named).map(([register, value]) => ({ register, value })),
    hostChosen: [],
    runTime: [],
    explained: [],
    reportData: null,
    nonce: null,
    debug: false,
    tcb: { status: tcbStatus?.[0] ?? 'UpToDate', advisories: [] },
    madeAt: null,
    details: { ISVPRODID: isvProdId ?? 0, ISVSVN: minIsvSvn ?? 0 },
  };
}
