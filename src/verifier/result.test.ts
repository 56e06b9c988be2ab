import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ASPECTS, tierOf, worse, type Check, type Outcome, type Tier } from './check.ts';
import { tierOfVector, vectorOf } from './result.ts';

const TIERS: readonly Tier[] = ['affirming', 'warning', 'none', 'contraindicated'];
const OUTCOMES: readonly Outcome[] = ['not-applicable', 'pass', 'warn', 'unknown', 'fail'];
const check = (over: Partial<Check> = {}): Check => ({
  aspect: 'hardware',
  whenFail: 'contraindicated',
  whenUnknown: 'none',
  spec: 'test',
  ...over,
});

describe('an answer', () => {
  it.each<[Outcome, Tier | undefined]>([
    ['pass', 'affirming'],
    ['warn', 'warning'],
    ['fail', 'contraindicated'],
    ['unknown', 'none'],
    ['not-applicable', undefined],
  ])('%s makes its aspect %s', (outcome, tier) => {
    expect(tierOf(check(), outcome)).toBe(tier);
  });

  it('fails grey where it cannot be read, and is unknown amber where a check says so', () => {
    expect(tierOf(check({ whenFail: 'none' }), 'fail')).toBe('none');
    expect(tierOf(check({ whenUnknown: 'warning' }), 'unknown')).toBe('warning');
  });
});

describe('two tiers', () => {
  it('have a worse one', () => {
    for (const [a, one] of TIERS.entries()) {
      for (const [b, other] of TIERS.entries()) expect(worse(one, other)).toBe(TIERS[Math.max(a, b)]);
    }
  });
});

describe('every aspect', () => {
  it('has the tier of its own checks, and of no others', () => {
    const catalogue = Object.fromEntries(ASPECTS.map((aspect) => [`${aspect}.one`, check({ aspect })]));
    for (const one of ASPECTS) {
      const findings = ASPECTS.map((aspect) => ({ check: `${aspect}.one`, outcome: aspect === one ? 'warn' : 'pass' }) as const);
      const vector = vectorOf(findings, catalogue);
      for (const aspect of ASPECTS) expect(vector[aspect], `${one}: ${aspect}`).toBe(aspect === one ? 'warning' : 'affirming');
      expect(tierOfVector(vector)).toBe('warning');
    }
  });

  it('is not affected by an undeclared finding', () => {
    expect(vectorOf([{ check: 'undeclared', outcome: 'pass' }], {}).hardware).toBe('none');
  });

  it('affirming makes a vector that is affirming', () => {
    const affirming = {
      hardware: 'affirming',
      configuration: 'affirming',
      executables: 'affirming',
      freshness: 'affirming',
      channel: 'affirming',
    } as const;
    expect(tierOfVector(affirming)).toBe('affirming');
  });
});

describe('a vector', () => {
  const catalogue = { 'h.one': check(), 'h.two': check(), 'c.one': check({ aspect: 'channel' }) };

  it('holds the worst answer of each aspect', () => {
    const vector = vectorOf(
      [
        { check: 'h.one', outcome: 'pass' },
        { check: 'h.two', outcome: 'warn' },
        { check: 'c.one', outcome: 'pass' },
      ],
      catalogue,
    );
    expect(vector).toMatchObject({ hardware: 'warning', channel: 'affirming' });
  });

  it('is none where nothing was asked, or nothing applied', () => {
    expect(vectorOf([], catalogue)).toEqual({
      hardware: 'none',
      configuration: 'none',
      executables: 'none',
      freshness: 'none',
      channel: 'none',
    });
    expect(vectorOf([{ check: 'h.one', outcome: 'not-applicable' }], catalogue).hardware).toBe('none');
  });

  it('ignores what does not apply', () => {
    const findings = [{ check: 'h.one', outcome: 'not-applicable' } as const, { check: 'h.two', outcome: 'pass' } as const];
    expect(vectorOf(findings, catalogue).hardware).toBe('affirming');
  });

  it('is affirming only if an answer passed and no answer was worse', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...OUTCOMES)), (outcomes) => {
        const many = Object.fromEntries(outcomes.map((_, index) => [`h.n${String(index)}`, check()]));
        const { hardware } = vectorOf(
          outcomes.map((outcome, index) => ({ check: `h.n${String(index)}`, outcome })),
          many,
        );
        const good = outcomes.includes('pass') && outcomes.every((outcome) => outcome === 'pass' || outcome === 'not-applicable');
        expect(hardware === 'affirming').toBe(good);
      }),
    );
  });

  it('has the tier of its worst aspect, among those that are judged', () => {
    const vector = vectorOf([{ check: 'h.one', outcome: 'pass' }], catalogue);
    expect(tierOfVector(vector)).toBe('none');
    expect(tierOfVector(vector, ['hardware'])).toBe('affirming');
    for (const [rank, tier] of TIERS.entries()) {
      const all = Object.fromEntries(ASPECTS.map((aspect) => [aspect, 'affirming'])) as Record<(typeof ASPECTS)[number], Tier>;
      expect(tierOfVector({ ...all, freshness: tier })).toBe(TIERS[rank]);
    }
  });
});
