import { describe, expect, it } from 'vitest';
import { CANNOT_SEE, result } from '../../../testing/screens/results.ts';
import { VIEWS, type ViewName } from '../../../testing/screens/views.ts';
import { BADGES } from '../../background/api/badge.ts';
import type { SiteView } from '../../background/api/site-view.ts';
import { ASPECTS, type Aspect, type Finding, type TrustVector } from '../../verifier/index.ts';
import { canAccept } from './can-accept.ts';
import { headlineOf, type Headline } from './headline.ts';
import { nothingKnown } from './nothing-known.ts';
import { REPORTED_BY } from './unproven.ts';
import { lexiconFor } from '../words/load.ts';
import { INTERCEPTED_ADVICE, UNCHECKED } from '../words/states.ts';

const lexicon = await lexiconFor(null);
const snp = await lexiconFor('snp');
const head = (name: ViewName): Headline => headlineOf(VIEWS[name], lexicon);

/** An appraised view with this badge, and these findings instead of passes. */
function appraised(badge: SiteView['badge'], changes: readonly Finding[], rest: Partial<SiteView> = {}): SiteView {
  const base: SiteView = VIEWS.verified;
  if (base.state.at !== 'appraised') throw new Error('the seed is judged');
  return { ...base, badge, registry: null, state: { ...base.state, result: result(changes, { channel: 'none' }) }, ...rest };
}

/** The badges of an appraised page whose aspects are not all proven. */
const APPRAISED_BADGES = ['simulated', 'failed', 'caution', 'changed', 'unaudited', 'unbound', 'unavailable'] as const;

/** One check of each aspect that can leave it unproven. */
const CHECK_OF = {
  hardware: 'snp.line.advisory',
  configuration: 'snp.policy.smt',
  executables: 'reference.measurement',
  freshness: 'freshness.nonce',
  channel: 'channel.tls-key',
} as const satisfies Readonly<Record<Aspect, string>>;

const OTHERS = {
  hardware: /line of processors|processor can forge/,
  configuration: /processor cores/,
  executables: /what this code does|code’s fingerprint|vouches for this code/,
  freshness: /made for this visit|not for this visit/,
  channel: /where (?:it|your connection) ends|whether your connection ends|able to read it on the way/i,
} as const satisfies Readonly<Record<Aspect, RegExp>>;

/** Where it is stated: these badges' own sentences state some of it. */
const NAMES = {
  others: OTHERS,
  unaudited: { ...OTHERS, executables: /No one you follow has said what its code does/ },
  changed: { ...OTHERS, executables: /No one you follow has said what this version does/ },
  unbound: OTHERS,
} as const;

function withoutProof(badge: SiteView['badge'], aspect: Aspect, tier: 'none' | 'warning'): SiteView {
  const finding: Finding = { check: CHECK_OF[aspect], outcome: tier === 'none' ? 'unknown' : 'warn' };
  const base: SiteView = VIEWS.verified;
  if (base.state.at !== 'appraised') throw new Error('the seed is judged');
  const simulated = badge === 'simulated' ? { simulated: ['a test root'] } : {};
  const made = result(
    badge === 'unbound' && aspect !== 'channel' ? [finding, CANNOT_SEE] : [finding],
    { [aspect]: tier },
    simulated,
  );
  return { ...base, badge, registry: null, state: { ...base.state, result: made } };
}

function withVector(badge: SiteView['badge'], vector: Partial<TrustVector>): SiteView {
  const base: SiteView = VIEWS.verified;
  if (base.state.at !== 'appraised') throw new Error('the seed is judged');
  return { ...base, badge, registry: null, state: { ...base.state, result: result([], vector) } };
}

