import { instant, parseRfc3339, toRfc3339, unlessMalformed, type AttestationResult, type Instant } from '../../verifier/index.ts';
import type { Problem } from '../api/problem.ts';

/** Facts under which a finding says when something begins to hold. */
const DATES = ['issued', 'notBefore', 'from', 'made', 'timestamp'] as const;

const because = ({ facts }: AttestationResult['findings'][number]): unknown => facts?.['because'];

function datesOf({ facts }: AttestationResult['findings'][number]): readonly Instant[] {
  return DATES.flatMap((name) => {
    const text = facts?.[name];
    return unlessMalformed(() => (typeof text === 'string' ? [parseRfc3339(text, name)] : []), []);
  });
}

/**
 * The time to try when nothing speaks against this result but dates that have not come yet; null when that is not so.
 * Whether the manufacturer signed those dates is known only when the result is good at that time.
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

/**
 * Does something that the manufacturer signed carry a later date than this computer's clock, or has something expired by it
 * although the evidence was made for this very visit? Only vendor-signed times may say so; the answer is then "check your
 * clock", which is grey.
 * @param then the result at `timeToTry`, when there is such a time
 */
export function clockProblem(result: AttestationResult, then: AttestationResult | null): Problem | null {
  const ahead = result.findings.some((finding) => because(finding) === 'clock-ahead');
  if (ahead && result.tier !== 'contraindicated') return AHEAD;
  const received = result.findings.filter((finding) => because(finding) === 'clock-behind');
  if (received.length > 0 && result.tier !== 'contraindicated') return problemAt(received.flatMap(datesOf).at(0) ?? null);
  if (then === null || then.tier === 'contraindicated' || then.vector.hardware === 'none') return null;
  return problemAt(timeToTry(result));
}
