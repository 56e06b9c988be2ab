import { describe, expect, it } from 'vitest';
import type { Claims } from './claims.ts';
import type { ReferenceValue } from './reference.ts';
import { instant } from './time.ts';
import { ask, CLAIMS, reference, voucher } from './testing/asked-code.ts';

describe('known code', () => {
  it('is named by a reference value whose every register matches', () => {
    const found = ask([reference({ CODE: ['aa'], SIGNER: ['bb'] })]);
    expect(found.measurement?.outcome).toBe('pass');
    expect(found.vouchers).toEqual([voucher('me')]);
  });

  it('may be one of several values of a register', () => {
    expect(ask([reference({ CODE: ['00', 'aa'] })]).measurement?.outcome).toBe('pass');
  });

  it('may be identified by any of the sets that the TEE declares', () => {
    expect(ask([reference({ KERNEL: ['cc'], INITRD: ['dd'] })]).measurement?.outcome).toBe('pass');
  });

  it('is vouched for by everyone whose value matched completely', () => {
    const found = ask([
      reference({ CODE: ['aa'] }, { voucher: voucher('first') }),
      reference({ CODE: ['00'] }, { voucher: voucher('wrong') }),
      reference({ CODE: ['aa'] }, { voucher: voucher('second') }),
    ]);
    expect(found.vouchers.map(({ name }) => name)).toEqual(['first', 'second']);
  });

  it.each<[string, readonly ReferenceValue[]]>([
    ['without reference values', []],
    ['when one register of several differs', [reference({ CODE: ['aa'], SIGNER: ['00'] })]],
    ['when a register is not in the evidence', [reference({ CODE: ['aa'], OTHER: ['bb'] })]],
    [
      'when a register is not in the evidence and the list says so',
      [reference({ CODE: ['aa'], OTHER: ['absent', 'undefined', ''] })],
    ],
    ['when a register has no values', [reference({ CODE: [] })]],
    ['when the registers named do not identify code', [reference({ SIGNER: ['bb'] })]],
    ['when half a set is named', [reference({ KERNEL: ['cc'] })]],
    ['when no register is named', [reference({})]],
    ['when the value is of another TEE', [reference({ CODE: ['aa'] }, { tee: 'other' })]],
    ['when the hex is of another case', [reference({ CODE: ['AA'] })]],
    ['when a value is a part', [reference({ CODE: ['a'] })]],
    [
      'when two values match one register each',
      [reference({ CODE: ['aa'], SIGNER: ['00'] }), reference({ CODE: ['00'], SIGNER: ['bb'] })],
    ],
  ])('is not known %s', (_, references) => {
    const found = ask(references);
    expect(found.measurement).toEqual({
      check: 'reference.measurement',
      outcome: 'unknown',
      facts: { because: 'nobody-named-it' },
    });
    expect(found.vouchers).toEqual([]);
  });

  describe('that a caller requires', () => {
    const required = (registers: ReferenceValue['registers']): ReferenceValue => reference(registers, { strength: 'required' });

    it('passes when it is the one', () => {
      expect(ask([required({ CODE: ['aa'] })]).measurement?.outcome).toBe('pass');
    });

    it('fails when it is another, whatever else matches', () => {
      const found = ask([required({ CODE: ['00', '11'] }), reference({ CODE: ['aa'] })]);
      expect(found.measurement).toEqual({
        check: 'reference.measurement',
        outcome: 'fail',
        facts: { because: 'differs', expected: 'CODE=00|11' },
      });
    });

    it('is not known when the registers that match identify nothing, but fails when they differ', () => {
      expect(ask([required({ SIGNER: ['bb'] })])).toMatchObject({ measurement: { outcome: 'unknown' }, vouchers: [] });
      expect(ask([required({ SIGNER: ['00'] })]).measurement?.outcome).toBe('fail');
    });

    it('fails when no register is named: matching nothing is not a match', () => {
      expect(ask([required({})]).measurement?.outcome).toBe('fail');
    });

    it('fails with every register that it named', () => {
      const demanded = reference({ CODE: ['00', '01'], SIGNER: ['bb'] }, { strength: 'required' });
      expect(ask([demanded]).measurement?.facts).toEqual({ because: 'differs', expected: 'CODE=00|01 SIGNER=bb' });
    });

    it('does not fail for another TEE', () => {
      expect(ask([{ ...required({ CODE: ['00'] }), tee: 'other' }]).measurement?.outcome).toBe('unknown');
    });
  });
});

