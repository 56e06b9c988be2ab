// Covers: lock.ts, reason.ts, headline.ts, not-told.tsx, details/lock-choice.tsx
// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import '../../../testing/screens/extension.ts';
import { draw } from '../../../testing/screens/draw.ts';
import { CANNOT_SEE, result } from '../../../testing/screens/results.ts';
import { VIEWS } from '../../../testing/screens/views.ts';
import type { SiteView } from '../../background/api/site-view.ts';
import type { Facts, Finding } from '../../verifier/index.ts';
import { FindingRow } from '../shared/result/finding.tsx';
import { lexiconFor } from '../words/load.ts';
import { LOCK_NOT_TOLD, LOCKED_WORDS } from '../words/locked.ts';
import { headlineOf } from './headline.ts';
import { lockOf } from './lock.ts';

const lexicon = await lexiconFor(null);
const scripts = (outcome: Finding['outcome'], facts: Facts): Finding => ({ check: 'channel.scripts', outcome, facts });

/** A page whose connection was not seen, and the finding about its code. */
function page(found: Finding, badge: SiteView['badge'] = 'unbound', rest: Partial<SiteView> = {}): SiteView {
  const base: SiteView = VIEWS.verified;
  if (base.state.at !== 'appraised') throw new Error('the seed is judged');
  const made = result([CANNOT_SEE], { channel: 'none' });
  const state = { ...base.state, result: { ...made, findings: [...made.findings, found] } };
  return { ...base, badge, registry: null, state, guarded: found.outcome === 'pass', ...rest };
}

const sentence = (view: SiteView): string => headlineOf(view, lexicon).sentence;

describe('a page that is locked to its code', () => {
  it.each([
    ['scripts', {}, ['Only code that this enclave named can run on this page.', 'may pass through others.']],
    ['scripts', { frames: true }, ['can run on this page.', 'other sites’ pages inside it, which run their own code.']],
    [
      'strict',
      {},
      ['Only code that this enclave named can run on this page.', 'What you type leaves it only through that code.'],
    ],
    [
      'strict',
      { connect: 'https://a.test, wss://b.test' },
      ['What you type leaves it only through that code.', 'That code may also send to'],
    ],
    ['strict', { wasm: true, frames: true }, ['may make more code', 'show other sites’ pages']],
    ['strict-but-pictures', {}, ['pictures from anywhere']],
  ])('at %s (%o) says what is proven of it, and that its connection was not checked', (because, facts, parts) => {
    const stated = sentence(page(scripts('pass', { because, ...facts })));
    for (const part of [...parts, 'Whether your connection ends there was not checked.']) expect(stated).toContain(part);
  });

  it('with pictures from anywhere does not say where typed text goes', () => {
    expect(sentence(page(scripts('pass', { because: 'strict-but-pictures' })))).not.toContain('leaves it only');
  });

  it('has a switch for its site, and none in a window that keeps nothing', () => {
    const held = page(scripts('pass', { because: 'strict' }));
    expect(lockOf(held)).toBe('held');
    expect(lockOf({ ...held, private: true })).toBeNull();
    expect(lockOf({ ...held, origin: null })).toBeNull();
  });
});

describe('what a page at scripts may show in frames', () => {
  const open = scripts('pass', { because: 'scripts', frames: true });
  const frames = 'What you type there goes to them.';

  it('is said at the top wherever the claim is, and never without it', () => {
    for (const badge of ['unbound', 'caution', 'unaudited', 'changed'] as const) {
      const { sentence: top, notes } = headlineOf(page(open, badge), lexicon);
      const all = [top, ...notes].join(' ');
      expect(all.includes(frames), badge).toBe(all.includes('Only code that this enclave named can run on this page.'));
    }
    expect(sentence(page(open))).toContain(frames);
  });

  it('is said next to the claim in the details', async () => {
    const part = await draw(<FindingRow finding={open} lexicon={lexicon} />);
    expect(part.find('.answer').textContent).toMatch(
      /^Only code that this enclave named can run on this page\..*What you type there goes to them\.$/,
    );
  });
});

