import { parseRfc3339, type Instant } from '../../verifier/index.ts';

const HOUR_MS = 60 * 60 * 1000;
/** How often lists are asked for, in hours: one of a few, so that how often says nothing about the user. */
const EVERY_HOURS = [12, 24, 48] as const;
const USUALLY_HOURS = 24;
/** After one that brought nothing. */
const RETRY_MS = HOUR_MS;
/** Up to this much later, by the very moment of the last time: no two users' moments are the same. */
const JITTER_MS = 2 * HOUR_MS;

/** What came of asking for it the last time. */
export type LastTry = {
  /** RFC 3339. */
  readonly triedAt: string;
  readonly problem: object | null;
  /** What is known of it: how often, in hours, its author would like it to be asked for, where they say so. */
  readonly state?: { readonly refreshHours: number | null };
};

/** When a list is asked for next (milliseconds since 1970). A clock that was put back does not put it off. */
export function dueAt({ triedAt, problem, state }: LastTry, now: Instant): number {
  const tried = parseRfc3339(triedAt, 'triedAt');
  if (tried > now) return now;
  return tried + (problem === null ? everyMs(state?.refreshHours ?? null) : RETRY_MS) + (tried % JITTER_MS);
}

/** The longest of our own times that is no longer than the list would like, or else the shortest. */
function everyMs(wished: number | null): number {
  const within = EVERY_HOURS.filter((hours) => hours <= (wished ?? USUALLY_HOURS));
  return (within.at(-1) ?? EVERY_HOURS[0]) * HOUR_MS;
}