describe('a register that the host chose', () => {
  const HOST_DATA = { register: 'HOST_DATA', value: 'ee' };
  const steered: Claims = { ...CLAIMS, measurements: [...CLAIMS.measurements, HOST_DATA], hostChosen: [HOST_DATA] };

  it('is accounted for by a document with its hash in the evidence', () => {
    const explained = [{ register: 'HOST_DATA', as: ['COMPOSE'] }];
    expect(ask([], { ...steered, explained }).hostChosen?.outcome).toBe('pass');
    expect(ask([], { ...steered, explained: [{ register: 'OTHER', as: [] }] }).hostChosen?.outcome).toBe('warn');
  });

  it('is fine when there is none', () => {
    expect(ask([]).hostChosen).toEqual({ check: 'reference.host-chosen', outcome: 'pass' });
  });

  it('is a warning when nobody accounted for it', () => {
    const found = ask([reference({ CODE: ['aa'] })], steered);
    expect(found.measurement?.outcome).toBe('pass');
    expect(found.hostChosen).toEqual({ check: 'reference.host-chosen', outcome: 'warn', facts: { registers: 'HOST_DATA' } });
  });

  it('is accounted for by a caller who requires only it', () => {
    const demanded = reference({ HOST_DATA: ['ee'] }, { strength: 'required' });
    expect(ask([demanded, reference({ CODE: ['aa'] })], steered).hostChosen?.outcome).toBe('pass');
  });

  it('is accounted for by a reference value that names it and matches completely', () => {
    expect(ask([reference({ CODE: ['aa'], HOST_DATA: ['ee'] })], steered).hostChosen?.outcome).toBe('pass');
  });

  it('is not accounted for by one that identifies no code: its author need not know the code', () => {
    expect(ask([reference({ HOST_DATA: ['ee'] }), reference({ CODE: ['aa'] })], steered).hostChosen?.outcome).toBe('warn');
  });

  it('is not accounted for by one that names it and does not match', () => {
    expect(ask([reference({ CODE: ['00'], HOST_DATA: ['ee'] }), reference({ CODE: ['aa'] })], steered).hostChosen?.outcome).toBe(
      'warn',
    );
    expect(ask([reference({ CODE: ['aa'], HOST_DATA: ['ff'] })], steered).hostChosen?.outcome).toBe('warn');
  });

  it('is named together with all others that are open', () => {
    const both: Claims = { ...steered, hostChosen: [...steered.hostChosen, { register: 'CONFIG', value: '01' }] };
    expect(ask([], both).hostChosen?.facts).toEqual({ registers: 'HOST_DATA, CONFIG' });
  });
});

describe('a register that was extended after launch', () => {
  const LATER = { register: 'LATER', value: '77' };
  const STATED = [
    { register: 'COMPOSE', value: '88' },
    { register: 'SYSTEM', value: '99' },
  ];
  const loaded: Claims = { ...CLAIMS, measurements: [...CLAIMS.measurements, LATER, ...STATED], runTime: [LATER] };
  const logged: Claims = { ...loaded, explained: [{ register: 'LATER', as: ['COMPOSE', 'SYSTEM'] }] };

  it('is fine when there is none', () => {
    expect(ask([reference({ CODE: ['aa'] })]).runTime).toEqual({ check: 'reference.run-time', outcome: 'pass' });
  });

  it('is a warning when the code is known and nobody named what was loaded', () => {
    const found = ask([reference({ CODE: ['aa'] })], loaded);
    expect(found.measurement?.outcome).toBe('pass');
    expect(found.runTime).toEqual({ check: 'reference.run-time', outcome: 'warn', facts: { registers: 'LATER' } });
  });

  it('is accounted for by a reference value that names it', () => {
    expect(ask([reference({ CODE: ['aa'], LATER: ['77'] })], loaded).runTime?.outcome).toBe('pass');
  });

  it('is not accounted for by one that names it and does not match, nor by one that identifies no code', () => {
    expect(ask([reference({ CODE: ['aa'] }), reference({ CODE: ['00'], LATER: ['77'] })], loaded).runTime?.outcome).toBe('warn');
    expect(ask([reference({ CODE: ['aa'] }), reference({ LATER: ['77'] })], loaded).runTime?.outcome).toBe('warn');
  });

  it('is not accounted for by a log alone: someone running other code has a log of it, too', () => {
    expect(ask([reference({ CODE: ['aa'] })], logged).runTime?.outcome).toBe('warn');
  });

  it('is accounted for by a reference value that names everything the log states', () => {
    expect(ask([reference({ CODE: ['aa'], COMPOSE: ['88'] })], logged).runTime?.outcome).toBe('warn');
    expect(ask([reference({ CODE: ['aa'], COMPOSE: ['88'], SYSTEM: ['99'] })], logged).runTime?.outcome).toBe('pass');
  });

  it('is accounted for while one reference value names it, however long others know the code without it', () => {
    const ends = (registers: ReferenceValue['registers'], at: number) => reference(registers, { until: instant(at) });
    const forever = reference({ CODE: ['aa'] });
    expect(ask([forever, ends({ CODE: ['aa'], LATER: ['77'] }, 1000)], loaded).goodUntil).toBe(1000);
    expect(ask([forever, ends({ CODE: ['aa'], COMPOSE: ['88'], SYSTEM: ['99'] }, 1000)], logged).goodUntil).toBe(1000);
    const chosen: Claims = { ...loaded, hostChosen: [LATER], runTime: [] };
    expect(ask([forever, ends({ CODE: ['aa'], LATER: ['77'] }, 1000)], chosen).goodUntil).toBe(1000);
    expect(ask([forever, ends({ CODE: ['aa'], LATER: ['77'] }, 1000)]).goodUntil).toBeUndefined();
  });

  it('is not accounted for by an explanation of nothing', () => {
    const empty: Claims = { ...loaded, explained: [{ register: 'LATER', as: [] }] };
    expect(ask([reference({ CODE: ['aa'] })], empty).runTime?.outcome).toBe('warn');
  });
});
