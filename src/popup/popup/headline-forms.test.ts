// Covers: headline.ts, reason.ts, ../words/badges.ts
import { describe, expect, it } from 'vitest';
import { CANNOT_SEE, result, UNKNOWN_CODE } from '../../../testing/screens/results.ts';
import { VIEWS } from '../../../testing/screens/views.ts';
import type { Badge } from '../../background/api/badge.ts';
import type { SiteView } from '../../background/api/site-view.ts';
import type { Finding, TrustVector } from '../../verifier/index.ts';
import { LEXICON as lexicon } from '../words/checks/common.ts';
import { headlineOf } from './headline.ts';

/** A page whose service has another form than ours, with these findings and tiers. */
function appraised(badge: Badge, findings: readonly Finding[], vector: Partial<TrustVector>): SiteView {
  const base: SiteView = VIEWS.verified;
  if (base.state.at !== 'appraised') throw new Error('the seed is judged');
  return { ...base, badge, registry: null, state: { ...base.state, result: result(findings, vector) } };
}

describe('the headline of a service of another form', () => {
  it.each(['unaudited', 'unbound'] as const)('in front of which a gateway stands is about the gateway alone (%s)', (badge) => {
    const gateway = { check: 'channel.tls-key', outcome: 'warn', facts: { because: 'ends-in-gateway' } } as const;
    const { sentence, notes } = headlineOf(appraised(badge, [gateway], { channel: 'warning' }), lexicon);
    expect(sentence).toMatch(/the gateway in front of/i);
    expect([sentence, ...notes].join(' ')).toContain('What happens behind it was not checked.');
  });

  it('whose answer does not hold says what is wrong with it, and not that it expired', () => {
    const flaw = { check: 'binding.report-data', outcome: 'warn', facts: { because: 'envelope-signature' } } as const;
    const age = { check: 'freshness.nonce', outcome: 'warn', facts: { because: 'bounded-age', age: 5 } } as const;
    const sentence = (...findings: readonly Finding[]): string =>
      headlineOf(appraised('unavailable', findings, { freshness: 'warning' }), lexicon).sentence;
    expect(sentence(age, flaw)).toContain('is not signed by the service’s key');
    expect(sentence(age)).toContain('has since expired');
  });

  it.each<[string, Finding, RegExp]>([
    [
      'commits to nothing',
      { check: 'binding.report-data', outcome: 'unknown', facts: { because: 'no-binding' } },
      /nothing ties/,
    ],
    ['names no address', { check: 'binding.origin', outcome: 'unknown', facts: { because: 'no-origin-committed' } }, /passed on/],
  ])('whose evidence %s is told what is known of that, and not that it is this site’s', (_, finding, reason) => {
    const vector = { executables: 'none', freshness: 'none', channel: 'none' } as const;
    const ageless: Finding = { check: 'freshness.nonce', outcome: 'unknown', facts: { because: 'age-unknown' } };
    const { sentence } = headlineOf(appraised('unavailable', [ageless, finding, UNKNOWN_CODE, CANNOT_SEE], vector), lexicon);
    expect(sentence).toMatch(/evidence of genuine hardware/);
    expect(sentence).toMatch(reason);
    expect(sentence).not.toMatch(/behind/);
  });

  it('calls no hardware genuine in grey that was not proven to be', () => {
    const open = { check: 'binding.origin', outcome: 'unknown', facts: { because: 'no-origin-committed' } } as const;
    expect(headlineOf(appraised('unavailable', [open], { hardware: 'none' }), lexicon).sentence).not.toContain('genuine');
  });

  it('offers a fresh load only where a connection that is seen would tie its evidence to the site', () => {
    const cached: Finding = { check: 'channel.tls-key', outcome: 'unknown', facts: { because: 'from-cache' } };
    const action = (check: string, because: string) =>
      headlineOf(
        appraised('unavailable', [{ check, outcome: 'unknown', facts: { because } }, cached], { channel: 'none' }),
        lexicon,
      ).action?.does;
    expect(action('binding.origin', 'no-origin-committed')).toBe('reload');
    expect(action('binding.report-data', 'no-binding')).toBe('check');
  });
});
