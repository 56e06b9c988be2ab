import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Malformed, unlessMalformed } from './malformed.ts';
import { earlier, instant, parseGeneralizedTime, parseRfc3339, parseUtcTime, toRfc3339 } from './time.ts';

describe('RFC 3339 dates', () => {
  it.each([
    ['2026-11-25T08:00:00Z', 1795593600000],
    ['2026-11-25T08:00:00+00:00', 1795593600000],
    ['2026-11-25T08:00:00-00:00', 1795593600000],
    ['2026-11-25T08:00:00.5Z', 1795593600500],
    ['2026-11-25T08:00:00.123456789Z', 1795593600123],
    ['1970-01-01T00:00:00Z', 0],
    ['1969-12-31T23:59:59.999Z', -1],
    ['2024-02-29T00:00:00Z', 1709164800000],
    ['9999-12-31T23:59:59Z', 253402300799000],
  ])('%s is %d', (text, milliseconds) => {
    expect(parseRfc3339(text, 'field')).toBe(milliseconds);
  });

  it.each([
    ['', 'nothing'],
    ['2026-11-25', 'a day'],
    ['2026-11-25T08:00Z', 'no seconds'],
    ['2026-11-25T08:00:00', 'no zone: another time on every machine'],
    ['2026-11-25 08:00:00Z', 'a space'],
    ['2026-11-25t08:00:00z', 'small letters'],
    ['2026-11-25T08:00:00+01:00', 'another zone'],
    ['2026-11-25T08:00:00.Z', 'a point and no fraction'],
    ['2026-11-25T08:00:00.1234567890Z', 'a fraction of ten digits'],
    ['2026-02-29T00:00:00Z', 'a day that Date rolls over to March'],
    ['2026-02-30T00:00:00Z', 'a day that no year has'],
    ['2026-04-31T00:00:00Z', 'the 31st of a month of 30 days'],
    ['2026-00-10T00:00:00Z', 'month 0'],
    ['2026-13-10T00:00:00Z', 'month 13'],
    ['2026-11-00T00:00:00Z', 'day 0'],
    ['2026-11-25T24:00:00Z', 'hour 24'],
    ['2026-11-25T08:60:00Z', 'minute 60'],
    ['2026-12-31T23:59:60Z', 'a leap second'],
    ['0026-11-25T08:00:00Z', 'a year that Date takes for 1926'],
    ['+002026-11-25T08:00:00Z', 'a year of six digits'],
    ['2026-11-25T08:00:00Z\n', 'a line break behind'],
    [' 2026-11-25T08:00:00Z', 'a space in front'],
    ['２０２６-11-25T08:00:00Z', 'digits of another script'],
  ])('refuses %j: %s', (text) => {
    expect(() => parseRfc3339(text, 'nextUpdate')).toThrow(expect.objectContaining({ name: 'Malformed', field: 'nextUpdate' }));
  });

  it('exist exactly where the platform writes them again as they were', () => {
    const two = (most: number) => fc.integer({ min: 0, max: most }).map((number) => String(number).padStart(2, '0'));
    const year = fc.oneof(fc.integer({ min: 100, max: 9999 }), fc.constantFrom(1900, 2000, 2024, 2100));
    fc.assert(
      fc.property(year, two(13), two(32), two(25), two(61), two(61), (years, month, day, hour, minute, second) => {
        const text = `${String(years).padStart(4, '0')}-${month}-${day}T${hour}:${minute}:${second}Z`;
        const made = Date.parse(text);
        const exists = !Number.isNaN(made) && new Date(made).toISOString().slice(0, 19) === text.slice(0, 19);
        expect(unlessMalformed(() => parseRfc3339(text, 'field'), null)).toBe(exists ? made : null);
      }),
      { numRuns: 500 },
    );
  });

  it('round-trip through their text', () => {
    fc.assert(
      fc.property(fc.integer({ min: -59_000_000_000_000, max: 253_402_300_799_999 }), (milliseconds) => {
        expect(parseRfc3339(toRfc3339(instant(milliseconds)), 'field')).toBe(milliseconds);
      }),
    );
  });
});

describe('UTCTime', () => {
  it.each([
    ['180521104510Z', '2018-05-21T10:45:10.000Z'],
    ['491231235959Z', '2049-12-31T23:59:59.000Z'],
    ['500101000000Z', '1950-01-01T00:00:00.000Z'],
    ['991231235959Z', '1999-12-31T23:59:59.000Z'],
    ['000101000000Z', '2000-01-01T00:00:00.000Z'],
  ])('%s is %s', (text, at) => {
    expect(toRfc3339(parseUtcTime(text, 'field'))).toBe(at);
  });

  it.each([
    ['1805211045Z', 'no seconds, as BER allows'],
    ['180521104510+0000', 'a zone, as BER allows'],
    ['180521104510', 'no zone'],
    ['20180521104510Z', 'GeneralizedTime'],
    ['180230000000Z', 'the 30th of February'],
    ['181301000000Z', 'month 13'],
    ['18052110451 Z', 'a space for a digit'],
    ['18052110451-Z', 'a sign for a digit'],
    ['180521104510Z\n', 'a line break behind'],
  ])('refuses %j: %s', (text) => {
    expect(() => parseUtcTime(text, 'notAfter')).toThrow(expect.objectContaining({ name: 'Malformed', field: 'notAfter' }));
  });
});

describe('GeneralizedTime', () => {
  it.each([
    ['20500101000000Z', '2050-01-01T00:00:00.000Z'],
    ['99991231235959Z', '9999-12-31T23:59:59.000Z'],
  ])('%s is %s', (text, at) => {
    expect(toRfc3339(parseGeneralizedTime(text, 'field'))).toBe(at);
  });

  it.each([
    ['20500101000000.5Z', 'a fraction'],
    ['20500101000000+0000', 'a zone'],
    ['20500101000000', 'local time'],
    ['2050010100Z', 'an hour'],
    ['500101000000Z', 'UTCTime'],
    ['00500101000000Z', 'the year 50, which Date takes for 1950'],
    ['20500001000000Z', 'month 0'],
  ])('refuses %j: %s', (text) => {
    expect(() => parseGeneralizedTime(text, 'field')).toThrow(Malformed);
  });
});

describe('instants', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1.5, 2 ** 53])('are never %d', (milliseconds) => {
    expect(() => instant(milliseconds)).toThrow(RangeError);
  });

  it('have a minimum', () => {
    expect(earlier(instant(1), instant(2))).toBe(1);
    expect(earlier(instant(2), instant(1))).toBe(1);
    expect(earlier(instant(2), instant(2))).toBe(2);
  });
});

describe('an instant that RFC 3339 cannot write', () => {
  it.each([
    [Date.UTC(9999, 11, 31, 23, 59, 59, 999) + 1, '9999-12-31T23:59:59.999Z'],
    [Number.MAX_SAFE_INTEGER, '9999-12-31T23:59:59.999Z'],
    [Date.parse('0000-01-01T00:00:00Z') - 1, '0000-01-01T00:00:00.000Z'],
    [Number.MIN_SAFE_INTEGER, '0000-01-01T00:00:00.000Z'],
  ])('%d is written as the nearest that it can', (milliseconds, text) => {
    expect(toRfc3339(instant(milliseconds))).toBe(text);
  });

  it('is rejected', () => {
    for (const text of ['9999-12-31T23:59:59.999Z', '0000-01-01T00:00:00.000Z'])
      expect(toRfc3339(instant(Date.parse(text)))).toBe(text);
  });
});
