import { describe, expect, it } from 'vitest';
import type { Finding, Tier } from '../../verifier/index.ts';
import { BADGES, type Badge } from './badge.ts';
import { badgeOf, isComplete, openOriginOf, type BadgeInput, type Appraised } from './badge-of.ts';

const TIERS: readonly Tier[] = ['affirming', 'warning', 'none', 'contraindicated'];
const BOTH = [false, true] as const;

/** What an earlier check of the origin in this tab may have left unresolved. */
const UNRESOLVED = [null, 'caution', 'failed'] as const;
type UnresolvedFailure = (typeof UNRESOLVED)[number];

/** Every combination of the five tiers and everything else that the background knows: 196 608 of them. */
function* everything(): Generator<{ readonly appraised: Appraised; readonly unresolvedFailure: UnresolvedFailure }> {
  for (const hardware of TIERS)
    for (const configuration of TIERS)
      for (const executables of TIERS)
        for (const freshness of TIERS)
          for (const channel of TIERS)
            for (let bits = 0; bits < 64; bits += 1) {
              const bit = (index: number): boolean => ((bits >> index) & 1) === 1;
              const vector = { hardware, configuration, executables, freshness, channel };
              const appraised = {
                vector,
                simulated: bit(0),
                boundedAge: bit(1),
                changed: bit(2),
                registryContradicts: bit(3),
                expired: bit(4),
                mismatch: bit(5),
                policyRemoved: false,
                ofAnySite: false,
              };
              for (const unresolvedFailure of UNRESOLVED) yield { appraised, unresolvedFailure };
            }
}

/** DESIGN §2's rows, in its order and words; the last covers what no row names. */
const ROWS: readonly (readonly [Badge, (appraised: Appraised) => boolean])[] = [
  ['failed', ({ vector }) => Object.values(vector).some((tier) => tier === 'contraindicated')],
  ['simulated', ({ simulated }) => simulated],
  [
    'caution',
    ({ vector: { hardware, configuration, executables }, registryContradicts, mismatch, policyRemoved }) =>
      registryContradicts ||
      mismatch ||
      policyRemoved ||
      [hardware, configuration, executables].some((tier) => tier === 'warning'),
  ],
  ['unavailable', ({ expired }) => expired],
  ['unavailable', ({ vector }) => vector.hardware === 'none' || vector.configuration === 'none'],
  ['unavailable', ({ vector, ofAnySite }) => ofAnySite && vector.channel !== 'affirming'],
  ['unavailable', ({ vector }) => vector.freshness === 'none' && vector.channel === 'none'],
  ['changed', ({ changed }) => changed],
  ['unaudited', ({ vector }) => vector.executables === 'none'],
  ['unavailable', ({ vector }) => vector.freshness === 'none'],
  ['unavailable', ({ vector, boundedAge }) => vector.freshness === 'warning' && !boundedAge],
  ['unbound', ({ vector }) => vector.channel === 'warning' || vector.channel === 'none'],
  ['verified', () => true],
];

const badge = (appraised: Appraised, unresolvedFailure: UnresolvedFailure = null): Badge =>
  badgeOf({ site: { at: 'appraised', ...appraised }, unresolvedFailure });

describe('the badge of an appraised site', () => {
  it('is the first row of the table that applies, for every combination', () => {
    let combinations = 0;
    for (const { appraised, unresolvedFailure } of everything()) {
      // An unsettled mismatch from an earlier check counts as one from this check.
      const all = { ...appraised, mismatch: appraised.mismatch || unresolvedFailure === 'caution' };
      const row = ROWS.find(([, applies]) => applies(all))?.[0] ?? 'off';
      const wanted = unresolvedFailure === 'failed' ? 'failed' : row;
      if (badge(appraised, unresolvedFailure) !== wanted)
        expect({ appraised, unresolvedFailure, got: badge(appraised, unresolvedFailure) }).toBe(wanted);
      combinations += 1;
    }
    expect(combinations).toBe(4 ** 5 * 64 * 3);
  });

  it('treats a page whose policy was removed like an unsettled mismatch, in every combination', () => {
    const differ = [...everything()].filter(
      ({ appraised, unresolvedFailure }) =>
        appraised.mismatch &&
        badge({ ...appraised, mismatch: false, policyRemoved: true }, unresolvedFailure) !== badge(appraised, unresolvedFailure),
    );
    expect(differ).toEqual([]);
  });

  it('is grey for evidence that any site could relay, unless something is wrong or the connection was seen to end in it', () => {
    for (const { appraised, unresolvedFailure } of everything()) {
      const without = badge(appraised, unresolvedFailure);
      const found = badge({ ...appraised, ofAnySite: true }, unresolvedFailure);
      const favourable = ['changed', 'unaudited', 'unbound'].includes(without) && appraised.vector.channel !== 'affirming';
      if (found !== (favourable ? 'unavailable' : without)) expect({ appraised, without, found }).toBe('the same');
    }
  });

  it('is grey for unknown code of which neither the age of the evidence nor the connection says that it still runs', () => {
    for (const { appraised } of everything()) {
      const { freshness, channel } = appraised.vector;
      if (freshness === 'none' && channel === 'none') expect(['unaudited', 'changed']).not.toContain(badge(appraised));
    }
  });

  it('is green only when everything that a green mark says was affirmed', () => {
    for (const { appraised } of everything()) {
      if (badge(appraised) !== 'verified') continue;
      const { freshness, ...others } = appraised.vector;
      expect(new Set(Object.values(others))).toEqual(new Set(['affirming']));
      expect(freshness === 'affirming' || appraised.boundedAge).toBe(true);
      const { simulated, changed, registryContradicts, expired, mismatch } = appraised;
      expect([simulated, changed, registryContradicts, expired, mismatch]).not.toContain(true);
    }
  });

  it('is red only for an aspect that is contraindicated', () => {
    for (const { appraised } of everything()) {
      if (badge(appraised) === 'failed') expect(Object.values(appraised.vector)).toContain('contraindicated');
    }
  });

  it('never turns green because something got worse', () => {
    for (const { appraised } of everything()) {
      if (badge(appraised) === 'verified') continue;
      for (const aspect of ['hardware', 'configuration', 'executables', 'freshness', 'channel'] as const) {
        const worse = TIERS[TIERS.indexOf(appraised.vector[aspect]) + 1];
        if (worse === undefined) continue;
        const after = badge({ ...appraised, vector: { ...appraised.vector, [aspect]: worse } });
        if (after === 'verified') expect({ appraised, aspect, worse }).toBe('never green');
      }
    }
  });

  it('is not changed by the chain, except for a contradiction, which lowers it to caution', () => {
    for (const { appraised } of everything()) {
      if (!appraised.registryContradicts) continue;
      const without = badge({ ...appraised, registryContradicts: false });
      const wanted = without === 'failed' || without === 'simulated' ? without : 'caution';
      expect(badge(appraised)).toBe(wanted);
    }
  });
});

