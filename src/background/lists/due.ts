import { parseRfc3339, type Instant } from '../../verifier/index.ts';

const HOUR_MS = 60 * 60 * 1000;
/** Every list is asked for once a day, whatever it would like: how often says nothing about the user. */
const EVERY_MS = 24 * HOUR_MS;
/** After one that brought nothing. */
const RETRY_MS = HOUR_MS;
/** Up to this much later, by the very moment of the last time: no two users' moments are the same. */
const JITTER_MS = 2 * HOUR_MS;

/** What came of asking for it the last time. */
export type LastTry = {
  /** RFC 3339. */
  readonly triedAt: string;
  readonly problem: object | null;
};

/** When a list is asked for next (milliseconds since 1970). A clock that was put back does not put it off. */
export function dueAt({ triedAt, problem }: LastTry, now: Instant): number {
  const tried = parseRfc3339(triedAt, 'triedAt');
  if (tried > now) return now;
  return tried + (problem === null ? EVERY_MS : RETRY_MS) + (tried % JITTER_MS);
}
