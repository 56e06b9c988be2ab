import type { PublishedCode } from '../publisher/published-code.ts';
import { isOwnWord, type Voucher } from '../reference.ts';
import type { Applied, AppliedStatement, CodeDecision, CodeOutcome } from './decision.ts';
import type { Property, UncoveredInput } from './vocabulary.ts';

/** More than anybody reads; the ones left out are older, and count less. */
const MAX_SHOWN = 12;

/**
 * Does this statement count, and assert this? A publisher's statement about its own release is no review, whatever else it
 * asserts.
 */
const asserts =
  (property: Property) =>
  ({ statement, notCounted }: AppliedStatement): boolean => {
    if (notCounted !== null || !statement.properties.includes(property)) return false;
    const vendors = statement.properties.includes('TEE_VENDOR_RELEASE');
    return !vendors || property === 'TEE_VENDOR_RELEASE' || property === 'TEE_KNOWN_VULNERABLE';
  };

/** Who reviewed the source, and who reproduced the measurement from it. A build that differs reproduces nothing. */
export function reviewsIn(statements: readonly AppliedStatement[]): {
  readonly reviewed: readonly AppliedStatement[];
  readonly reproduced: readonly AppliedStatement[];
} {
  return {
    reviewed: statements.filter(asserts('TEE_SOURCE_REVIEWED')),
    reproduced: statements.filter((one) => asserts('TEE_BUILD_REPRODUCED')(one) && !differs(one)),
  };
}

const differs = ({ statement }: AppliedStatement): boolean => statement.build?.reproduced?.result === 'differs';

/**
 * A statement that calls the code vulnerable warns even if it is old, its list has lapsed, or a later list omits it: only its
 * auditor takes it back, by a revocation or a successor. It does not warn about other code, or evidence that it excludes.
 */
export function warns({ statement, notCounted }: AppliedStatement): boolean {
  if (notCounted?.because === 'revoked') return notCounted.revocation.reason === 'vulnerability';
  const about = notCounted === null || ['expired', 'list-lapsed', 'withdrawn'].includes(notCounted.because);
  return about && statement.properties.includes('TEE_KNOWN_VULNERABLE');
}

/** Does a statement or revocation say that this code has a known weakness? */
export const vulnerabilitiesIn = (statements: readonly AppliedStatement[]): readonly AppliedStatement[] =>
  statements.filter(warns);

/** Those that will say so but are not yet valid. */
export const comingWarningsIn = (statements: readonly AppliedStatement[]): readonly AppliedStatement[] =>
  statements.filter(
    ({ statement, notCounted }) => notCounted?.because === 'not-yet' && statement.properties.includes('TEE_KNOWN_VULNERABLE'),
  );

/**
 * The decision about one code: a pure, total function of the statements about it (docs/AUDITS.md, “The decision”). @param
 * vouchers whose reference values matched; the user's own decisions are taken from them @param published what publishers' proofs
 * say; at best they make code `vendor`
 */
export function decide(applied: Applied, vouchers: readonly Voucher[], published: readonly PublishedCode[] = []): CodeDecision {
  const { statements, denials, open } = applied;
  const { reviewed, reproduced } = reviewsIn(statements);
  const accepted = vouchers.filter(isOwnWord);
  const complete = (reviewed.length > 0 && reproduced.length > 0) || accepted.some(({ kind }) => kind === 'rebuilt');
  const knownVulnerable = vulnerabilitiesIn(statements).length > 0;
  const vendor =
    statements.some(asserts('TEE_VENDOR_RELEASE')) || published.some((one) => one.holds && one.namesCode && !one.test);
  const outcome: CodeOutcome =
    denials.length > 0 ? 'denied' : complete ? 'reviewed' : accepted.length > 0 ? 'accepted' : vendor ? 'vendor' : 'unknown';
  const counting = statements.filter(({ notCounted }) => notCounted === null);
  return {
    outcome,
    severity: denials.length === 0 ? null : denials.some(({ denial }) => denial.severity === 'failed') ? 'failed' : 'caution',
    knownVulnerable,
    disagreement: disagree(applied, reviewed, reproduced, knownVulnerable),
    name: counting.toSorted(byWeight)[0]?.statement.name ?? null,
    statements: statements.toSorted(byWeight).slice(0, MAX_SHOWN),
    denials: denials.slice(0, MAX_SHOWN),
    open: open.slice(0, MAX_SHOWN),
    accepted: accepted.slice(0, MAX_SHOWN),
    published,
    uncovered: uncoveredBy(counting),
  };
}

function disagree(
  { statements, denials }: Pick<Applied, 'statements' | 'denials'>,
  reviewed: readonly AppliedStatement[],
  reproduced: readonly AppliedStatement[],
  knownVulnerable: boolean,
): boolean {
  const praised = reviewed.length > 0;
  const built = reproduced.length > 0 && statements.some((one) => one.notCounted === null && differs(one));
  return built || (praised && (knownVulnerable || denials.length > 0));
}

/** Those that count first; among them warnings first, then reviews, then the publisher's; the newest first among equals. */
function byWeight(a: AppliedStatement, b: AppliedStatement): number {
  const weight = (one: AppliedStatement): number =>
    one.notCounted !== null && !warns(one) ? 3 : warns(one) ? 0 : asserts('TEE_VENDOR_RELEASE')(one) ? 2 : 1;
  return weight(a) - weight(b) || (a.statement.createdAt < b.statement.createdAt ? 1 : -1);
}

function uncoveredBy(statements: readonly AppliedStatement[]): readonly UncoveredInput[] {
  return [...new Set(statements.flatMap(({ statement }) => statement.uncovered.map(({ input }) => input)))];
}