describe('the badge of a site that was not appraised', () => {
  const at = (site: BadgeInput['site'], unresolvedFailure: UnresolvedFailure = null): Badge =>
    badgeOf({ site, unresolvedFailure });

  it.each<[BadgeInput['site'], Badge, Badge, Badge]>([
    [{ at: 'off' }, 'off', 'off', 'off'],
    [{ at: 'none' }, 'none', 'failed', 'caution'],
    [{ at: 'fetching' }, 'checking', 'failed', 'caution'],
    [{ at: 'gathering' }, 'checking', 'failed', 'caution'],
    [{ at: 'unavailable' }, 'unavailable', 'failed', 'caution'],
    [{ at: 'missing', pin: 'hard' }, 'missing', 'missing', 'missing'],
    [{ at: 'missing', pin: 'failed-before' }, 'missing', 'missing', 'missing'],
    [{ at: 'missing', pin: 'soft' }, 'caution', 'failed', 'caution'],
  ])('for %j is %s, %s while a failure stands, and %s while an unsettled mismatch does', (site, alone, failure, mismatch) => {
    expect(at(site)).toBe(alone);
    expect(at(site, 'failed')).toBe(failure);
    expect(at(site, 'caution')).toBe(mismatch);
  });

  it('is, together with the appraised ones, every badge there is', () => {
    const seen = new Set<Badge>([...everything()].map(({ appraised }) => badge(appraised)));
    for (const one of ['off', 'none', 'fetching', 'unavailable'] as const) seen.add(at({ at: one }));
    seen.add(at({ at: 'missing', pin: 'hard' }));
    expect([...seen].toSorted()).toEqual([...BADGES].toSorted());
  });
});

describe('evidence that nothing ties to the site', () => {
  const tied: readonly Finding[] = [
    { check: 'binding.report-data', outcome: 'pass' },
    { check: 'binding.origin', outcome: 'pass' },
  ];
  const openedBy = (finding: Finding) =>
    openOriginOf({ findings: [...tied.filter(({ check }) => check !== finding.check), finding] });

  it.each<Finding>([
    { check: 'binding.report-data', outcome: 'unknown', facts: { because: 'no-binding' } },
    { check: 'binding.report-data', outcome: 'warn', facts: { because: 'envelope-signature' } },
    { check: 'binding.origin', outcome: 'unknown', facts: { because: 'no-origin-committed' } },
    { check: 'binding.origin', outcome: 'unknown' },
  ])('is so by $check: $outcome', (finding) => {
    expect(openedBy(finding)).toEqual(finding);
  });

  it('is not what commits to its address, or to the key of a connection that was seen', () => {
    expect(openOriginOf({ findings: tied })).toBeNull();
    expect(openedBy({ check: 'binding.origin', outcome: 'not-applicable', facts: { because: 'named-by-its-key' } })).toBeNull();
  });
});

describe('a complete check', () => {
  it('is one that ended in anything but unavailable', () => {
    // That its connection was seen to end elsewhere does not count as an answer.
    for (const { appraised } of everything())
      expect(isComplete(appraised)).toBe(badge({ ...appraised, mismatch: false }) !== 'unavailable');
  });

  it('is not one that could not read or authenticate the evidence', () => {
    const vector = { hardware: 'none', configuration: 'none', executables: 'none', freshness: 'none', channel: 'none' } as const;
    const others = { registryContradicts: false, policyRemoved: false, ofAnySite: false };
    const nothing = { simulated: false, changed: false, expired: false, ...others };
    for (const boundedAge of BOTH)
      for (const mismatch of BOTH) expect(isComplete({ vector, boundedAge, mismatch, ...nothing })).toBe(false);
  });
});
