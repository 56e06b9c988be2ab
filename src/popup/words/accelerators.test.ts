import { describe, expect, it } from 'vitest';
import type { Accelerators, AttestationResult, Tier } from '../../verifier/index.ts';
import { BARE_CLAIMS } from '../../verifier/testing/bare-claims.ts';
import { ACCELERATOR_FAILURES, acceleratorSentence, acceleratorSummary, acceleratorTier } from './accelerators.ts';

const VECTOR = { hardware: 'none', configuration: 'none', executables: 'none', freshness: 'none', channel: 'none' } as const;
const result = (details: Readonly<Record<string, string | number>> | null, failed = false): AttestationResult => ({
  format: 1,
  tee: 'nvidia-gpu',
  evidenceFormat: 'NVIDIA device report',
  evidence: '',
  judgedAt: '',
  goodUntil: '',
  tier: 'none',
  vector: VECTOR,
  simulated: [],
  findings: [{ check: 'nvidia.debug', outcome: failed ? 'fail' : 'pass' }],
  claims: details && { ...BARE_CLAIMS, details },
  vouchedBy: [],
});
const view = (change: Partial<Accelerators>): Accelerators => ({
  result: result({ devices: 1, 'device 0 chip': 'GH100' }),
  level: 'answering',
  namedBy: null,
  machine: 'affirming',
  onlySimulated: false,
  ...change,
});

describe('the row of accelerators', () => {
  it.each(['genuine', 'answering', 'named'] as const)('names the device, and what is not proven of it: %s', (level) => {
    expect(acceleratorSentence(view({ level }))).toMatch(/^NVIDIA GH100: genuine.*(not proven|did not answer)/);
  });

  it('counts several, of each chip', () => {
    const chips = (...names: readonly string[]) =>
      result({ devices: names.length, ...Object.fromEntries(names.map((chip, at) => [`device ${String(at)} chip`, chip])) });
    const words = (...names: readonly string[]): string => acceleratorSentence(view({ result: chips(...names) }));
    expect(words('GH100', 'GH100')).toMatch(/^2 × NVIDIA GH100: /);
    expect(words('GH100', 'LS10', 'GH100')).toMatch(/^2 × NVIDIA GH100 and NVIDIA LS10: /);
    expect(acceleratorSentence(view({ result: result({ devices: 8, 'device 0 chip': 'GH100' }) }))).toMatch(
      /^8 NVIDIA devices: /,
    );
    expect(acceleratorSentence(view({ result: result({ devices: 1 }) }))).toMatch(/^NVIDIA device: /);
  });

  it('lists driver, firmware and mode beneath, each value once, and nothing if none is known', () => {
    const details = {
      devices: 2,
      'device 0 driver': '590.12',
      'device 0 vbios': '96.0',
      'device 0 mode': 'SPT',
      'device 1 driver': '590.12',
    };
    expect(acceleratorSummary(view({ result: result(details) }))).toBe('driver 590.12 · firmware 96.0 · confidential mode');
    const other = { ...details, 'device 1 driver': '595.5' };
    expect(acceleratorSummary(view({ result: result(other) }))).toMatch(/^driver 590\.12 and 595\.5 · /);
    expect(acceleratorSummary(view({ result: result({ devices: 1 }) }))).toBeNull();
    expect(acceleratorSummary(view({ result: result(null) }))).toBeNull();
  });

  it('has words for every mode, and none of its own for another', () => {
    const summary = (...modes: readonly string[]): string | null =>
      acceleratorSummary(
        view({ result: result(Object.fromEntries(modes.map((mode, at) => [`device ${String(at)} mode`, mode]))) }),
      );
    expect(summary('MPT', 'MPT')).toBe('confidential mode (several GPUs)');
    expect(summary('PPCIE', 'SPT')).toBe('protected PCIe mode and confidential mode');
    expect(summary('unknown')).toBe('unknown mode');
  });

  it('says why there is no tick although the machine names them', () => {
    const named = (machine: Tier): string => acceleratorSentence(view({ level: 'named', namedBy: 'binding', machine }));
    expect(named('none')).toMatch(/named by .*Not everything about it was checked, and that it is attached is not proven$/);
    expect(named('warning')).toMatch(/named by .*, with a warning\. That it is attached is not proven$/);
    expect(named('affirming')).toMatch(/named by this machine’s own evidence\. That it is attached is not proven$/);
  });

  it('speaks of several as several', () => {
    const several = { result: result({ devices: 2, 'device 0 chip': 'GH100', 'device 1 chip': 'GH100' }) };
    const sentence = (level: 'genuine' | 'answering' | 'named'): string => acceleratorSentence(view({ ...several, level }));
    expect(sentence('genuine')).toMatch(/but they did not answer/);
    expect(sentence('answering')).toMatch(/Which machine they are in/);
    expect(sentence('named')).toMatch(/That they are attached/);
    expect(acceleratorSentence(view(several), 'of-a-file')).toMatch(/^2 × NVIDIA GH100: /);
  });

  it('does not say, for a file, whose visit it answered', () => {
    expect(acceleratorSentence(view({ level: 'genuine' }), 'of-a-file')).toMatch(/^NVIDIA GH100: genuine\. Whether it answered/);
    expect(acceleratorSentence(view({ level: 'unproven', result: result(null) }), 'of-a-file')).toMatch(/in this file/);
  });

  it.each([
    ['a check failed', [{ check: 'nvidia.report.signature', outcome: 'fail' }], 'do not hold'],
    ['they are damaged', [{ check: 'evidence.well-formed', outcome: 'fail', facts: { why: 'cut off' } }], 'cannot be read'],
    [
      'they are newer',
      [{ check: 'evidence.well-formed', outcome: 'fail', facts: { because: 'newer', release: '0' } }],
      'are newer than this release of Sealmark',
    ],
    ['their certificates are missing', [{ check: 'nvidia.report.signature', outcome: 'unknown' }], 'could not be checked'],
  ] as const)('says why nothing is proven of reports, and whether the machine names them: %s', (_, findings, why) => {
    const unproven = { level: 'unproven', machine: 'none', result: { ...result(null), findings } } as const;
    const where = 'The GPU reports that came with this page';
    expect(acceleratorSentence(view(unproven))).toBe(`${where} ${why}. Nothing ties them to this machine`);
    expect(acceleratorSentence(view({ ...unproven, namedBy: 'binding' }))).toBe(`${where} ${why}. This machine names them`);
  });

  it('tells a failure of devices that the machine names from one of any other', () => {
    const failed = result({ devices: 1 }, true);
    const named = view({ result: failed, level: 'named', namedBy: 'binding', machine: 'contraindicated' });
    expect(acceleratorSentence(named)).toBe(ACCELERATOR_FAILURES.named);
    expect(acceleratorSentence(view({ result: failed, machine: 'none' }))).toBe(ACCELERATOR_FAILURES.other);
  });

  it('confirms nothing that is not tied to this machine', () => {
    const tiers: readonly Tier[] = ['affirming', 'warning', 'none'];
    for (const level of ['unproven', 'genuine', 'answering'] as const)
      for (const machine of tiers) expect(acceleratorTier(view({ level, machine }))).toBe('none');
    for (const machine of tiers) expect(acceleratorTier(view({ level: 'named', machine }))).toBe(machine);
    expect(acceleratorTier(view({ level: 'unproven', machine: 'contraindicated' }))).toBe('contraindicated');
  });

  it('says of devices that only a test root vouches for that they are simulated', () => {
    expect(acceleratorSentence(view({ level: 'named', onlySimulated: true }))).toMatch(/^Simulated: NVIDIA GH100: genuine/);
  });
});
