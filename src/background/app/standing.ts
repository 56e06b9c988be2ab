import { anyTees, COMMON_CHECKS, instant, type AttestationResult, type Check } from '../../verifier/index.ts';
import type { Continuity, Standing } from '../api/site-view.ts';
import { isComplete } from './badge.ts';
import { judgedInput } from './visit.ts';

/** Is the age of the evidence the only thing that freshness has a warning for? */
export function isBoundedAge(result: AttestationResult): boolean {
  const catalogue: Readonly<Record<string, Check>> = {
    ...COMMON_CHECKS,
    ...anyTees.find(({ id }) => id === result.tee)?.checks,
  };
  const doubts = result.findings.filter(
    ({ check, outcome }) => catalogue[check]?.aspect === 'freshness' && outcome !== 'pass' && outcome !== 'not-applicable',
  );
  return doubts.every(
    ({ check, outcome, facts }) => check === 'freshness.nonce' && outcome === 'warn' && facts?.['because'] === 'bounded-age',
  );
}

/**
 * What still stands after this result: nothing, once a check was complete. A connection that ended elsewhere is answered
 * only by one that was seen to end where it should: whoever sits in between could just keep us from looking.
 */
export function standingAfter(standing: Standing | null, result: AttestationResult, continuity: Continuity): Standing | null {
  const judged = judgedInput(result, { continuity, registry: null, boundedAge: isBoundedAge(result) }, instant(0));
  const elsewhere = standing?.findings.some(({ check }) => check === 'channel.tls-key') ?? false;
  const answered =
    isComplete(judged) && (!elsewhere || result.vector.channel === 'affirming' || result.tier === 'contraindicated');
  return answered ? null : standing;
}
