// Covers: result.ts, time.ts
import { describe, expect, it } from 'vitest';
import { attesters } from './testing/attesters/all.ts';
import { appraised, visit } from './testing/attesters/appraised.ts';
import type { AttestationResult } from './result.ts';
import { instant, parseRfc3339, toRfc3339, type Instant } from './time.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = parseRfc3339('2026-11-25T12:00:00Z', 'now');
const named = attesters.map((attester) => [`${attester.tee} ${attester.evidenceType}`, attester] as const);

const because = ({ findings }: AttestationResult): readonly unknown[] => findings.map(({ facts }) => facts?.['because']);

describe.each(named)('%s, made for this very visit', (_, attester) => {
  it.each([
    ['ten minutes', 600_000],
    ['five hours', 5 * HOUR],
    ['two days', 2 * DAY],
    ['forty days', 40 * DAY],
    ['a year', 365 * DAY],
    ['ten years', 3650 * DAY],
    ['forty years', 40 * 365 * DAY],
  ])('is contradicted by no clock that is %s ahead or behind', async (__, skew) => {
    const made = await visit(attester, NOW);
    for (const now of [instant(NOW + skew), instant(NOW - skew)]) {
      const result = await appraised({ ...made, now });
      expect(Object.values(result.vector)).not.toContain('contraindicated');
    }
  });

  it('is contradicted by an expiry only if it was made for this visit', async () => {
    const made = await visit(attester, NOW);
    const ahead = await appraised({ ...made, now: instant(NOW + 40 * 365 * DAY) });
    if (!because(ahead).includes('clock-ahead')) return;
    const old = { ...made, session: { nonce: new Uint8Array(32).fill(9) } };
    const result = await appraised({ ...old, now: instant(NOW + 40 * 365 * DAY) });
    expect(result.vector.freshness).toBe('contraindicated');
    expect(because(result)).toContain('expired');
    expect(because(result)).not.toContain('clock-ahead');
  });
});

describe('a clock that is ahead', () => {
  it.each(named.filter(([name]) => /^(?:nitro|snp|sgx|tdx)/.test(name)))('is reported for %s', async (_, attester) => {
    const made = await visit(attester, NOW);
    const ahead = await appraised({ ...made, now: instant(NOW + 40 * 365 * DAY) });
    expect(because(ahead)).toContain('clock-ahead');
    for (const { outcome, facts } of ahead.findings) if (facts?.['because'] === 'clock-ahead') expect(outcome).toBe('unknown');
  });
});

describe.each(named)('%s', (_, attester) => {
  /** When it stops being good, found by appraising repeatedly: a result is good for a day at most. */
  async function goodUntil(): Promise<{
    readonly until: Instant;
    readonly before: AttestationResult;
    readonly again: typeof appraise;
  }> {
    const made = await visit(attester, NOW);
    const appraise = (now: Instant) => appraised({ ...made, now });
    let now = NOW;
    for (;;) {
      const before = await appraise(now);
      const until = parseRfc3339(before.goodUntil, 'goodUntil');
      if (until < now + DAY) return { until, before, again: appraise };
      now = until;
    }
  }

  it('is never appraised the same a millisecond after it was good', async () => {
    const { until, before, again } = await goodUntil();
    expect((await again(until)).vector).toEqual(before.vector);
    const after = await again(instant(until + 1));
    expect(after.vector, toRfc3339(until)).not.toEqual(before.vector);
    // Reports of the closed service carry a warning before and after.
    if (attester.tee !== 'ias') expect(after.tier).not.toBe(before.tier);
  });
});
