import { Malformed } from './malformed.ts';

/**
 * Milliseconds since 1970-01-01T00:00:00Z, always a safe integer.
 *
 * Branded, because an unparsable `Date` is NaN, and NaN is neither earlier nor later than anything: "not expired" would
 * pass. Made only by the parsers below, which throw, and by `instant` for clocks.
 */
export type Instant = number & { readonly __brand: 'Instant' };

/** A clock's reading as an Instant. @throws RangeError when it is not a safe integer: a programmer's mistake. */
export function instant(milliseconds: number): Instant {
  if (!Number.isSafeInteger(milliseconds)) throw new RangeError('instant: not a safe integer');
  return milliseconds as Instant;
}

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]00:00)$/;

function fromParts(field: string, parts: readonly number[], milliseconds = 0): Instant {
  const [year = Number.NaN, month = Number.NaN, day = Number.NaN, hour = Number.NaN, minute = Number.NaN, second = Number.NaN] =
    parts;
  const made = Date.UTC(year, month - 1, day, hour, minute, second);
  const back = new Date(made);
  // Date.UTC rolls 30 February over to March; a date that does not come back unchanged never existed.
  const same =
    year >= 100 &&
    back.getUTCFullYear() === year &&
    back.getUTCMonth() === month - 1 &&
    back.getUTCDate() === day &&
    back.getUTCHours() === hour &&
    back.getUTCMinutes() === minute &&
    back.getUTCSeconds() === second;
  if (!same) throw new Malformed(field, 'no such date');
  return instant(made + milliseconds);
}

/** RFC 3339 in UTC (`Z` or `±00:00`), seconds required, fractions cut to milliseconds. Throws `Malformed`. */
export function parseRfc3339(text: string, field: string): Instant {
  if (!RFC3339.test(text)) throw new Malformed(field, 'not an RFC 3339 date in UTC');
  const two = (at: number): number => 10 * digit(text, at) + digit(text, at + 1);
  const [year, month, day] = [100 * two(0) + two(2), two(5), two(8)];
  const [hour, minute, second] = [two(11), two(14), two(17)];
  // In numbers, not by having the date written again: a list of statements holds thousands. Years before 100 are somebody's two digits.
  if (year < 100 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 59)
    throw new Malformed(field, 'no such date');
  const fraction = text[19] === '.' ? text.slice(20, 23).replace(/[^0-9].*$/, '') : '';
  return instant(Date.UTC(year, month - 1, day, hour, minute, second) + Number(fraction.padEnd(3, '0')));
}

/** The value of a digit that stands there. */
const digit = (text: string, at: number): number => text.charCodeAt(at) - 0x30;

/** How many days the month has (1 to 12); none for another number. */
function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  if (month < 1 || month > 12) return 0;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** X.509 UTCTime `YYMMDDhhmmssZ` (RFC 5280 section 4.1.2.5.1: two-digit years 50–99 are 19xx). Throws `Malformed`. */
export function parseUtcTime(text: string, field: string): Instant {
  if (!/^\d{12}Z$/.test(text)) throw new Malformed(field, 'not UTCTime in its DER form');
  const short = Number(text.slice(0, 2));
  const pairs = (text.slice(2, 12).match(/\d\d/g) ?? []).map(Number);
  return fromParts(field, [short >= 50 ? 1900 + short : 2000 + short, ...pairs]);
}

/** X.509 GeneralizedTime `YYYYMMDDhhmmssZ` (RFC 5280 section 4.1.2.5.2: no fractions). Throws `Malformed`. */
export function parseGeneralizedTime(text: string, field: string): Instant {
  if (!/^\d{14}Z$/.test(text)) throw new Malformed(field, 'not GeneralizedTime in its DER form');
  const pairs = (text.slice(4, 14).match(/\d\d/g) ?? []).map(Number);
  return fromParts(field, [Number(text.slice(0, 4)), ...pairs]);
}

/** The first and the last instant that RFC 3339 can express: its years have four digits (section 1). */
const FIRST_WRITTEN = Date.parse('0000-01-01T00:00:00Z');
const LAST_WRITTEN = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * RFC 3339 in UTC with milliseconds, e.g. `2026-11-25T08:00:00.000Z`; texts of this form sort as their instants do. What lies
 * before year 0 or after 9999 is written as the first or last moment that can be: a reader would refuse, or misread, more.
 */
export function toRfc3339(at: Instant): string {
  return new Date(Math.min(Math.max(at, FIRST_WRITTEN), LAST_WRITTEN)).toISOString();
}

/** The earlier of two instants. */
export function earlier(a: Instant, b: Instant): Instant {
  return a <= b ? a : b;
}
