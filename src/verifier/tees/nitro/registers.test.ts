// Covers: claims.ts, authenticate.ts
import { describe, expect, it } from 'vitest';
import { concat } from '../../bytes/equal.ts';
import { toHex } from '../../bytes/hex.ts';
import { ORDINARY_POLICY } from '../../tees.ts';
import * as cbor from '../../testing/cbor-writer.ts';
import { fact, OF_A_VISIT, troubles } from '../../testing/appraise-case.ts';
import { appraised, now, zeros, type Change } from '../../testing/nitro-appraised.ts';
import { NITRO_PCRS } from '../../testing/nitro-document.ts';
import { toRfc3339 } from '../../time.ts';

describe('registers', () => {
  it.each([0, 1, 2])('leaves open which code runs when PCR%i is missing', async (index) => {
    const pcrs = Object.fromEntries(Object.entries(NITRO_PCRS).filter(([key]) => Number(key) !== index));
    const result = await appraised({ pcrs });
    expect(troubles(result)).toEqual({ 'nitro.pcrs.code': 'unknown' });
    expect(fact(result, 'nitro.pcrs.code', 'missing')).toBe(`PCR${String(index)}`);
    expect(result.vector.configuration).toBe('none');
  });

  const value = (index: number): string => toHex(NITRO_PCRS[index] ?? new Uint8Array());
  const reference = (registers: Readonly<Record<string, readonly string[]>>) =>
    ({
      tee: 'nitro',
      registers,
      voucher: { kind: 'user', name: 'test', since: toRfc3339(now) },
      strength: 'sufficient',
    }) as const;
  const code = { PCR0: [value(0)], PCR1: [value(1)], PCR2: [value(2)] };

  it('make code known when all three are named', async () => {
    const result = await appraised({}, { references: [reference(code)] });
    expect(troubles(result, OF_A_VISIT)).toEqual({});
  });

  it('make code known when PCR0 alone is named, which measures the whole image', async () => {
    const result = await appraised({}, { references: [reference({ PCR0: [value(0)] })] });
    expect(troubles(result, OF_A_VISIT)).toEqual({});
  });

  it('that running code has extended are a question of their own', async () => {
    const loaded = { pcrs: { ...NITRO_PCRS, 16: new Uint8Array(48).fill(0x55), 17: new Uint8Array(48) } };
    const bare = await appraised(loaded, { references: [reference(code)] });
    expect(bare.findings).toContainEqual({ check: 'reference.run-time', outcome: 'warn', facts: { registers: 'PCR16' } });
    expect(bare.vector.executables).toBe('warning');
    const named = await appraised(loaded, { references: [reference({ ...code, PCR16: ['55'.repeat(48)] })] });
    expect(named.vector.executables).toBe('affirming');
  });

  it.each([
    ['only the application is named', { PCR2: [value(2)] }],
    ['only kernel and application are named', { PCR1: [value(1)], PCR2: [value(2)] }],
    ['the image differs', { PCR0: [value(1)] }],
    ['one differs', { ...code, PCR2: [value(0)] }],
    ['a register is named that the document does not hold', { ...code, PCR20: [value(8)] }],
  ])('do not make code known when %s', async (_, registers) => {
    const result = await appraised({}, { references: [reference(registers)] });
    expect(troubles(result, OF_A_VISIT)).toEqual({ 'reference.measurement': 'unknown' });
  });

  it('allow debug mode where the policy says so, and never make zeros known code by accident', async () => {
    const policy = { ...ORDINARY_POLICY, common: { ...ORDINARY_POLICY.common, debug: 'accept' } } as const;
    const result = await appraised({ pcrs: { ...NITRO_PCRS, ...zeros(0, 1, 2) } }, { policy, references: [reference(code)] });
    expect(result.claims?.debug).toBe(true);
    expect(troubles(result, [])['reference.measurement']).toBe('unknown');
  });
});

describe('a NitroTPM document', () => {
  const tpm: Change = {
    fields: ({ pcrs, ...fields }) => ({ ...fields, nitrotpm_pcrs: pcrs ?? cbor.nil }),
    pcrs: { ...NITRO_PCRS, 12: new Uint8Array(48) },
  };

  it('is recognised, and zero registers are not debug mode there', async () => {
    const result = await appraised({
      ...tpm,
      pcrs: { 4: new Uint8Array(48).fill(1), 0: new Uint8Array(48), 12: new Uint8Array(48) },
    });
    expect(troubles(result)).toEqual({});
    expect(result.evidenceFormat).toBe('AWS NitroTPM attestation document');
    expect(result.claims?.debug).toBe(false);
  });

  it('needs its boot binary and its command line', async () => {
    const result = await appraised({ ...tpm, pcrs: { 7: new Uint8Array(48).fill(1) } });
    expect(fact(result, 'nitro.pcrs.code', 'missing')).toBe('TPM_PCR4, TPM_PCR12');
  });

  it('is never known by an enclave’s reference value: its registers are extended by whoever runs in the instance', async () => {
    const registers = Object.fromEntries(
      [0, 1, 2].map((index) => [`PCR${String(index)}`, [toHex(NITRO_PCRS[index] ?? new Uint8Array())]]),
    );
    const references = [
      { tee: 'nitro', registers, voucher: { kind: 'user', name: 'test', since: toRfc3339(now) }, strength: 'sufficient' },
    ] as const;
    expect(troubles(await appraised({}, { references }), [])['reference.measurement']).toBeUndefined();
    expect(troubles(await appraised(tpm, { references }), [])['reference.measurement']).toBe('unknown');
  });
});

describe('fields', () => {
  it('are compared with what a caller expects', async () => {
    const expected = { reportData: Uint8Array.of(1), nonce: Uint8Array.of(2) };
    const good = await appraised({ userData: Uint8Array.of(1), nonce: Uint8Array.of(2) }, { visit: { expected } });
    expect(troubles(good)).toEqual({});
    const bad = await appraised({ userData: Uint8Array.of(2), nonce: Uint8Array.of(1) }, { visit: { expected } });
    expect(troubles(bad)).toEqual({ 'binding.report-data': 'fail', 'freshness.nonce': 'fail' });
    expect(troubles(await appraised({}, { visit: { expected } }))).toEqual({
      'binding.report-data': 'fail',
      'freshness.nonce': 'fail',
    });
  });

  it('do not contain more than a caller expects', async () => {
    const expected = { reportData: Uint8Array.of(1), nonce: null };
    const userData = concat(expected.reportData, Uint8Array.of(0));
    expect(troubles(await appraised({ userData }, { visit: { expected } }))).toEqual({ 'binding.report-data': 'fail' });
  });
});
