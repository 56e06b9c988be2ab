import { describe, expect, it } from 'vitest';
import { CLAIMS } from '../../../testing/screens/results.ts';
import { codeRegisters, ends, shortened } from './code-registers.ts';

const named = (...registers: readonly string[]) => ({
  ...CLAIMS,
  measurements: registers.map((register) => ({ register, value: 'ab'.repeat(32) })),
});

describe('the registers that name code', () => {
  it.each([
    ['of a TDX machine begin with what it started as', ['MRSEAM', 'RTMR0', 'RTMR1', 'RTMR3', 'MRTD'], ['MRTD', 'RTMR0', 'RTMR1']],
    ['of a Nitro enclave begin with the whole image', ['PCR1', 'PCR0', 'PCR3', 'PCR8'], ['PCR0', 'PCR1']],
    ['of an SGX enclave are its fingerprint alone', ['MRSIGNER', 'MRENCLAVE'], ['MRENCLAVE']],
  ])('%s', (_, all, found) => {
    expect(codeRegisters(named(...all)).map(({ register }) => register)).toEqual(found);
  });

  it('leave out a register of zeros, which names nothing', () => {
    const zero = { register: 'RTMR1', value: '00'.repeat(48) };
    expect(codeRegisters({ ...CLAIMS, measurements: [zero] })).toEqual([]);
  });

  it('are none where nothing was proven', () => {
    expect(codeRegisters(null)).toEqual([]);
  });
});

describe('a fingerprint', () => {
  const value = `7658396785d7${'0'.repeat(44)}0b1c5388`;

  it('is shortened to its ends, in groups', () => {
    expect(shortened(value)).toBe('7658 3967 85d7 … 0b1c 5388');
    expect(ends(value)).toBe('7658…5388');
  });

  it('that is short stays whole', () => {
    expect(shortened('7658396785')).toBe('7658 3967 85');
  });
});
