import { parseRfc3339, type AttestationResult } from '../../verifier/index.ts';
import type { Continuity, UnresolvedFailure } from '../api/site-view.ts';
import { isComplete } from '../api/badge-of.ts';
import { isBoundedAge } from '../api/bounded-age.ts';
import { appraisedInput } from './appraised-input.ts';

/**
 * What still stands after this result: nothing, once a check was complete. A connection that ended elsewhere is answered
 * only by one that was seen to end where it should: whoever sits in between could just keep us from looking.
 */
export function failureAfter(
  unresolvedFailure: UnresolvedFailure | null,
  result: AttestationResult,
  continuity: Continuity,
): UnresolvedFailure | null {
  const context = { continuity, registry: null, boundedAge: isBoundedAge(result) };
  // Whether it holds for long is no part of what it answered.
  const appraised = { ...appraisedInput(result, context, parseRfc3339(result.judgedAt, 'judgedAt')), expired: false };
  const elsewhere = unresolvedFailure?.findings.some(({ check }) => check === 'channel.tls-key') ?? false;
  const answered =
    isComplete(appraised) && (!elsewhere || result.vector.channel === 'affirming' || result.tier === 'contraindicated');
  return answered ? null : unresolvedFailure;
}