describe('headline', () => {
  it('leaves no placeholder unfilled and no sentence empty, in any state', () => {
    for (const view of Object.values<SiteView>(VIEWS)) {
      const { headline, sentence, notes } = headlineOf(view, lexicon);
      for (const text of [headline, sentence, ...notes]) {
        expect(text, view.badge).toMatch(/\S{2}/);
        expect(text, view.badge).not.toMatch(/[{}]|undefined|unknown (?:value|date|time)/);
      }
    }
  });

  it('has a view for every state of the mark', () => {
    const drawn = new Set(Object.values<SiteView>(VIEWS).map(({ badge }) => badge));
    expect(BADGES.filter((badge) => !drawn.has(badge))).toEqual([]);
  });

  it('interrupts for failed and missing, and for nothing else', () => {
    for (const view of Object.values<SiteView>(VIEWS))
      expect(headlineOf(view, lexicon).urgent).toBe(view.badge === 'failed' || view.badge === 'missing');
  });

  it('names what failed, and what the evidence said instead', () => {
    expect(head('failed').sentence).toContain('https://vault.example.com');
  });

  it('names hardware before the channel when both failed', () => {
    const forged = appraised('failed', [
      { check: 'channel.tls-key', outcome: 'fail', facts: { because: 'other-key' } },
      { check: 'snp.report.signature', outcome: 'fail' },
    ]);
    expect(headlineOf(forged, snp).sentence).toContain('signature');
  });

  it('finds the warning behind a check that was not made', () => {
    const noList = appraised('caution', [{ check: 'snp.vek.revocation', outcome: 'unknown', facts: { because: 'no-crl' } }]);
    expect(headlineOf(noList, snp).sentence).toContain('did not have AMD’s list of withdrawn certificates');
  });

  it('keeps stating what failed while the site is asked again', () => {
    const { sentence, notes, action } = head('failed-standing');
    expect(sentence).toContain('intercepts');
    expect(notes.join()).toContain('failed in this tab');
    expect(action).toBeNull();
  });

  it('states what is not proven wherever the connection was not checked', () => {
    for (const badge of ['unbound', 'unaudited', 'caution', 'changed'] as const) {
      const { sentence, notes } = headlineOf(appraised(badge, [CANNOT_SEE]), lexicon);
      expect(`${sentence} ${notes.join(' ')}`, badge).toContain('this browser does not show it to extensions');
    }
  });

  describe.each(APPRAISED_BADGES)('under %s', (badge) => {
    it.each(ASPECTS)('names %s when it is not proven', (aspect) => {
      const named = NAMES[badge === 'unaudited' || badge === 'changed' || badge === 'unbound' ? badge : 'others'][aspect];
      for (const tier of ['none', 'warning'] as const) {
        const view = withoutProof(badge, aspect, tier);
        const { sentence, notes } = headlineOf(view, snp);
        const statement = `${sentence} ${notes.join(' ')}`;
        if (REPORTED_BY[badge] === 'all')
          expect(statement).toMatch(/so nothing here is proven|nothing here counts as proven|says nothing good or bad/);
        else expect(statement, tier).toMatch(named);
      }
    });

    it.each(ASPECTS)('names %s when no check says why', (aspect) => {
      const base = withoutProof(badge, aspect, 'none');
      if (base.state.at !== 'appraised') throw new Error('the seed is judged');
      const silent: SiteView = { ...base, state: { ...base.state, result: { ...base.state.result, findings: [] } } };
      const { sentence, notes } = headlineOf(silent, snp);
      const statement = REPORTED_BY[badge];
      if (statement !== 'all' && !statement.includes(aspect)) expect(notes).toContain(UNCHECKED[aspect]);
      else expect(sentence).toMatch(/\S/);
    });
  });

  it('does not present a warning with an unknown reason as a check that was not made', () => {
    const { notes } = headlineOf(withVector('caution', { hardware: 'warning' }), snp);
    expect(notes).not.toContain(UNCHECKED.hardware);
  });

  it('first says that nothing ties the evidence to the site, whatever else its freshness lacks', () => {
    const changes: readonly Finding[] = [
      { check: 'snp.vek.validity', outcome: 'unknown' },
      { check: 'binding.report-data', outcome: 'unknown', facts: { because: 'no-binding' } },
    ];
    for (const badge of ['unavailable', 'caution'] as const) {
      const view = appraised(badge, changes);
      if (view.state.at !== 'appraised') throw new Error('the seed is judged');
      const vector = { ...view.state.result.vector, freshness: 'none' } as const;
      const { sentence, notes } = headlineOf(
        { ...view, state: { ...view.state, result: { ...view.state.result, vector } } },
        snp,
      );
      expect([sentence, ...notes].join(' '), badge).toContain('nothing ties the evidence to this site');
    }
  });

  it('attributes an interception to this computer or network, and says whom to ask', () => {
    const changes: readonly Finding[] = [{ check: 'channel.tls-key', outcome: 'fail', facts: { because: 'intercepted' } }];
    const { sentence, notes } = headlineOf(appraised('failed', changes), lexicon);
    expect(sentence).toMatch(/this computer or network intercepts/);
    expect(sentence).not.toMatch(/this site/);
    expect(notes).toContain(INTERCEPTED_ADVICE);
    expect(headlineOf(VIEWS.failed, lexicon).notes).not.toContain(INTERCEPTED_ADVICE);
  });

  it('states the age of evidence that was not made for this visit', () => {
    expect(head('verified-older').notes).toEqual(['The evidence was made 3 hours ago, not for this visit.']);
  });

  it('offers a fresh load only where it would help', () => {
    expect(head('unbound').action).toBeNull();
    expect(head('unbound-cached').action?.does).toBe('reload');
  });

  it('leaves a quote without its processor’s certificate to the site’s operator', async () => {
    const sgx = await lexiconFor('sgx');
    for (const [type, because, words] of [
      [2, 'chain-not-in-quote', /only by number \(certification data type 2\)/],
      [4, 'only-leaf-in-quote', /certificate is here \(certification data type 4\), but the site has to send the ones above it/],
    ] as const) {
      const facts = { because, type };
      const { sentence, notes, action } = headlineOf(
        appraised('unavailable', [{ check: 'dcap.pck-chain.root', outcome: 'unknown', facts }]),
        sgx,
      );
      expect(sentence).toMatch(words);
      expect(notes).toEqual(['Only the people who run the site can fix this.']);
      expect(action).toBeNull();
    }
  });

  it('says that a result has since expired when nothing else is wrong with it', () => {
    const base = appraised('unavailable', []);
    expect(headlineOf(base, lexicon).sentence).toContain('has since expired');
  });

  it('says that a tab opened before Sealmark was not checked, where it may be', () => {
    expect(headlineOf(nothingKnown(1, true), lexicon).sentence).toMatch(/has not looked at this page yet/);
    expect(headlineOf(nothingKnown(1, false), lexicon).sentence).toMatch(/only when you ask/);
    for (const all of [true, false]) expect(headlineOf(nothingKnown(1, all), lexicon).action?.does).toBe('check');
  });

  it('says of a site whose evidence was expected only since when, and never “today”', () => {
    const { sentence } = head('missing');
    expect(sentence).toMatch(/has expected vault\.example\.org to prove its code since .*2026/);
    expect(sentence).not.toMatch(/today|proved|first saw/i);
  });

  it('calls a test clock a test clock', () => {
    const base: SiteView = VIEWS.simulated;
    if (base.state.at !== 'appraised') throw new Error('the seed is judged');
    const clock: SiteView = { ...base, state: { ...base.state, result: result([], {}, { simulated: ['clock'] }) } };
    expect(headlineOf(clock, lexicon).sentence).toContain('a different time than now');
  });

  it('distinguishes a site whose failed proof disappeared from one that used to be attested', () => {
    const base: SiteView = VIEWS.missing;
    const gone: SiteView = { ...base, state: { at: 'missing', pin: 'failed-before', since: base.updatedAt, problem: null } };
    expect(headlineOf(gone, lexicon).headline).not.toBe(head('missing').headline);
    expect(headlineOf(gone, lexicon).sentence).not.toContain('Since');
  });
});

describe('accepting code', () => {
  it('is offered where the code is unknown', () => {
    expect(canAccept(VIEWS.unaudited)).toBe(true);
    expect(canAccept(VIEWS.changed)).toBe(true);
  });

  it('is not offered for known code, under grey or after a failure, without a result, or from a private window', () => {
    expect(canAccept(VIEWS.verified)).toBe(false);
    expect(canAccept({ ...VIEWS.unaudited, badge: 'failed' })).toBe(false);
    expect(canAccept({ ...VIEWS.unaudited, badge: 'unavailable' })).toBe(false);
    expect(canAccept(VIEWS.none)).toBe(false);
    expect(canAccept({ ...VIEWS.unaudited, private: true })).toBe(false);
  });
});
