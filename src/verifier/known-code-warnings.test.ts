// Covers: known-code.ts
import { describe, expect, it } from 'vitest';
import type { ReferenceValue } from './reference.ts';
import { instant } from './time.ts';
import { ask, CLAIMS, reference, voucher } from './testing/asked-code.ts';

describe('a warning about code', () => {
  const known = reference({ CODE: ['aa'] });
  const warning = (strength: 'warned' | 'denied', registers: ReferenceValue['registers'] = { CODE: ['aa'] }) =>
    reference(registers, { strength, voucher: { ...voucher('auditor'), kind: 'auditor', note: 'keys leak' } });

  it('by the user is attributed to the user', () => {
    const own = reference({ CODE: ['aa'] }, { strength: 'denied' });
    expect(ask([own]).warnings).toEqual({ check: 'reference.warnings', outcome: 'fail', facts: { because: 'own-word' } });
  });

  it('is absent if nobody warns', () => {
    expect(ask([known]).warnings).toEqual({ check: 'reference.warnings', outcome: 'pass' });
  });

  it('is a warning or a failure, and overrides every voucher', () => {
    const facts = { by: 'auditor', note: 'keys leak' };
    expect(ask([known, warning('warned')]).warnings).toEqual({ check: 'reference.warnings', outcome: 'warn', facts });
    expect(ask([known, warning('warned'), warning('denied')]).warnings).toEqual({
      check: 'reference.warnings',
      outcome: 'fail',
      facts,
    });
    expect(ask([known, warning('denied')]).measurement?.outcome).toBe('pass');
  });

  it('concerns code that matches every register it names, of which a few are enough', () => {
    expect(ask([warning('denied', { KERNEL: ['cc'] })]).warnings?.outcome).toBe('fail');
    expect(ask([warning('denied', { CODE: ['aa'], SIGNER: ['00'] })]).warnings?.outcome).toBe('pass');
    expect(ask([warning('denied', {})]).warnings?.outcome).toBe('pass');
    expect(ask([{ ...warning('denied'), tee: 'other' }]).warnings?.outcome).toBe('pass');
  });

  it('that is not yet valid says nothing, and ends other results when it begins', () => {
    const coming = { ...warning('warned'), from: instant(5000) };
    expect(ask([known, coming])).toMatchObject({ warnings: { outcome: 'pass' }, goodUntil: 5000 });
    expect(ask([known, { ...coming, registers: { CODE: ['00'] } }]).goodUntil).toBeUndefined();
  });

  it('is kept if nobody vouches: such code is no longer unknown', () => {
    expect(ask([]).measurement?.outcome).toBe('unknown');
    expect(ask([warning('warned')]).measurement).toEqual({
      check: 'reference.measurement',
      outcome: 'warn',
      facts: { because: 'warned-of' },
    });
  });

  it('vouches for nothing', () => {
    const found = ask([warning('warned'), warning('denied')]);
    expect([found.vouchers, found.measurement?.outcome]).toEqual([[], 'warn']);
  });

  it('accounts for no register', () => {
    const loaded = { ...CLAIMS, hostChosen: [{ register: 'SIGNER', value: 'bb' }] };
    expect(ask([warning('warned', { CODE: ['aa'], SIGNER: ['bb'] })], loaded).hostChosen?.outcome).toBe('warn');
  });
});

describe('a warning about code that the site’s withheld data would identify', () => {
  const rejected = (strength: 'warned' | 'denied', kind: 'auditor' | 'user' = 'auditor') =>
    reference({ CODE: ['aa'], STATED: ['77'] }, { strength, voucher: { ...voucher('auditor'), kind } });
  const loaded = { ...CLAIMS, runTime: [{ register: 'LOADED', value: 'ee' }] };

  it.each(['warned', 'denied'] as const)('is a warning, whoever vouches, and no failure (%s)', (strength) => {
    const facts = { because: 'not-compared', by: 'auditor', registers: 'STATED' };
    const found = ask([reference({ CODE: ['aa'], LOADED: ['ee'] }), rejected(strength)], loaded);
    expect(found.warnings).toEqual({ check: 'reference.warnings', outcome: 'warn', facts });
  });

  it('also overrides the user’s own decision', () => {
    expect(ask([rejected('denied', 'user')], loaded).warnings?.facts).toMatchObject({ because: 'own-word-not-compared' });
  });

  it('is kept if nobody vouches', () => {
    expect(ask([rejected('denied')], loaded).measurement).toMatchObject({ outcome: 'warn', facts: { because: 'warned-of' } });
  });

  it('gives way to one that is about exactly this code', () => {
    const found = ask([rejected('denied'), reference({ CODE: ['aa'] }, { strength: 'denied' })], loaded);
    expect(found.warnings).toMatchObject({ outcome: 'fail', facts: { because: 'own-word' } });
  });

  it.each([
    ['nothing could have been kept back', CLAIMS],
    ['all that was loaded is explained', { ...loaded, explained: [{ register: 'LOADED', as: ['OTHER'] }] }],
    ['another register differs', { ...loaded, measurements: [{ register: 'CODE', value: '00' }] }],
    ['the evidence has none of its registers', { ...loaded, measurements: [] }],
    [
      'the register is there, and another',
      { ...loaded, measurements: [...CLAIMS.measurements, { register: 'STATED', value: '78' }] },
    ],
  ])('is none where %s', (_, claims) => {
    expect(ask([rejected('denied')], claims).warnings?.outcome).toBe('pass');
  });

  it('remains if something that the host chose is not explained', () => {
    const chosen = { ...CLAIMS, hostChosen: [{ register: 'CHOSEN', value: 'ee' }] };
    expect(ask([rejected('denied')], chosen).warnings?.outcome).toBe('warn');
  });
});

describe('a voucher with an end', () => {
  const until = (at: number) => reference({ CODE: ['aa'] }, { until: instant(at) });

  it('makes the code known until the last voucher has ended', () => {
    expect(ask([until(1000), until(2000)]).goodUntil).toBe(2000);
  });

  it('ends nothing if another voucher does not end', () => {
    expect(ask([until(1000), reference({ CODE: ['aa'] })]).goodUntil).toBeUndefined();
    expect(ask([reference({ CODE: ['00'] }, { until: instant(1) })]).goodUntil).toBeUndefined();
  });
});

describe('reference values that are looked up', () => {
  it('are requested by the TEE and the measurement', () => {
    const asked: unknown[] = [];
    const found = ask((id, claims) => {
      asked.push([id, claims]);
      return [reference({ CODE: ['aa'] })];
    });
    expect(found.measurement?.outcome).toBe('pass');
    expect(asked).toEqual([['demo', CLAIMS]]);
  });
});
