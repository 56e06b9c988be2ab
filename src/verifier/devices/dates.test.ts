// Covers: consult.ts
import { describe, expect, it } from 'vitest';
import type { Check } from '../check.ts';
import { openLedger } from '../ledger.ts';
import { recordOf, registryResponse } from '../testing/keystone-report.ts';
import { parseRfc3339 } from '../time.ts';
import { consult } from './consult.ts';

const now = parseRfc3339('2026-06-01T12:00:00Z', 'now');
const key = new Uint8Array(32).fill(5);
const check: Check = { aspect: 'hardware', whenFail: 'contraindicated', whenUnknown: 'none', spec: 'test' };

/** The result for a record with these dates, once it is known whether the evidence was made for us. */
function consulted(dates: Readonly<Record<string, unknown>>, time: 'of-a-clock' | 'vouched-for', madeForUs: boolean) {
  const ledger = openLedger({ status: check, age: check });
  const answer = registryResponse('device-key', key, '2026-06-01T00:00:00Z', { records: [recordOf(key, dates)] });
  const need = { kind: 'device-key', key: '05'.repeat(32) } as const;
  const checks = { status: 'status', age: 'age' };
  const { at } = consult({ endorsements: [answer], need, checks, notTold: 'nobody-vouches', time, now, ledger });
  ledger.settleExpired(madeForUs);
  const { outcome, facts } = ledger.close().findings[0] ?? {};
  return [at, outcome, facts?.['because']];
}

describe('a register’s record outside its dates', () => {
  const ended = { validUntil: '2026-05-01T00:00:00Z' };
  const begins = { validFrom: '2026-07-01T00:00:00Z' };

  it('that has ended is refused, unless the evidence was made for us: then the clock may be ahead', () => {
    expect(consulted(ended, 'of-a-clock', false)).toEqual(['outside-dates', 'fail', 'expired']);
    expect(consulted(ended, 'of-a-clock', true)).toEqual(['outside-dates', 'unknown', 'clock-ahead']);
  });

  it('that has not begun is unknown: the clock may be behind', () => {
    expect(consulted(begins, 'of-a-clock', false)).toEqual(['outside-dates', 'unknown', 'not-yet-valid']);
  });

  it('is refused either way where the caller vouches for the time', () => {
    expect(consulted(ended, 'vouched-for', true)).toEqual(['refused', 'fail', 'expired']);
    expect(consulted(begins, 'vouched-for', true)).toEqual(['refused', 'fail', 'not-yet-valid']);
  });
});
