// Covers: authenticate.ts
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../bytes/hex.ts';
import { ORDINARY_POLICY } from '../../tees.ts';
import { type CaseRequest } from '../../testing/intel/case.ts';
import { failures, faultsOf, appraiseIntelCase, type AppraiseOptions } from '../../testing/intel/appraised.ts';
import { CURRENT_TDX_SVN, filler, TD, tdReport } from '../../testing/intel/quote-writer.ts';

type Request = Omit<CaseRequest, 'now' | 'tee'>;
const v4 = (request: Request = {}): Omit<CaseRequest, 'now'> => ({ tee: 'tdx', version: 4, ...request });
const v5 = (request: Request = {}): Omit<CaseRequest, 'now'> => ({ tee: 'tdx', version: 5, td: '1.5', ...request });
const status = async (request: Omit<CaseRequest, 'now'>) => (await appraiseIntelCase(request)).claims?.tcb.status;
const svns = (...changed: readonly (readonly [number, number])[]): readonly number[] =>
  CURRENT_TDX_SVN.map((svn, at) => changed.find(([index]) => index === at)?.[1] ?? svn);

describe('TDX TCB levels', () => {
  it('compare the quote’s components from index 2 where the module has a version, and its level by its own SVN', async () => {
    expect(await status(v4({ tdReport: { teeTcbSvn: svns([2, 4]) } }))).toBe('OutOfDate');
    expect(await status(v4({ tdReport: { teeTcbSvn: svns([15, 4]) } }))).toBe('OutOfDate');
    expect(await status(v4({ tdReport: { teeTcbSvn: svns([0, 2]) } }))).toBe('OutOfDate');
    expect(await faultsOf(v4({ tdReport: { teeTcbSvn: svns([0, 1]) } }))).toEqual({ 'dcap.tcb.level': 'fail below-every-level' });
    expect(await faultsOf(v4({ tdReport: { teeTcbSvn: svns([2, 1]) } }))).toEqual({ 'dcap.tcb.level': 'fail below-every-level' });
  });

  it('compare all components where it has none', async () => {
    expect(await status(v4({ tdReport: { teeTcbSvn: svns([1, 0]) } }))).toBeUndefined();
    const all5 = {
      tcbInfo: {
        tcbLevels: [
          { ...levelWith([5, 0]), tcbStatus: 'UpToDate' },
          { ...levelWith([2, 0]), tcbStatus: 'OutOfDate' },
        ],
      },
    };
    expect(await status(v4({ tdReport: { teeTcbSvn: svns([1, 0]) }, ...all5 }))).toBe('UpToDate');
    expect(await status(v4({ tdReport: { teeTcbSvn: svns([0, 4], [1, 0]) }, ...all5 }))).toBe('OutOfDate');
  });

  it('report the worse of launch and now, or that a relaunch is advised', async () => {
    const old = svns([2, 4]);
    expect(await status(v5())).toBe('UpToDate');
    expect(await status(v5({ tdReport: { teeTcbSvn: old } }))).toBe('TdRelaunchAdvised');
    expect(await status(v5({ tdReport: { teeTcbSvn2: old } }))).toBe('OutOfDate');
    expect(await status(v5({ tdReport: { teeTcbSvn: old, teeTcbSvn2: old } }))).toBe('OutOfDate');
    expect(await faultsOf(v5({ tdReport: { teeTcbSvn2: svns([2, 1]) } }))).toEqual({
      'dcap.tcb.level': 'fail below-every-level',
    });
  });

  it('stay unknown, and hardware grey, while the TCB info is missing', async () => {
    const request = v4({
      document: (known) => Object.fromEntries(Object.entries(known).filter(([name]) => name !== 'tcb_info')),
    });
    const result = await appraiseIntelCase(request);
    expect(failures(result)).toMatchObject({
      'tdx.module.identity': 'unknown no-usable-tcb-info',
      'dcap.tcb.level': 'unknown no-usable-tcb-info',
    });
    expect(result.vector.hardware).toBe('none');
  });
});

/** A level with these first two TDX components, the others 0. */
function levelWith(first: readonly number[]): object {
  const sgxtcbcomponents = Array.from({ length: 16 }, () => ({ svn: 8 }));
  const tdxtcbcomponents = Array.from({ length: 16 }, (_, at) => ({ svn: first[at] ?? 0 }));
  return { tcb: { sgxtcbcomponents, pcesvn: 13, tdxtcbcomponents }, tcbDate: '2025-01-01T00:00:00Z' };
}

