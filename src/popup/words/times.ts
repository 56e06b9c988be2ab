import { LANGUAGE } from './language.ts';

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

/** Milliseconds as people say them, in the largest unit: `3 hours`, `1 day`, `less than a second`. */
export function duration(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return 'an unknown time';
  const length = Math.abs(milliseconds);
  for (const [unit, size] of UNITS) {
    if (length < size) continue;
    return new Intl.NumberFormat(LANGUAGE, { style: 'unit', unit, unitDisplay: 'long' }).format(Math.floor(length / size));
  }
  return 'less than a second';
}

/** RFC 3339 as a date in the reader’s own time zone; a date without a time is the same date everywhere. */
export function day(time: string): string {
  const at = Date.parse(time);
  const zone = /^\d{4}-\d\d-\d\d$/.test(time) ? ({ timeZone: 'UTC' } as const) : {};
  return Number.isNaN(at) ? 'an unknown date' : new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'long', ...zone }).format(at);
}

/** RFC 3339 as a date with the time of day. */
export function moment(time: string): string {
  const at = Date.parse(time);
  const format = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'long', timeStyle: 'short' });
  return Number.isNaN(at) ? 'an unknown time' : format.format(at);
}

/** The distance of a time from now: `3 hours ago`, `in 2 days`. Both in milliseconds since 1970. */
export function fromNow(at: number, now: number): string {
  const difference = at - now;
  const [unit, size] = UNITS.find(([, length]) => Math.abs(difference) >= length) ?? UNITS[3];
  return new Intl.RelativeTimeFormat(LANGUAGE, { numeric: 'auto' }).format(Math.trunc(difference / size), unit);
}
