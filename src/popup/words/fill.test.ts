import { describe, expect, it } from 'vitest';
import { fill, listed, plain, plural } from './fill.ts';
import { day, duration, fromNow } from './times.ts';

describe('filling facts into a sentence', () => {
  it('inserts facts, durations and dates', () => {
    expect(fill('Made {age|duration} ago by {who}.', { age: 7_300_000, who: 'x' })).toBe('Made 2 hours ago by x.');
    expect(fill('Since {since|day}.', { since: '2026-11-05T12:00:00Z' })).toMatch(/5 November 2026|November 5, 2026/);
  });

  it('distinguishes two times of one day where the hour matters', () => {
    const facts = { from: '2026-11-05T09:00:00Z', until: '2026-11-05T12:00:00Z' };
    const statement = fill('{from|moment} / {until|moment}', facts).split(' / ');
    expect(statement[0]).toMatch(/2026.*\d{1,2}:00/);
    expect(statement[0]).not.toBe(statement[1]);
  });

  it('says so when a fact is missing, instead of showing a placeholder', () => {
    expect(fill('It names {actual}.')).toBe('It names an unknown value.');
    expect(fill('It names {constructor}.', {})).toBe('It names an unknown value.');
  });

  it('shows a fact’s dollar signs as they are', () => {
    expect(fill('{a}', { a: '$& $1' })).toBe('$& $1');
  });

  it('makes characters that hide or turn text visible', () => {
    expect(plain('a\u202Eb\u200Bc\nd')).toBe('aU+202EbU+200BcU+000Ad');
  });

  it('cuts long text', () => {
    expect(plain('x'.repeat(500))).toHaveLength(401);
  });
});

describe('times in words', () => {
  it('names the largest unit', () => {
    expect([0, 999, 1000, 61_000, 3_600_000, 172_800_000].map(duration)).toEqual([
      'less than a second',
      'less than a second',
      '1 second',
      '1 minute',
      '1 hour',
      '2 days',
    ]);
  });

  it('calls what is not a time unknown', () => {
    expect(day('soon')).toBe('an unknown date');
    expect(duration(Number.NaN)).toBe('an unknown time');
  });

  it('shows a date without a time as that date, in every time zone', () => {
    const before = process.env['TZ'];
    process.env['TZ'] = 'America/Los_Angeles';
    try {
      expect(day('2025-11-11')).toMatch(/\b11\b/);
      expect(day('2025-11-11T00:00:00Z')).toMatch(/\b10\b/);
    } finally {
      if (before === undefined) delete process.env['TZ'];
      else process.env['TZ'] = before;
    }
  });

  it('distinguishes past and future', () => {
    expect(fromNow(0, 7_200_000)).toBe('2 hours ago');
    expect(fromNow(172_800_000, 0)).toBe('in 2 days');
  });
});

describe('a number of things', () => {
  const FORMS = { one: '{count|number} byte of {what}', other: '{count|number} bytes of {what}' };

  it('takes the form that the language has for it, and is written as a number', () => {
    expect([0, 1, 2, 6731].map((count) => plural(FORMS, count, { what: 'x' }))).toEqual([
      '0 bytes of x',
      '1 byte of x',
      '2 bytes of x',
      '6,731 bytes of x',
    ]);
  });

  it('is listed as people do, with hidden characters made visible', () => {
    expect(listed(['a'])).toBe('a');
    expect(listed(['a', 'b\u202E', 'c'])).toMatch(/^a, bU\+202E,? and c$/);
  });
});
