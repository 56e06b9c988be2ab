import { describe, expect, it } from 'vitest';
import { fact, troubles } from '../../testing/appraise-case.ts';
import { appraised, type Change } from '../../testing/snp/appraised.ts';
import { filler, GENOA_TCB, MILAN_TCB, patched, TURIN_TCB, withTcb } from '../../testing/snp/report-writer.ts';
import { minimaFor, TCB_MINIMA } from './tcb-minima.ts';

const GOOD = 0x3_0000n;
const bit = (number: number): bigint => 1n << BigInt(number);

describe('the guest policy', () => {
  it.each<[string, Change, Readonly<Record<string, string>>]>([
    ['bit 17 clear', { report: { policy: 0x1_0000n } }, { 'snp.policy.reserved': 'fail' }],
    ['bit 26 set', { report: { policy: GOOD | bit(26) } }, { 'snp.policy.reserved': 'fail' }],
    ['bit 63 set', { report: { policy: GOOD | bit(63) } }, { 'snp.policy.reserved': 'fail' }],
    ['every known bit set but debug and migration', { report: { policy: 0x3f3_0000n } }, {}],
    ['debug', { report: { policy: GOOD | bit(19) } }, { 'evidence.debug': 'fail' }],
    ['debug, warned about', { report: { policy: GOOD | bit(19) }, debug: 'warn' }, { 'evidence.debug': 'warn' }],
    ['debug, accepted', { report: { policy: GOOD | bit(19) }, debug: 'accept' }, {}],
    ['a migration agent', { report: { policy: GOOD | bit(18) } }, { 'snp.policy.migration-agent': 'fail' }],
    [
      'a migration agent, warned about',
      { report: { policy: GOOD | bit(18) }, policy: { migrationAgent: 'warn' } },
      { 'snp.policy.migration-agent': 'warn' },
    ],
    ['a migration agent, accepted', { report: { policy: GOOD | bit(18) }, policy: { migrationAgent: 'accept' } }, {}],
    ['SMT, refused', { policy: { smt: 'refuse' } }, { 'snp.policy.smt': 'fail' }],
    ['SMT, warned about', { policy: { smt: 'warn' } }, { 'snp.policy.smt': 'warn' }],
    ['no SMT, where it is refused', { report: { policy: bit(17) }, policy: { smt: 'refuse' } }, {}],
    ['several sockets, where one is required', { policy: { singleSocket: 'require' } }, { 'snp.policy.single-socket': 'fail' }],
    ['one socket, where one is required', { report: { policy: GOOD | bit(20) }, policy: { singleSocket: 'require' } }, {}],
    [
      'ABI 1.50 for 1.51',
      { report: { policy: GOOD | 0x132n }, policy: { minimumPolicyAbi: { major: 1, minor: 51 } } },
      { 'snp.policy.abi': 'fail' },
    ],
    [
      'ABI 0.99 for 1.51',
      { report: { policy: GOOD | 0x063n }, policy: { minimumPolicyAbi: { major: 1, minor: 51 } } },
      { 'snp.policy.abi': 'fail' },
    ],
    ['ABI 1.51 for 1.51', { report: { policy: GOOD | 0x133n }, policy: { minimumPolicyAbi: { major: 1, minor: 51 } } }, {}],
    ['ABI 2.0 for 1.51', { report: { policy: GOOD | 0x200n }, policy: { minimumPolicyAbi: { major: 1, minor: 51 } } }, {}],
  ])('with %s', async (_, change, expected) => {
    expect(troubles(await appraised(change))).toEqual(expected);
  });
});

describe('the privilege level', () => {
  it.each<[number, Change['policy'], Readonly<Record<string, string>>]>([
    [1, {}, { 'snp.report.vmpl': 'warn' }],
    [3, {}, { 'snp.report.vmpl': 'warn' }],
    [1, { vmpl: 'any' }, {}],
    [1, { vmpl: 0 }, { 'snp.report.vmpl': 'fail' }],
    [0, { vmpl: 1 }, { 'snp.report.vmpl': 'fail' }],
    [2, { vmpl: 2 }, {}],
    [4, { vmpl: 'any' }, { 'snp.report.vmpl': 'fail' }],
    [0xffff_ffff, { vmpl: 'any' }, { 'snp.report.vmpl': 'fail' }],
  ])('%i under %j', async (vmpl, policy, expected) => {
    expect(troubles(await appraised({ report: { vmpl }, ...(policy === undefined ? {} : { policy }) }))).toEqual(expected);
  });
});

