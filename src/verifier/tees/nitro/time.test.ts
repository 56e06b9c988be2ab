// Covers: authenticate.ts
import { describe, expect, it } from 'vitest';
import { ORDINARY_POLICY } from '../../tees.ts';
import { fact, troubles } from '../../testing/appraise-case.ts';
import { p384Key } from '../../testing/keys.ts';
import { appraised, minutes, now } from '../../testing/nitro-appraised.ts';
import { instant, toRfc3339 } from '../../time.ts';

describe('time', () => {
  const leafEnd = minutes(2.9 * 60);
  const leafStart = minutes(-6);

  it.each([
    ['at the first second of the leaf', leafStart, undefined],
    ['at the last second of the leaf', leafEnd, undefined],
    ['one second after the leaf', instant(leafEnd + 1000), 'expired'],
    ['four years later', instant(now + 4 * 365 * 86_400_000), 'expired'],
  ])('judges %s', async (_, at, because) => {
    const timestamp = leafStart;
    const result = await appraised({ timestamp }, { now: at });
    expect(troubles(result)).toEqual(because === undefined ? {} : { 'nitro.chain.dates': 'fail' });
    expect(fact(result, 'nitro.chain.dates', 'because')).toBe(because);
    expect(result.claims).not.toBeNull();
  });

  const believed = {
    ...ORDINARY_POLICY,
    tees: { ...ORDINARY_POLICY.tees, nitro: { certificateTime: 'now', timeAhead: 'refuse' } },
  } as const;

  it('attributes certificates that begin later to a clock that is behind: grey, not red, and never green', async () => {
    const request = { now: instant(leafStart - 1000) };
    const result = await appraised({ timestamp: leafStart }, request);
    expect(troubles(result)).toEqual({ 'nitro.chain.dates': 'unknown' });
    expect(fact(result, 'nitro.chain.dates', 'because')).toBe('clock-behind');
    expect(result.vector.freshness).toBe('none');
    const strict = await appraised({ timestamp: leafStart }, { ...request, policy: believed });
    expect(troubles(strict)).toEqual({ 'nitro.chain.dates': 'fail' });
    expect(fact(strict, 'nitro.chain.dates', 'because')).toBe('not-yet-valid');
  });

  it('does not attribute a forged document with a later date to a clock that is behind', async () => {
    const result = await appraised({ documentKey: p384Key('stranger') }, { now: instant(leafStart - 1000) });
    expect(result.tier).toBe('contraindicated');
  });

  it('attributes a document from more than five minutes ahead to a clock that is behind', async () => {
    expect(troubles(await appraised({ timestamp: minutes(5) }))).toEqual({});
    const ahead = await appraised({ timestamp: minutes(6) });
    expect(troubles(ahead)).toEqual({ 'nitro.document.not-future': 'unknown' });
    expect(fact(ahead, 'nitro.document.not-future', 'because')).toBe('clock-behind');
    expect(troubles(await appraised({ timestamp: minutes(6) }, { policy: believed }))).toEqual({
      'nitro.document.not-future': 'fail',
    });
  });

  it('finds an intermediate that expired before its leaf', async () => {
    const result = await appraised({ alter: { zonal: { notAfter: toRfc3339(minutes(-1)) } } });
    expect(troubles(result)).toEqual({ 'nitro.chain.dates': 'fail' });
  });

  it('finds certificates that were never valid together', async () => {
    const result = await appraised({ alter: { zonal: { notBefore: '2020-01-01T00:00:00Z', notAfter: '2020-02-01T00:00:00Z' } } });
    expect(troubles(result)).toMatchObject({ 'nitro.chain.dates': 'fail', 'nitro.chain.certificates': 'fail' });
  });

  it('warns in an archive, where certificates are judged at the document’s own time, and never passes', async () => {
    const policy = {
      ...ORDINARY_POLICY,
      tees: { ...ORDINARY_POLICY.tees, nitro: { certificateTime: 'document', timeAhead: 'refuse' } },
    } as const;
    const later = instant(now + 365 * 86_400_000);
    expect(troubles(await appraised({}, { now: later, policy }))).toEqual({ 'nitro.chain.dates': 'warn' });
    expect(troubles(await appraised({}, { policy }))).toEqual({ 'nitro.chain.dates': 'warn' });
    expect(troubles(await appraised({ timestamp: minutes(-60) }, { policy }))).toMatchObject({ 'nitro.chain.dates': 'fail' });
  });
});
