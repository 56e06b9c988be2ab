import { provenValue, readTimestamp, TIMESTAMP_KEY } from '../../../verifier/substrate/index.ts';
import { toRfc3339, type Instant } from '../../../verifier/index.ts';
import type { RegistryAnswer } from '../../api/registry-view.ts';
import { NodeFailed } from '../client/node-failed.ts';
import type { Reading } from './outcome.ts';

/** How long a chain may stand still before it counts as frozen; parachains make a block every 6 to 12 s. */
export const FROZEN_AFTER_MS = 60 * 60 * 1000;

/** How far a proven block may be ahead of this computer's clock before the clock counts as behind. */
const CLOCK_TOLERANCE_MS = 5 * 60 * 1000;

/** The time of a block, read under the same state root as everything else. @throws NodeFailed when it has none */
export function timeOf({ values }: Pick<Reading, 'values'>): Instant {
  const value = provenValue(values, TIMESTAMP_KEY);
  if (value === null) throw new NodeFailed('malformed-answer', 'a chain without time');
  return readTimestamp(value);
}

/**
 * A stopped chain shows how things were, not how they are: its entry is history, and contradicts nothing. @param now this
 * computer's clock
 */
export function unlessFrozen(answer: RegistryAnswer, chainTime: Instant, now: Instant): RegistryAnswer {
  if (now - chainTime <= FROZEN_AFTER_MS) return answer;
  return { kind: 'frozen', since: toRfc3339(chainTime), entry: 'entry' in answer ? answer.entry : null };
}

/** Is this computer's clock behind a proven block? */
export const isClockBehind = (chainTime: Instant, now: Instant): boolean => chainTime - now > CLOCK_TOLERANCE_MS;
