// Covers: headline.ts, reason.ts, ../words/badges.ts
import { describe, expect, it } from 'vitest';
import { result } from '../../../testing/screens/results.ts';
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
});
