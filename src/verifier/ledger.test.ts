import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { believedUnder } from './anchors/believed.ts';
import type { Check, Outcome } from './check.ts';
import { openLedger } from './ledger.ts';
import { instant } from './time.ts';

const check: Check = { aspect: 'hardware', whenFail: 'contraindicated', whenUnknown: 'none', spec: 'test' };
const CATALOGUE = { 'test.one': check, 'test.two': check };
const OUTCOMES: readonly Outcome[] = ['not-applicable', 'pass', 'warn', 'unknown', 'fail'];

describe('ledger', () => {
  it('closes unanswered checks as unknown', () => {
    const ledger = openLedger(CATALOGUE);
    ledger.answer('test.two', 'pass');
    expect(ledger.close().findings).toEqual([
      { check: 'test.one', outcome: 'unknown' },
      { check: 'test.two', outcome: 'pass' },
    ]);
  });

  it('keeps facts from others only as far as a person would read', () => {
    const ledger = openLedger(CATALOGUE);
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [String(index).repeat(200), 'x'.repeat(100_000)]));
    ledger.answer('test.one', 'warn', { ...many });
    ledger.require('test.two', false, { status: 'y'.repeat(100_000), level: 7 });
    const [one, two] = ledger.close().findings;
    expect(JSON.stringify(one).length).toBeLessThan(20_000);
    expect(two?.facts).toEqual({ status: `${'y'.repeat(999)}…`, level: 7 });
  });

  it('has no facts where none were supplied, and refuses undeclared checks', () => {
    const ledger = openLedger(CATALOGUE);
    ledger.answer('test.one', 'pass');
    expect(ledger.close().findings[0]).toStrictEqual({ check: 'test.one', outcome: 'pass' });
    expect(() => {
      ledger.answer('test.three', 'pass');
    }).toThrow(new RangeError('ledger: test.three is not declared'));
  });

  it('keeps the worse of two answers, whichever came first', () => {
    for (const [better, first] of OUTCOMES.entries()) {
      for (const [other, second] of OUTCOMES.entries()) {
        const ledger = openLedger(CATALOGUE);
        ledger.answer('test.one', first, { from: 'first' });
        ledger.answer('test.one', second, { from: 'second' });
        const [found] = ledger.close().findings;
        expect(found).toEqual({
          check: 'test.one',
          outcome: OUTCOMES[Math.max(better, other)],
          facts: { from: other > better ? 'second' : 'first' },
        });
      }
    }
  });

  it('is never improved by further answers', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...OUTCOMES), { minLength: 1 }), (outcomes) => {
        const ledger = openLedger(CATALOGUE);
        for (const outcome of outcomes) ledger.answer('test.one', outcome);
        const worst = OUTCOMES[Math.max(...outcomes.map((outcome) => OUTCOMES.indexOf(outcome)))];
        expect(ledger.close().findings[0]?.outcome).toBe(worst);
      }),
    );
  });

  it('requires: passes without facts, fails with them, and returns the answer', () => {
    const ledger = openLedger(CATALOGUE);
    expect(ledger.require('test.one', true, { expected: 'a' })).toBe(true);
    expect(ledger.require('test.two', false, { expected: 'b' })).toBe(false);
    expect(ledger.close().findings).toEqual([
      { check: 'test.one', outcome: 'pass' },
      { check: 'test.two', outcome: 'fail', facts: { expected: 'b' } },
    ]);
  });

  it.each(['test.three', 'constructor', '__proto__', 'toString', ''])('refuses %j, which nobody declared', (id) => {
    expect(() => {
      openLedger(CATALOGUE).answer(id, 'pass');
    }).toThrow(RangeError);
  });

  it('is good until the earliest expiry that it relies on', () => {
    const ledger = openLedger(CATALOGUE);
    expect(ledger.close().goodUntil).toBeUndefined();
    for (const until of [5, 3, 4]) ledger.relyUntil(instant(until));
    expect(ledger.close().goodUntil).toBe(3);
  });

  it('names each test root that an answer rested on once, in order, whatever the answer', () => {
    const ledger = openLedger(CATALOGUE);
    expect(ledger.close().simulated).toEqual([]);
    for (const [name, outcome] of [
      ['b', 'pass'],
      ['a', 'warn'],
      ['b', 'fail'],
    ] as const)
      ledger.answerUnder(believedUnder({ name, test: true }), 'test.one', outcome);
    ledger.answerUnder(believedUnder({ name: 'pinned', test: false }), 'test.two', 'pass');
    expect(ledger.close()).toMatchObject({
      simulated: ['a', 'b'],
      findings: [
        { check: 'test.one', outcome: 'fail' },
        { check: 'test.two', outcome: 'pass' },
      ],
    });
  });

  it('is good no longer than what leads to the root', () => {
    const ledger = openLedger(CATALOGUE);
    ledger.answerUnder(believedUnder({ name: 'pinned', test: false }, instant(7)), 'test.one', 'pass');
    expect(ledger.close().goodUntil).toBe(7);
  });
});