describe('TD attributes', () => {
  const flags = (hex: string) => v4({ tdReport: { tdAttributes: fromHex(hex, 'attributes') } });
  const outcomes = async (request: Omit<CaseRequest, 'now'>, options?: AppraiseOptions) => {
    const { findings } = await appraiseIntelCase(request, options);
    return Object.fromEntries(
      findings.filter(({ outcome }) => outcome === 'warn' || outcome === 'fail').map(({ check, outcome }) => [check, outcome]),
    );
  };

  it.each(['0100000000000000', '1000000000000000', '8000000000000000'])('%s are under debug', async (hex) => {
    expect(await outcomes(flags(hex))).toEqual({ 'evidence.debug': 'fail' });
  });

  it('that are all known pass', async () => {
    expect(await outcomes(flags('000000d8000000c0'))).toEqual({});
    expect(await outcomes(flags('0000011000000000'))).toEqual({});
    expect(await outcomes(flags('0000000000000000'))).toEqual({});
  });

  it('report ICSSD, which keeps the host from single-stepping the TD', async () => {
    expect((await appraiseIntelCase(flags('0000011000000000'))).claims?.details).toMatchObject({ ICSSD: true });
    expect((await appraiseIntelCase(flags('0000001000000000'))).claims?.details).toMatchObject({ ICSSD: false });
  });

  it.each(['0001000000000000', '0000020000000000', '0000000001000000', '0000000000000020'])(
    '%s have a bit that nobody knows',
    async (hex) => {
      expect(await outcomes(flags(hex))).toEqual({ 'tdx.attributes.reserved': 'warn' });
    },
  );

  it('of a TD that may be moved, or has a service TD, warn or follow the policy', async () => {
    const moved = flags('0000002000000000');
    const served = v5({ tdReport: { mrServiceTd: filler('service TD', 48) } });
    expect(await outcomes(moved)).toEqual({ 'tdx.attributes.migratable': 'warn' });
    expect(await outcomes(served)).toEqual({ 'tdx.service-td': 'warn' });
    const tdx = { ...ORDINARY_POLICY.tees.tdx, serviceTd: 'refuse' } as const;
    const policy = { ...ORDINARY_POLICY, tees: { ...ORDINARY_POLICY.tees, tdx } };
    expect(await outcomes(moved, { policy })).toEqual({ 'tdx.attributes.migratable': 'fail' });
    expect(await outcomes(served, { policy })).toEqual({ 'tdx.service-td': 'fail' });
  });
});

describe('TDX claims', () => {
  it('are every register, in order, and what the host chose', async () => {
    const { claims, evidenceFormat } = await appraiseIntelCase(v5({ tdReport: { mrOwner: filler('owner', 48) } }));
    expect(evidenceFormat).toBe('TDX quote v5, TD report 1.5');
    expect(claims?.measurements.map(({ register }) => register)).toEqual([
      ...['MRTD', 'RTMR0', 'RTMR1', 'RTMR2', 'RTMR3', 'MRSEAM', 'MRSERVICETD'],
      ...['MRCONFIGID', 'MROWNER', 'MROWNERCONFIG'],
    ]);
    expect(claims?.measurements[1]?.value).toBe(toHex(TD.rtmrs[0] ?? new Uint8Array()));
    expect(claims?.hostChosen).toEqual([{ register: 'MROWNER', value: toHex(filler('owner', 48)) }]);
    expect(claims?.details).toMatchObject({ SEPT_VE_DISABLE: true });
  });

  it('of the extended body show what it adds', async () => {
    const { claims } = await appraiseIntelCase(v5({ td: '1.5-ex' }));
    expect(claims?.details).toMatchObject({ 'TD ID': '00'.repeat(32) });
    expect(claims?.measurements).toContainEqual({ register: 'INITIAL_CPUSVN', value: '00'.repeat(16) });
  });
});

describe('the extended TD report', () => {
  /** Offsets of the extended part's fields, after the 648 bytes of TD report 1.5. */
  const AT = {
    initialHash: 648 + 81,
    initialAttributes: 648 + 129,
    initialCpuSvn: 648 + 137,
    initialTcbSvn: 648 + 153,
    initialFmspc: 648 + 169,
    currentHash: 648 + 181,
    currentAttributes: 648 + 229,
  } as const;
  const appraised = (parts: readonly (readonly [keyof typeof AT, Uint8Array])[]) => {
    const body = tdReport(TD, '1.5-ex');
    for (const [field, bytes] of parts) body.set(bytes, AT[field]);
    return appraiseIntelCase(v5({ td: '1.5-ex', quote: { body } }));
  };

  it.each([
    ['currentHash', 'CURRENT_SERVICE_TD_HASH'],
    ['currentAttributes', 'CURRENT_SERVICE_TD_ATTRIBUTES'],
    ['initialHash', 'INITIAL_SERVICE_TD_HASH'],
    ['initialAttributes', 'INITIAL_SERVICE_TD_ATTRIBUTES'],
  ] as const)('that binds a service TD in its %s alone warns as MRSERVICETD does', async (field, register) => {
    const result = await appraised([[field, Uint8Array.of(1)]]);
    expect(result.findings).toContainEqual(expect.objectContaining({ check: 'tdx.service-td', outcome: 'warn' }));
    expect(result.findings).toContainEqual({ check: 'reference.host-chosen', outcome: 'warn', facts: { registers: register } });
  });

  it('of a TD that was built on another platform warns of each field that differs', async () => {
    const result = await appraised([
      ['initialCpuSvn', filler('other', 16)],
      ['initialTcbSvn', Uint8Array.of(1, 1)],
      ['initialFmspc', new Uint8Array(12).fill(0x22)],
    ]);
    const registers = 'INITIAL_CPUSVN, INITIAL_TEE_TCB_SVN, INITIAL_TEE_FMSPC';
    expect(result.findings).toContainEqual({ check: 'reference.host-chosen', outcome: 'warn', facts: { registers } });
    expect(result.vector.configuration).toBe('warning');
  });

  it.each([
    ['in six bytes', (fmspc: string) => fromHex(fmspc, 'FMSPC')],
    ['in digits', (fmspc: string) => new TextEncoder().encode(fmspc)],
  ])('of a TD that was built where it runs does not warn, with the FMSPC %s', async (_, spelled) => {
    const details = (await appraiseIntelCase(v5({ td: '1.5-ex' }))).claims?.details ?? {};
    const result = await appraised([
      ['initialCpuSvn', fromHex(String(details['CPUSVN']), 'CPUSVN')],
      ['initialTcbSvn', Uint8Array.from(TD.teeTcbSvn)],
      ['initialFmspc', spelled(String(details['FMSPC']))],
    ]);
    expect(result.findings).toContainEqual({ check: 'reference.host-chosen', outcome: 'pass' });
    expect(result.claims?.hostChosen).toHaveLength(3);
  });
});
