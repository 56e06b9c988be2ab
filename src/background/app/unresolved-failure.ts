import { parseRfc3339, type AttestationResult } from '../../verifier/index.ts';
import type { Continuity, UnresolvedFailure } from '../api/site-view.ts';
import { isComplete } from '../api/badge-of.ts';
import { isBoundedAge } from '../api/bounded-age.ts';
import { appraisedInput } from './appraised-input.ts';

/**
 * What of an earlier failure still stands after this result: nothing, once a check was complete. A connection that ended
 * elsewhere is only resolved by one that was seen to end in the right place: otherwise an interceptor could simply keep us from
 * looking.
 */
export function failureAfter(
  unresolvedFailure: UnresolvedFailure | null,
  result: AttestationResult,
  continuity: Continuity,
): UnresolvedFailure | null {
  const context = { continuity, registry: null, boundedAge: isBoundedAge(result) };
  // How long the result holds does not matter for resolving it.
  const appraised = { ...appraisedInput(result, context, parseRfc3339(result.judgedAt, 'judgedAt')), expired: false };
  const elsewhere = unresolvedFailure?.findings.some(({ check }) => check === 'channel.tls-key') ?? false;
  const answered =
    isComplete(appraised) && (!elsewhere || result.vector.channel === 'affirming' || result.tier === 'contraindicated');
  return answered ? null : unresolvedFailure;
}
