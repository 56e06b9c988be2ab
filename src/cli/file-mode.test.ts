import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ofSample, samples, text } from '../../testing/screens/samples.ts';
import { toHex } from '../verifier/index.ts';
import { appraiseFile } from './file-mode.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const folder = mkdtempSync(join(tmpdir(), 'file-mode-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function saved(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const evidence = (name: string): Uint8Array => samples.find((one) => one.name === name)?.attested.evidence ?? new Uint8Array();
const snp = evidence('snp');
const sha256 = (hex: string): string => createHash('sha256').update(Buffer.from(hex, 'hex')).digest('hex');

type Printed = {
  readonly recognised: { readonly type: string; readonly containers: readonly string[]; readonly sha256: string } | null;
  readonly named: string | null;
  readonly decision: string | null;
  readonly verdict: object | null;
  readonly sentences: readonly string[];
  readonly missing: readonly string[];
  readonly result: { readonly judgedAt: string; readonly simulated: readonly string[] } | null;
};

async function printed(...words: readonly string[]): Promise<Printed> {
  const out = await appraiseFile(['--json', ...words], NOW);
  expect(out).not.toContain('\n');
  // One object of the shape above, or the comparisons below fail.
  return JSON.parse(out) as Printed;
}

describe('a file as one JSON object', () => {
  it('is the evidence, its wrappings, and what the inspect page says about it', async () => {
    const answer = await printed(saved('quote.json', text(JSON.stringify({ quote: toHex(evidence('tdx')) }))));
    expect(answer.recognised).toMatchObject({ type: 'dcap-quote', containers: ['JSON (quote)', 'hexadecimal'] });
    expect(answer.recognised?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(answer).toMatchObject({ named: null, decision: 'reject', verdict: { tier: 'contraindicated' } });
    expect(answer.missing).toContain('dcap.root-crl');
    expect(answer.sentences.length).toBeGreaterThan(3);
  });

  it('has every member, even where there is nothing to appraise', async () => {
    expect(await printed(saved('note.txt', text('nothing of interest')))).toEqual({
      recognised: null,
      named: expect.stringMatching(/^This does not look like evidence/) as string,
      decision: null,
      verdict: null,
      sentences: [],
      missing: [],
      result: null,
      accelerators: null,
    });
  });

  it('does not count evidence of a device as evidence of the processor, and appraises the device anyway', async () => {
    const answer = await printed(saved('gpu.json', gpu()));
    expect(answer.recognised).toBeNull();
    expect(answer.named).toMatch(/GPU/);
    expect(answer.verdict).not.toBeNull();
  });

  it('that holds several machines is one of them only by its number', async () => {
    const machines = ['tdx', 'sgx'].map((name) => ({ intel_quote: toHex(evidence(name)) }));
    const path = saved('fleet.json', text(JSON.stringify({ all_attestations: machines })));
    expect(await printed(path)).toMatchObject({ recognised: null, decision: null });
    for (const [at, one] of machines.entries()) {
      const { recognised, named } = await printed(path, '--piece', String(at + 1));
      expect(recognised).toMatchObject({ containers: [`JSON (all_attestations[${String(at)}].intel_quote)`, 'hexadecimal'] });
      expect([recognised?.sha256, named]).toEqual([sha256(one.intel_quote), expect.stringContaining('2 different pieces')]);
    }
    await expect(printed(path, '--piece', '3')).rejects.toThrow('this file has 2 to choose from');
    for (const word of ['0', 'x', '']) await expect(printed(path, '--piece', word)).rejects.toThrow('not a number from 1');
  });

  it('states as of which time it was appraised, if not the clock’s', async () => {
    const answer = await printed(saved('later.bin', snp), '--at', '2026-12-24T00:00:00Z');
    expect(answer.result).toMatchObject({ judgedAt: '2026-12-24T00:00:00.000Z', simulated: ['clock'] });
  });

  it('states why an added file was not used', async () => {
    const answer = await printed(saved('report.bin', snp), '--add', saved('cat.png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47)));
    expect(answer.sentences.join()).toMatch(/cat\.png.*no use/);
  });

  it('accepts missing files in any order', async () => {
    const sample = samples.find(({ name }) => name === 'tdx');
    if (sample === undefined) throw new Error('no sample');
    const [document] = ofSample(sample).attachments;
    const file = saved('tdx.bin', sample.attested.evidence);
    const collateral = saved('collateral.json', document?.bytes ?? new Uint8Array());
    expect((await printed(file)).missing).not.toEqual([]);
    for (const option of ['--add', '--collateral']) expect((await printed(file, option, collateral)).missing).toEqual([]);
  });
});

/** A report of a GPU as the SDK would save it. */
const gpu = (): Uint8Array => text('[{"arch":"HOPPER","evidence":"EeAB/w==","certificate":"LS0t"}]');

describe('a folder', () => {
  it('is read as a report folder of the kernel, with its certificate table', async () => {
    const report = join(folder, 'report0');
    mkdirSync(report);
    writeFileSync(join(report, 'outblob'), snp.slice(0, 1184));
    writeFileSync(join(report, 'auxblob'), snp.slice(1184));
    writeFileSync(join(report, 'provider'), 'sev_guest\n');
    expect((await printed(report)).recognised?.type).toBe('snp-extended-report');
    rmSync(join(report, 'auxblob'));
    expect((await printed(report)).recognised?.type).toBe('snp-report');
  });

  it('of any other kind contains nothing', async () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    expect((await printed(empty)).recognised).toBeNull();
  });
});

describe('a command line', () => {
  it.each([
    ['without a file', []],
    ['with two files', ['a', 'b']],
    ['with a type that there is not', ['a', '--type', 'other']],
    ['with a time that is none', ['a', '--at', 'noon']],
    ['with a file that is not there', ['--json', join(folder, 'absent')]],
    ['with an added file that is not there', ['--json', saved('here.bin', snp), '--add', join(folder, 'absent')]],
  ])('%s is refused', async (_name, words) => {
    await expect(appraiseFile(words, NOW)).rejects.toThrow();
  });

  it('may state the type itself: then the file is not recognised', async () => {
    const answer = await printed(
      saved('typed.json', text(JSON.stringify({ quote: toHex(evidence('tdx')) }))),
      '--type',
      'dcap-quote',
    );
    expect(answer).toMatchObject({ recognised: { type: 'dcap-quote', containers: [] }, verdict: { tier: 'none' } });
  });

  it('without --json gets words, and an error where there is no evidence', async () => {
    const words = await appraiseFile([saved('bare.bin', evidence('tdx'))], NOW);
    expect(words).toMatch(/^reject: TDX quote v4/);
    expect(words).toMatch(/^in words$/m);
    await expect(appraiseFile([saved('plain.txt', text('nothing'))], NOW)).rejects.toThrow(/does not look like evidence/);
  });
});