describe('the platform', () => {
  it.each<[string, Change, Readonly<Record<string, string>>]>([
    ['without the alias check', { report: { platformInfo: 0x05n } }, { 'snp.platform.alias-check': 'warn' }],
    [
      'without the alias check, where it is required',
      { report: { platformInfo: 0x05n }, policy: { aliasCheck: 'refuse' } },
      { 'snp.platform.alias-check': 'fail' },
    ],
    ['without the alias check, accepted', { report: { platformInfo: 0x05n }, policy: { aliasCheck: 'accept' } }, {}],
    ['with nothing but the alias check', { report: { platformInfo: 0x20n } }, {}],
  ])('%s', async (_, change, expected) => {
    expect(troubles(await appraised(change))).toEqual(expected);
  });

  it.each(['currentTcb', 'reportedTcb', 'committedTcb', 'launchTcb'] as const)(
    'has the reserved bytes of %s zero',
    async (field) => {
      for (const at of [2, 5]) {
        const result = await appraised({ report: { [field]: patched(GENOA_TCB, at, 1) }, vek: { tcb: GENOA_TCB } });
        expect(troubles(result)).toEqual({ 'snp.tcb.reserved': 'fail' });
      }
      const turin = await appraised({ line: 'Turin', report: { [field]: patched(TURIN_TCB, 4, 1) }, vek: { tcb: TURIN_TCB } });
      expect(troubles(turin)).toEqual({ 'snp.tcb.reserved': 'fail' });
    },
  );

  const higher = patched(GENOA_TCB, 6, 0x1f);
  it.each<[string, Change, Readonly<Record<string, string>>]>([
    ['reported above committed', { report: { reportedTcb: higher } }, { 'snp.tcb.order': 'fail' }],
    ['committed above current', { report: { committedTcb: higher } }, { 'snp.tcb.order': 'fail' }],
    // As a single number the current TCB is greater here; compared by component it is not.
    [
      'current above in one part and below in another',
      { report: { currentTcb: patched(patched(GENOA_TCB, 0, 9), 7, 0xff) } },
      { 'snp.tcb.order': 'fail' },
    ],
    ['current above committed', { report: { currentTcb: higher } }, {}],
    [
      'current above committed, refused',
      { report: { currentTcb: higher }, policy: { provisionalTcb: 'refuse' } },
      { 'snp.tcb.provisional': 'fail' },
    ],
    [
      'current above committed, warned about',
      { report: { currentTcb: higher }, policy: { provisionalTcb: 'warn' } },
      { 'snp.tcb.provisional': 'warn' },
    ],
    [
      'a newer build than committed, refused',
      { report: { current: [50, 55, 1] }, policy: { provisionalTcb: 'refuse' } },
      { 'snp.tcb.provisional': 'fail' },
    ],
    ['committed to what it runs, where that is required', { policy: { provisionalTcb: 'refuse' } }, {}],
  ])('%s', async (_, change, expected) => {
    expect(troubles(await appraised(change))).toEqual(expected);
  });
});

const NONE = { fmc: undefined, bootloader: 0, tee: 0, snp: 0, microcode: 0 };