describe('what is said of a lock', () => {
  const FINDINGS: readonly (readonly [Finding['outcome'], string | null])[] = [
    ['pass', 'scripts'],
    ['warn', 'policy-removed'],
    ['unknown', 'other-policy'],
    ['unknown', 'guard-silent'],
    ['unknown', 'switched-off'],
    ['unknown', 'not-locked-yet'],
    ['unknown', 'lock-unreadable'],
    ['unknown', null],
    ['not-applicable', null],
  ];
  const locksOf = (guarded: boolean): readonly (readonly [string | null, string | null])[] =>
    FINDINGS.map(([outcome, because]) => [
      because,
      lockOf(page(scripts(outcome, because === null ? {} : { because }), 'unbound', { guarded })),
    ]);

  it('is that it holds only where the finding passed, whatever its guard reported', () => {
    expect(locksOf(true)).toEqual([
      ['scripts', 'held'],
      ['policy-removed', 'set'],
      ['other-policy', 'set'],
      ['guard-silent', 'set'],
      ['switched-off', 'free'],
      ['not-locked-yet', 'set'],
      ['lock-unreadable', 'set'],
      [null, 'set'],
      [null, 'set'],
    ]);
  });

  it('without a report is nothing, unless a rule is set or was lifted', () => {
    const others = locksOf(false).filter(([, lock]) => lock !== null);
    expect(others).toEqual([
      ['scripts', 'held'],
      ['guard-silent', 'set'],
      ['switched-off', 'free'],
    ]);
  });

  it('is no more than a rule where the evidence failed', () => {
    const passed = page(scripts('pass', { because: 'strict' }), 'failed');
    if (passed.state.at !== 'appraised') throw new Error('the seed is judged');
    const state = { ...passed.state, result: { ...passed.state.result, tier: 'contraindicated' } } as const;
    expect(lockOf({ ...passed, state })).toBe('set');
  });

  it.each(['unavailable', 'missing', 'none', 'off', 'checking'] as const)(
    'is a rule where nothing was appraised (%s)',
    (name) => {
      expect(lockOf({ ...VIEWS[name], guarded: true })).toBe('set');
      expect(lockOf(VIEWS[name])).toBeNull();
    },
  );
});

describe('a page whose lock nobody confirmed', () => {
  it.each(['not-locked-yet', 'other-policy', 'guard-silent'])('offers a reload (%s)', (because) => {
    expect(headlineOf(page(scripts('unknown', { because })), lexicon).action?.does).toBe('reload');
  });

  it.each(['switched-off', 'private-window', 'keys-not-supported', 'too-many-locked'])(
    'offers none where that would not help (%s)',
    (because) => {
      expect(headlineOf(page(scripts('unknown', { because })), lexicon).action).toBeNull();
    },
  );

  it('beyond what the browser can hold says what is not held, and what to do', () => {
    const { notes } = headlineOf(page(scripts('unknown', { because: 'too-many-locked' })), lexicon);
    expect(notes.join(' ')).toMatch(/can lock no more sites.*this page is not held.*Erase a remembered site in the settings/);
  });

  it('says nothing about what only code can do', () => {
    expect(sentence(page(scripts('unknown', { because: 'guard-silent' })))).not.toContain('Only code that this enclave named');
  });
});

it('a removed policy is named, with who most likely removed it', () => {
  expect(sentence(page(scripts('warn', { because: 'policy-removed' }), 'caution'))).toContain('most likely another extension');
});

it('what a lock does not cover is listed with what no attestation covers', () => {
  expect(LOCK_NOT_TOLD.join(' ')).toMatch(/links you click.*dialogs.*other extensions.*Text/s);
  expect(LOCKED_WORDS.letGo).toBe('Let this page run as the server sends it');
});
