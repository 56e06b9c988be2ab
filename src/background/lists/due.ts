import { parseRfc3339, type Instant } from '../../verifier/index.ts';

const HOUR_MS = 60 * 60 * 1000;
/** Intervals between requests for a list, in hours: a few fixed values, so that the interval reveals nothing about the user. */
const EVERY_HOURS = [12, 24, 48] as const;
const USUALLY_HOURS = 24;
/** After a request that brought nothing. */
const RETRY_MS = HOUR_MS;
/** Maximum random delay, derived from the time of the last request: no two users share a time. */
const JITTER_MS = 2 * HOUR_MS;

/** The outcome of the last request. */
export type LastTry = {
  /** RFC 3339. */
  readonly triedAt: string;
  readonly problem: object | null;
  /** What is known of it: the interval, in hours, that its author would like, if stated. */
  readonly state?: { readonly refreshHours: number | null };
};

/** When a list is next due (milliseconds since 1970). Setting the clock back does not postpone it. */
export function dueAt({ triedAt, problem, state }: LastTry, now: Instant): number {
  const tried = parseRfc3339(triedAt, 'triedAt');
  if (tried > now) return now;
  return tried + (problem === null ? everyMs(state?.refreshHours ?? null) : RETRY_MS) + (tried % JITTER_MS);
}

/** Our longest interval that is no longer than the list would like, or else the shortest. */
function everyMs(wished: number | null): number {
  const within = EVERY_HOURS.filter((hours) => hours <= (wished ?? USUALLY_HOURS));
  return (within.at(-1) ?? EVERY_HOURS[0]) * HOUR_MS;
}