describe('minima', () => {
  it.each([
    ['bootloader', 10],
    ['tee', 0],
    ['snp', 0x1b],
    ['microcode', 0x56],
  ] as const)('of the caller refuse below: %s', async (component, level) => {
    expect(troubles(await appraised({ policy: { minimumTcb: { ...NONE, [component]: level } } }))).toEqual({});
    const result = await appraised({ policy: { minimumTcb: { ...NONE, [component]: level + 1 } } });
    expect(troubles(result)).toEqual({ 'snp.tcb.minimum': 'fail' });
  });

  it('set by the caller also count for the launch', async () => {
    const launchTcb = patched(GENOA_TCB, 0, 9);
    expect(troubles(await appraised({ report: { launchTcb }, policy: { minimumTcb: { ...NONE, bootloader: 10 } } }))).toEqual({
      'snp.tcb.minimum': 'fail',
    });
  });

  it('set by the caller for a component that the line lacks are not reached', async () => {
    expect(troubles(await appraised({ policy: { minimumTcb: { ...NONE, fmc: 1 } } }))).toEqual({ 'snp.tcb.minimum': 'fail' });
    expect(troubles(await appraised({ line: 'Turin', policy: { minimumTcb: { ...NONE, fmc: 1 } } }))).toEqual({});
  });

  it.each<[string, Change, string]>([
    [
      'Genoa before AMD-SB-3019',
      { report: withTcb(Uint8Array.of(9, 0, 0, 0, 0, 0, 0x16, 0x53)) },
      'AMD-SB-3019, AMD-SB-3020, AMD-SB-3027',
    ],
    ['Genoa before AMD-SB-3020', { report: withTcb(Uint8Array.of(10, 0, 0, 0, 0, 0, 0x1a, 0x56)) }, 'AMD-SB-3020'],
    ['Genoa before AMD-SB-3027', { report: withTcb(Uint8Array.of(10, 0, 0, 0, 0, 0, 0x1b, 0x55)) }, 'AMD-SB-3027'],
    [
      'Bergamo before AMD-SB-3019',
      { report: { ...withTcb(Uint8Array.of(10, 0, 0, 0, 0, 0, 0x1b, 0x18)), cpuid: [0x19, 0xa0, 2] } },
      'AMD-SB-3019',
    ],
    ['Turin before AMD-SB-3020', { line: 'Turin', report: withTcb(patched(TURIN_TCB, 3, 3)) }, 'AMD-SB-3020'],
    ['Milan before AMD-SB-3023', { line: 'Milan', report: withTcb(patched(MILAN_TCB, 6, 0x1a)) }, 'AMD-SB-3023'],
    ['launched before AMD-SB-3020', { report: { launchTcb: patched(GENOA_TCB, 6, 0x1a) } }, 'AMD-SB-3020'],
  ])('of the bulletins warn: %s', async (_, change, bulletins) => {
    const result = await appraised(change);
    expect(result.findings).toContainEqual(expect.objectContaining({ check: 'snp.tcb.minimum', outcome: 'warn' }));
    expect(fact(result, 'snp.tcb.minimum', 'advisories')).toBe(bulletins);
    expect(result.claims?.tcb.advisories.join(', ')).toBe(bulletins);
    const refused = await appraised({ ...change, policy: { belowMinima: 'refuse' } });
    expect(refused.findings).toContainEqual(expect.objectContaining({ check: 'snp.tcb.minimum', outcome: 'fail' }));
  });

  it('compare microcode only between processors of one stepping', () => {
    const bulletins = (stepping: number): unknown =>
      minimaFor(TCB_MINIMA, 'Genoa', { family: 0x19, model: 0x11, stepping }).map(({ least }) => least.microcode ?? 0);
    expect(bulletins(1)).toEqual([0, 0x54, 0, 0x56]);
    expect(bulletins(2)).toEqual([0, 0x4f, 0, 0x51]);
    expect(bulletins(0)).toEqual([0, 0]);
    expect(minimaFor(TCB_MINIMA, 'Genoa', undefined)).toHaveLength(2);
  });

  it('that are unknown are not a pass', async () => {
    const result = await appraised({ policy: { minima: [] } });
    expect(fact(result, 'snp.tcb.minimum', 'because')).toBe('no-minimum-known');
    expect(troubles(result)).toEqual({ 'snp.tcb.minimum': 'warn' });
  });

  it('are each dated, with bulletin and source', () => {
    for (const { bulletin, read, source } of TCB_MINIMA) {
      expect(bulletin).toMatch(/^AMD-SB-\d{4}$/);
      expect(read).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(source).not.toBe('');
    }
  });
});

describe('a product line', () => {
  it('may be refused by policy', async () => {
    const productLines = {
      Milan: { outcome: 'accept' },
      Genoa: { outcome: 'refuse', because: 'test', source: 'test', read: '2026-11-25' },
      Turin: { outcome: 'accept' },
    } as const;
    expect(troubles(await appraised({ policy: { productLines } }))).toEqual({ 'snp.line.advisory': 'fail' });
    expect(troubles(await appraised({ line: 'Milan', policy: { productLines } }))).toEqual({});
  });
});

describe('host-chosen registers', () => {
  it.each([
    ['hostData', 32, 'HOST_DATA'],
    ['idKeyDigest', 48, 'ID_KEY_DIGEST'],
    ['authorKeyDigest', 48, 'AUTHOR_KEY_DIGEST'],
  ] as const)('warn unless somebody names them: %s', async (field, length, register) => {
    const result = await appraised({ report: { [field]: filler(40, length) } });
    expect(troubles(result)).toEqual({ 'reference.host-chosen': 'warn' });
    expect(fact(result, 'reference.host-chosen', 'registers')).toBe(register);
  });
});
