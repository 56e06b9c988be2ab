// Covers: continuity.ts
import { describe, expect, it } from 'vitest';
import type { AttestationResult, Claims } from '../../verifier/index.ts';
import { appraiseIntelCase } from '../../verifier/testing/intel/appraised.ts';
import { filler, TD } from '../../verifier/testing/intel/quote-writer.ts';
import { codeOf } from './code-of.ts';

const LOADED = filler('loaded', 48);

async function td(change: Partial<Claims> = {}): Promise<AttestationResult> {
  const result = await appraiseIntelCase({ tee: 'tdx', version: 4, tdReport: { rtmrs: TD.rtmrs.with(3, LOADED) } });
  if (result.claims === null) throw new Error('no claims');
  return { ...result, claims: { ...result.claims, ...change } };
}

const names = (result: AttestationResult): readonly string[] => Object.keys(codeOf(result) ?? {});

describe('the code of a result, as it is recorded and accepted', () => {
  it('is the registers that identify code, and what was loaded after launch', async () => {
    expect(names(await td())).toEqual(['MRTD', 'RTMR1', 'RTMR2', 'RTMR3']);
  });

  it('leaves out a register into which nothing was loaded', async () => {
    expect(names(await appraiseIntelCase({ tee: 'tdx', version: 4 }))).toEqual(['MRTD', 'RTMR1', 'RTMR2']);
  });

  it('is what an event log states, instead of a register that differs from machine to machine', async () => {
    const whole = await td();
    const compose = { register: 'COMPOSE_HASH', value: 'ab' };
    const measurements = [...(whole.claims?.measurements ?? []), compose];
    const explained = [{ register: 'RTMR3', as: ['COMPOSE_HASH'] }];
    expect(codeOf(await td({ measurements, explained }))).toMatchObject({ COMPOSE_HASH: 'ab' });
    expect(names(await td({ measurements, explained }))).not.toContain('RTMR3');
  });

  it('behind a paravisor is what identifies the guest, or nothing', async () => {
    expect(codeOf(await td({ codeRegisters: [['MRTD', 'PCR4']] }))).toBeNull();
    expect(names(await td({ codeRegisters: [['MRTD', 'MRSEAM']] }))).toEqual(['MRTD', 'MRSEAM', 'RTMR3']);
  });
});
