import { instant, parseRfc3339, toRfc3339, unlessMalformed, type AttestationResult, type Instant } from '../../verifier/index.ts';
import type { Problem } from '../api/problem.ts';

/** Facts in which a finding states when something becomes valid. */
const DATES = ['issued', 'notBefore', 'from', 'made', 'timestamp'] as const;

const because = ({ facts }: AttestationResult['findings'][number]): unknown => facts?.['because'];

function datesOf({ facts }: AttestationResult['findings'][number]): readonly Instant[] {
  return DATES.flatMap((name) => {
    const text = facts?.[name];
    return unlessMalformed(() => (typeof text === 'string' ? [parseRfc3339(text, name)] : []), []);
  });
}

/**
 * The time to try when only dates in the future speak against this result; otherwise null. Whether the manufacturer signed those
 * dates is known only if the result is good at that time.
 */
export function timeToTry(result: AttestationResult): Instant | null {
  const early = result.findings.filter((finding) => finding.outcome !== 'pass' && because(finding) === 'not-yet-valid');
  if (result.findings.some((finding) => finding.outcome === 'fail' && !early.includes(finding))) return null;
  const dates = early.flatMap(datesOf);
  return dates.length === 0 ? null : instant(Math.max(...dates) + 1);
}

const AHEAD: Problem = { code: 'clock.ahead', fault: 'user', remedy: 'check-clock', facts: {} };

const problemAt = (signed: Instant | null): Problem => ({
  code: 'clock.behind',
  fault: 'user',
  remedy: 'check-clock',
  facts: signed === null ? {} : { signed: toRfc3339(signed) },
});

/** No release has this code before then, nor can a clock be right that says so; raised with each release. */
export const RELEASED_AT = parseRfc3339('2026-11-25T00:00:00Z', 'released');

/**
 * Does this computer's clock say a time at which this release was not there yet? What had run out by then, or was revoked, could
 * seem to hold. What is shown to be wrong stays so.
 */
export function clockBeforeRelease({ tier }: Pick<AttestationResult, 'tier'>, now: Instant): Problem | null {
  return now >= RELEASED_AT || tier === 'contraindicated'
    ? null
    : { code: 'clock.behind', fault: 'user', remedy: 'check-clock', facts: { released: toRfc3339(RELEASED_AT) } };
}

/**
 * Did the manufacturer sign something dated later than this computer's clock, or has something expired although the evidence was
 * made for this very visit? Only vendor-signed times may show this; the mark is then grey and says "check your clock". @param
 * then the result at `timeToTry`, if there is such a time
 */
export function clockProblem(result: AttestationResult, then: AttestationResult | null): Problem | null {
  const ahead = result.findings.some((finding) => because(finding) === 'clock-ahead');
  if (ahead && result.tier !== 'contraindicated') return AHEAD;
  const received = result.findings.filter((finding) => because(finding) === 'clock-behind');
  if (received.length > 0 && result.tier !== 'contraindicated') return problemAt(received.flatMap(datesOf).at(0) ?? null);
  if (then === null || then.tier === 'contraindicated' || then.vector.hardware === 'none') return null;
  return problemAt(timeToTry(result));
}
