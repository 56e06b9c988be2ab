// Covers: policy.ts, tcb-minima.ts
import { describe, expect, it } from 'vitest';
import type { Facts } from '../../check.ts';
import { troubles } from '../../testing/appraise-case.ts';
import { appraised, type Change } from '../../testing/snp/appraised.ts';
import { GENOA_TCB, patched, withTcb } from '../../testing/snp/report-writer.ts';

const NONE = { fmc: undefined, bootloader: 0, tee: 0, snp: 0, microcode: 0 };
const lower = patched(GENOA_TCB, 6, 0x16);
const LOWER = 'bootloader 10, tee 0, snp 22, microcode 86';
const GOOD = 'bootloader 10, tee 0, snp 27, microcode 86';

describe('what a finding says', () => {
  it.each<[string, Change, string, Facts]>([
    ['a reserved policy bit', { report: { policy: 0x1_0000n } }, 'snp.policy.reserved', { policy: '0x10000' }],
    [
      'an old ABI',
      { report: { policy: 0x3_0132n }, policy: { minimumPolicyAbi: { major: 1, minor: 51 } } },
      'snp.policy.abi',
      { expected: '1.51', actual: '1.50' },
    ],
    ['another VMPL', { report: { vmpl: 1 }, policy: { vmpl: 0 } }, 'snp.report.vmpl', { expected: 0, actual: 1 }],
    ['a shared core that is accepted', {}, 'snp.policy.smt', { because: 'accepted' }],
    ['firmware on trial that is accepted', { report: { current: [50, 55, 1] } }, 'snp.tcb.provisional', { because: 'accepted' }],
    ['a VMPL above 0', { report: { vmpl: 2 } }, 'snp.report.vmpl', { actual: 2 }],
    ['a report for the host', { report: { vmpl: 4 } }, 'snp.report.vmpl', { because: 'requested-by-host', actual: 4 }],
    [
      'levels out of order',
      { report: { committedTcb: lower } },
      'snp.tcb.order',
      { reported: GOOD, committed: LOWER, current: GOOD },
    ],
    [
      'a level below the caller’s minimum',
      { policy: { minimumTcb: { ...NONE, bootloader: 11 } } },
      'snp.tcb.minimum',
      {
        because: 'below-the-callers-minimum',
        expected: 'bootloader 11, tee 0, snp 0, microcode 0',
        actual: GOOD,
        launch: GOOD,
      },
    ],
    [
      'a level below two bulletins’',
      { report: withTcb(lower) },
      'snp.tcb.minimum',
      {
        because: 'below-a-bulletins-minimum',
        advisories: 'AMD-SB-3019, AMD-SB-3020',
        expected: 'snp 23 (AMD-SB-3019); snp 27 (AMD-SB-3020)',
        actual: LOWER,
        launch: LOWER,
      },
    ],
  ])('of %s', async (_, change, check, facts) => {
    const { findings } = await appraised(change);
    expect(findings.find((finding) => finding.check === check)?.facts).toEqual(facts);
  });
});

describe('levels', () => {
  it('that are reported below a minimum count, even if the guest was launched above it', async () => {
    const reported = patched(GENOA_TCB, 0, 9);
    const change = { report: { reportedTcb: reported }, vek: { tcb: reported } };
    expect(
      troubles(await appraised({ ...change, policy: { minimumTcb: { ...NONE, bootloader: 10 }, minima: [] } })),
    ).toMatchObject({
      'snp.tcb.minimum': 'fail',
    });
  });

  it('of versions that differ in a single component are told apart', async () => {
    const change = { report: { current: [1, 11, 1], committed: [11, 1, 1] }, policy: { provisionalTcb: 'refuse' } } as const;
    expect(troubles(await appraised(change))).toEqual({ 'snp.tcb.provisional': 'fail' });
  });
});

describe('a product line', () => {
  it('with a warning says why, and according to whom', async () => {
    const { findings } = await appraised({ line: 'Milan' });
    const finding = findings.find(({ check }) => check === 'snp.line.advisory');
    expect(finding).toMatchObject({ outcome: 'warn', facts: { line: 'Milan' } });
    expect(Object.keys(finding?.facts ?? {})).toEqual(['line', 'because', 'source']);
  });

  it('that is accepted has nothing to say', async () => {
    const { findings } = await appraised({});
    expect(findings).toContainEqual({ check: 'snp.line.advisory', outcome: 'pass' });
  });
});
