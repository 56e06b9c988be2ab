import { describe, expect, it } from 'vitest';
import { ORDINARY_POLICY } from '../../tees.ts';
import { fact, troubles } from '../../testing/judge.ts';
import { judged, minutes, now } from '../../testing/nitro-judged.ts';
import { instant, toRfc3339 } from '../../time.ts';

describe('time', () => {
  const leafEnd = minutes(2.9 * 60);
  const leafStart = minutes(-6);

  it.each([
    ['at the first second of the leaf', leafStart, undefined],
    ['at the last second of the leaf', leafEnd, undefined],
    ['one second before the leaf', instant(leafStart - 1000), 'not-yet-valid'],
    ['one second after the leaf', instant(leafEnd + 1000), 'expired'],
    ['four years later', instant(now + 4 * 365 * 86_400_000), 'expired'],
  ])('judges %s', async (_, at, because) => {
    const timestamp = leafStart;
    const result = await judged({ timestamp }, { now: at });
    expect(troubles(result)).toEqual(because === undefined ? {} : { 'nitro.chain.dates': 'fail' });
    expect(fact(result, 'nitro.chain.dates', 'because')).toBe(because);
    expect(result.claims).not.toBeNull();
  });

  it('finds an intermediate that expired before its leaf', async () => {
    const result = await judged({ alter: { zonal: { notAfter: toRfc3339(minutes(-1)) } } });
    expect(troubles(result)).toEqual({ 'nitro.chain.dates': 'fail' });
  });

  it('finds certificates that were never valid together', async () => {
    const result = await judged({ alter: { zonal: { notBefore: '2020-01-01T00:00:00Z', notAfter: '2020-02-01T00:00:00Z' } } });
    expect(troubles(result)).toMatchObject({ 'nitro.chain.dates': 'fail', 'nitro.chain.certificates': 'fail' });
  });

  it('lets a document’s time lead ours by up to five minutes, because clocks differ', async () => {
    expect(troubles(await judged({ timestamp: minutes(5) }))).toEqual({});
  });

  it('warns in an archive, which judges certificates by the document’s own time, and never passes', async () => {
    const policy = { ...ORDINARY_POLICY, tees: { ...ORDINARY_POLICY.tees, nitro: { certificateTime: 'document' } } } as const;
    const later = instant(now + 365 * 86_400_000);
    expect(troubles(await judged({}, { now: later, policy }))).toEqual({ 'nitro.chain.dates': 'warn' });
    expect(troubles(await judged({}, { policy }))).toEqual({ 'nitro.chain.dates': 'warn' });
    expect(troubles(await judged({ timestamp: minutes(-60) }, { policy }))).toMatchObject({ 'nitro.chain.dates': 'fail' });
  });
});
