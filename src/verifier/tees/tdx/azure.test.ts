// Covers: azure.ts, authenticate-azure.ts
import { describe, expect, it } from 'vitest';
import { concat } from '../../bytes/equal.ts';
import { toBase64Url } from '../../bytes/base64.ts';
import { toHex } from '../../bytes/hex.ts';
import type { ReferenceValue } from '../../reference.ts';
import type { AttestationResult } from '../../result.ts';
import { appraiseCase, troubles } from '../../testing/appraise-case.ts';
import { endorsementsFor, NOW } from '../../testing/intel/appraised.ts';
import { makeCase } from '../../testing/intel/case.ts';
import { filler, TD } from '../../testing/intel/quote-writer.ts';
import { rsaKey } from '../../testing/keys.ts';
import { ALL_PCRS, envelope, quote, runtimeData, sha256 } from '../../testing/snp/paravisor-writer.ts';

const userData = filler('user data', 64);
const pcrs = ALL_PCRS.map((index) => (index === 16 || index === 23 ? new Uint8Array(32) : filler(`PCR${String(index)}`, 32)));
const runtime = runtimeData(userData);
const digest = concat(sha256(runtime), new Uint8Array(32));
const hcl = envelope(new Uint8Array(1184), runtime, { reportType: 4 });
const padded = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replaceAll('+', '-').replaceAll('/', '_');

type Parts = {
  readonly reportData?: Uint8Array;
  readonly signed?: Partial<Parameters<typeof quote>[0]>;
  readonly references?: readonly ReferenceValue[];
  readonly written?: (tdQuote: Uint8Array) => Uint8Array;
  readonly type?: 'dcap-quote' | 'snp-report';
};

const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

/** What the attester of Confidential Containers writes, in its first version with a number. */
function written(tdQuote: Uint8Array, signed: Parts['signed'] = {}, version = 1): Uint8Array {
  const { message, signature } = quote({ pcrs, extraData: sha256(userData), ...signed });
  const tpm_quote = { message: toHex(message), signature: toHex(signature), pcrs: pcrs.map(toHex) };
  return json({ version, hcl_report: padded(hcl), td_quote: padded(tdQuote), tpm_quote });
}

function azure(parts: Parts = {}): Promise<AttestationResult> {
  const made = makeCase({ now: NOW, tee: 'tdx', version: 4, tdReport: { reportData: parts.reportData ?? digest } });
  const bytes = parts.written?.(made.evidence) ?? written(made.evidence, parts.signed);
  return appraiseCase({
    evidence: { type: parts.type ?? 'dcap-quote', bytes, parameters: {} },
    endorsements: endorsementsFor(made),
    anchors: made.anchors,
    references: parts.references ?? [],
    now: NOW,
  });
}

const named = (registers: Readonly<Record<string, Uint8Array | undefined>>): readonly ReferenceValue[] => [
  {
    tee: 'tdx',
    registers: Object.fromEntries(Object.entries(registers).map(([name, value = new Uint8Array()]) => [name, [toHex(value)]])),
    voucher: { kind: 'auditor', name: 'somebody', since: '2026-01-01T00:00:00Z' },
    strength: 'sufficient',
  },
];

describe('evidence of an Azure TDX machine', () => {
  it('commits to the data of its guest, signed by its virtual TPM under the processor’s quote', async () => {
    const result = await azure();
    expect(troubles(result)).toEqual({});
    expect(result.evidenceFormat).toBe('TDX quote v4, TD report 1.0 (Azure paravisor report)');
    expect(result.claims?.reportData).toBe(toHex(userData));
    expect(result.claims?.measurements).toContainEqual({ register: 'PCR11', value: toHex(filler('PCR11', 32)) });
  });

  it.each<[string, NonNullable<Parts['written']>]>([
    ['of version 2', (tdQuote) => written(tdQuote, {}, 2)],
    ['without padding', (tdQuote) => json({ version: 1, hcl_report: toBase64Url(hcl), td_quote: toBase64Url(tdQuote) })],
    ['of the first form, in numbers', (tdQuote) => json({ hcl_report: [...hcl], td_quote: [...tdQuote] })],
  ])('%s reads the same', async (_, write) => {
    expect(troubles(await azure({ written: write }))).toEqual({});
  });

  it('is the same under either of the two types', async () => {
    expect(troubles(await azure({ type: 'snp-report' }))).toEqual({});
  });

  it('is known by its TPM, because MRTD is that of the paravisor on every such machine', async () => {
    const whole = { MRTD: TD.mrTd, RTMR1: TD.rtmrs[1], RTMR2: TD.rtmrs[2], RTMR3: TD.rtmrs[3] };
    expect((await azure({ references: named(whole) })).vector.executables).toBe('none');
    const guest = Object.fromEntries([4, 8, 9, 11, 12].map((index) => [`PCR${String(index)}`, pcrs[index]]));
    expect((await azure({ references: named({ ...whole, ...guest }) })).vector.executables).toBe('affirming');
  });

  it.each<[string, Parts, string]>([
    ['whose runtime data the quote does not hold', { reportData: filler('other', 64) }, 'tdx.paravisor.runtime-data'],
    ['with more behind that digest', { reportData: concat(sha256(runtime), filler('more', 32)) }, 'tdx.paravisor.runtime-data'],
    ['whose TPM quote another key signed', { signed: { key: rsaKey('rsa-2048-b', 'rsa-pkcs1-sha256') } }, 'tdx.vtpm.quote'],
    ['whose registers the TPM did not sign', { signed: { digest: filler('digest', 32) } }, 'tdx.vtpm.quote'],
  ])('%s is refused', async (_, parts, check) => {
    const result = await azure(parts);
    expect(troubles(result)).toMatchObject({ [check]: 'fail' });
    expect(result.claims).toBe(null);
  });

  it('without its quote is recognised, with what is needed', async () => {
    const result = await azure({ written: () => hcl, type: 'snp-report' });
    expect(result).toMatchObject({ tee: 'tdx', evidenceFormat: 'Azure paravisor report of a TDX machine, without its quote' });
    expect(result.findings).toContainEqual({
      check: 'tdx.paravisor.runtime-data',
      outcome: 'unknown',
      facts: { because: 'no-quote' },
    });
    expect(result.vector.hardware).toBe('none');
  });

  it.each<[string, NonNullable<Parts['written']>]>([
    ['of a version of the future', (tdQuote) => written(tdQuote, {}, 3)],
    [
      'around a report of SEV-SNP',
      (tdQuote) =>
        json({ version: 1, hcl_report: toBase64Url(envelope(new Uint8Array(1184), runtime)), td_quote: toBase64Url(tdQuote) }),
    ],
    ['with a quote that is none', () => json({ version: 1, hcl_report: toBase64Url(hcl), td_quote: 'AAAA' })],
  ])('%s is not read', async (_, write) => {
    expect((await azure({ written: write })).findings).toContainEqual(
      expect.objectContaining({ check: 'evidence.well-formed', outcome: 'fail' }),
    );
  });
});
