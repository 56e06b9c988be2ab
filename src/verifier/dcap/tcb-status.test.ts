import { describe, expect, it } from 'vitest';
import type { TcbStatus } from '../claims.ts';
import { level, SGX_LEVELS, type LevelFields } from '../testing/intel/documents.ts';
import { faultsOf, appraiseIntelCase } from '../testing/intel/appraised.ts';
import { QUOTING_ENCLAVE } from '../testing/intel/quote-writer.ts';
import { ORDINARY_POLICY } from '../tees.ts';
import { instant } from '../time.ts';
import { PLATFORM_STATUSES, ENCLAVE_STATUSES, type EnclaveStatus, type PlatformStatus } from './tcb-level.ts';
import { converge, launchAndCurrent, platformLevel } from './tcb-status.ts';

/**
 * Intel's own table of platform × quoting enclave (QVL, converge tests), spelled out, so that the function does not define its
 * own test.
 */
const GOLD: Readonly<Record<PlatformStatus, Readonly<Record<EnclaveStatus, PlatformStatus>>>> = {
  UpToDate: { UpToDate: 'UpToDate', OutOfDate: 'OutOfDate', Revoked: 'Revoked' },
  SWHardeningNeeded: { UpToDate: 'SWHardeningNeeded', OutOfDate: 'OutOfDate', Revoked: 'Revoked' },
  ConfigurationNeeded: { UpToDate: 'ConfigurationNeeded', OutOfDate: 'OutOfDateConfigurationNeeded', Revoked: 'Revoked' },
  ConfigurationAndSWHardeningNeeded: {
    UpToDate: 'ConfigurationAndSWHardeningNeeded',
    OutOfDate: 'OutOfDateConfigurationNeeded',
    Revoked: 'Revoked',
  },
  OutOfDate: { UpToDate: 'OutOfDate', OutOfDate: 'OutOfDate', Revoked: 'Revoked' },
  OutOfDateConfigurationNeeded: {
    UpToDate: 'OutOfDateConfigurationNeeded',
    OutOfDate: 'OutOfDateConfigurationNeeded',
    Revoked: 'Revoked',
  },
  Revoked: { UpToDate: 'Revoked', OutOfDate: 'Revoked', Revoked: 'Revoked' },
};
const ENCLAVE_ORDER = ENCLAVE_STATUSES;

describe('converging statuses', () => {
  it('gives Intel’s table for platform and quoting enclave', () => {
    for (const platform of PLATFORM_STATUSES)
      for (const qe of ENCLAVE_STATUSES) expect(converge(platform, [qe]), `${platform} ${qe}`).toBe(GOLD[platform][qe]);
  });

  it('uses the worse of module and quoting enclave, in either order', () => {
    for (const platform of PLATFORM_STATUSES)
      for (const qe of ENCLAVE_STATUSES)
        for (const module of ENCLAVE_STATUSES) {
          const worst = ENCLAVE_ORDER[Math.max(ENCLAVE_ORDER.indexOf(qe), ENCLAVE_ORDER.indexOf(module))] ?? 'Revoked';
          expect(converge(platform, [qe, module])).toBe(GOLD[platform][worst]);
          expect(converge(platform, [module, qe])).toBe(GOLD[platform][worst]);
        }
  });
});

describe('launch and current TCB', () => {
  it.each([
    ['OutOfDate', 'UpToDate', 'TdRelaunchAdvised'],
    ['OutOfDate', 'SWHardeningNeeded', 'TdRelaunchAdvised'],
    ['OutOfDate', 'ConfigurationNeeded', 'TdRelaunchAdvisedConfigurationNeeded'],
    ['OutOfDate', 'ConfigurationAndSWHardeningNeeded', 'TdRelaunchAdvisedConfigurationNeeded'],
    ['OutOfDateConfigurationNeeded', 'UpToDate', 'TdRelaunchAdvisedConfigurationNeeded'],
    ['OutOfDate', 'OutOfDate', 'OutOfDate'],
    ['OutOfDate', 'OutOfDateConfigurationNeeded', 'OutOfDateConfigurationNeeded'],
    ['OutOfDate', 'Revoked', 'Revoked'],
    ['UpToDate', 'UpToDate', 'UpToDate'],
    ['UpToDate', 'OutOfDate', 'OutOfDate'],
    ['UpToDate', 'Revoked', 'Revoked'],
    ['SWHardeningNeeded', 'UpToDate', 'SWHardeningNeeded'],
    ['UpToDate', 'SWHardeningNeeded', 'SWHardeningNeeded'],
    ['SWHardeningNeeded', 'ConfigurationNeeded', 'ConfigurationNeeded'],
    ['ConfigurationNeeded', 'SWHardeningNeeded', 'ConfigurationNeeded'],
    ['ConfigurationNeeded', 'ConfigurationAndSWHardeningNeeded', 'ConfigurationAndSWHardeningNeeded'],
    ['ConfigurationAndSWHardeningNeeded', 'ConfigurationNeeded', 'ConfigurationAndSWHardeningNeeded'],
    ['ConfigurationAndSWHardeningNeeded', 'OutOfDate', 'OutOfDate'],
    ['Revoked', 'UpToDate', 'Revoked'],
  ] as readonly (readonly [PlatformStatus, PlatformStatus, TcbStatus])[])('%s and %s come to %s', (launch, current, wanted) => {
    expect(launchAndCurrent(launch, current)).toBe(wanted);
  });
});

describe('TCB levels of an SGX platform', () => {
  const svns = (...changed: readonly (readonly [number, number])[]): readonly number[] =>
    Array.from({ length: 16 }, (_, at) => changed.find(([index]) => index === at)?.[1] ?? 8);
  const status = async (request: Parameters<typeof appraiseIntelCase>[0]) =>
    (await appraiseIntelCase(request)).claims?.tcb.status;

  it('are reached when every component and PCESVN is at least as high', async () => {
    expect(await status({ platform: { components: svns() } })).toBe('UpToDate');
    expect(await status({ platform: { components: svns([0, 255]) } })).toBe('UpToDate');
    for (const at of [0, 7, 15]) expect(await status({ platform: { components: svns([at, 7]) } })).toBe('OutOfDate');
    expect(await status({ platform: { pceSvn: 12 } })).toBe('OutOfDate');
  });

  it('below all of them are a failure and no status', async () => {
    const result = await appraiseIntelCase({ platform: { pceSvn: 10 } });
    expect(result.findings).toContainEqual({ check: 'dcap.tcb.level', outcome: 'fail', facts: { because: 'below-every-level' } });
    expect(result.claims?.tcb.status).toBeUndefined();
    expect(result.vector.hardware).toBe('contraindicated');
  });

  it('are matched from the highest, in whatever order the file has them', async () => {
    expect(await status({ tcbInfo: { tcbLevels: SGX_LEVELS.toReversed().map(level) } })).toBe('UpToDate');
  });

  it('of the quoting enclave are matched from the highest, and below all of them fail', async () => {
    const withSvn = (isvSvn: number) => ({ quote: { qe: { ...QUOTING_ENCLAVE('sgx'), isvSvn } } });
    expect(await status(withSvn(8))).toBe('UpToDate');
    expect(await status(withSvn(7))).toBe('OutOfDate');
    expect(await status(withSvn(1))).toBe('Revoked');
    expect(await faultsOf(withSvn(0))).toEqual({ 'dcap.tcb.level': 'fail below-every-level' });
  });

  it('yield every advisory once and the earliest date', async () => {
    const result = await appraiseIntelCase({ platform: { components: svns([0, 4]) } });
    expect(result.claims?.tcb).toEqual({
      status: 'OutOfDate',
      behind: ['sgx-components'],
      date: '2023-02-15T00:00:00.000Z',
      advisories: ['INTEL-SA-00767', 'INTEL-SA-00828'],
      evaluationDataNumber: 20,
      tableFrom: 'caller',
    });
  });
});

describe('the parts that are behind', () => {
  const behind = async (request: Parameters<typeof appraiseIntelCase>[0]) =>
    (await appraiseIntelCase(request)).claims?.tcb.behind;
  const all = (svn: number): readonly number[] => new Array<number>(16).fill(svn);
  const enclave = (tee: 'sgx' | 'tdx', isvSvn: number) => ({ quote: { qe: { ...QUOTING_ENCLAVE(tee), isvSvn } } });

  it('are none where Intel asks for no update', async () => {
    expect(await behind({})).toBeUndefined();
    expect(await behind({ tee: 'tdx' })).toBeUndefined();
  });

  it('are the processor’s components, the provisioning enclave and the quoting enclave, separately and together', async () => {
    expect(await behind({ platform: { components: all(7) } })).toEqual(['sgx-components']);
    expect(await behind({ platform: { pceSvn: 12 } })).toEqual(['pcesvn']);
    expect(await behind(enclave('sgx', 7))).toEqual(['quoting-enclave']);
    const together = { platform: { components: all(7), pceSvn: 12 }, ...enclave('sgx', 7) };
    expect(await behind(together)).toEqual(['sgx-components', 'pcesvn', 'quoting-enclave']);
  });

  it('of a TDX platform are its own components, and not those of a module with levels of its own', () => {
    const levels = (['UpToDate', 'OutOfDate'] as const).map((status, at) => ({
      components: all(0),
      pceSvn: 0,
      tdxComponents: all(at === 0 ? 5 : 2),
      status,
      date: instant(0),
      advisories: [],
    }));
    const of = (...teeTcbSvn: readonly number[]) =>
      platformLevel({ levels }, { components: all(0), pceSvn: 0 }, [...teeTcbSvn, ...all(5)].slice(0, 16))?.behind;
    expect(of(5, 5, 4)).toEqual(['tdx-components']);
    expect(of(5, 5, 5)).toBeUndefined();
    expect(of(0, 1, 5)).toBeUndefined();
  });

  it('are stated with the status in the finding, in the words that the page shows next to Intel’s', async () => {
    const { findings } = await appraiseIntelCase({ platform: { pceSvn: 12 } });
    expect(findings.find(({ check }) => check === 'dcap.tcb.status')?.facts).toMatchObject({
      status: 'OutOfDate',
      behind: 'pcesvn',
    });
  });
});

describe('TCB levels of a TDX platform', () => {
  const date = instant(0);
  const zeros = new Array<number>(16).fill(0);
  const changed = (at: number, svn: number): readonly number[] => zeros.map((zero, index) => (index === at ? svn : zero));
  const withTdx = (tdxComponents: readonly number[]) =>
    ({ components: zeros, pceSvn: 0, tdxComponents, status: 'UpToDate', date, advisories: [] }) as const;
  const reached = (tdxComponents: readonly number[], teeTcbSvn: readonly number[] | undefined): boolean =>
    platformLevel({ levels: [withTdx(tdxComponents)] }, { components: zeros, pceSvn: 0 }, teeTcbSvn) !== undefined;

  it('compare every component of the quote', () => {
    for (const at of [0, 1, 2, 15]) {
      expect(reached(changed(at, 3), zeros), String(at)).toBe(false);
      expect(reached(changed(at, 3), at === 1 ? zeros : changed(at, 3)), String(at)).toBe(at !== 1);
    }
    expect(reached(changed(0, 3), changed(0, 4))).toBe(true);
  });

  it('ignore the first two where the module has a version: its own levels cover them', () => {
    const versioned = changed(1, 1);
    for (const at of [0, 1]) expect(reached(changed(at, 255), versioned), String(at)).toBe(true);
    for (const at of [2, 15]) expect(reached(changed(at, 1), versioned), String(at)).toBe(false);
  });

  it('without TDX components are not levels of a TDX platform', () => {
    expect(reached([], zeros)).toBe(false);
    expect(reached(zeros.slice(1), zeros)).toBe(false);
  });

  it('are not reached by a quote with fewer components than they have', () => {
    expect(reached(changed(15, 1), zeros.slice(0, 15))).toBe(false);
  });

  it('are not considered for SGX', () => {
    expect(reached(changed(5, 9), undefined)).toBe(true);
  });
});

describe('the policy for TCB statuses', () => {
  const [best] = SGX_LEVELS;
  if (best === undefined) throw new Error('no level');
  const appraised = async (status: string, tcb = ORDINARY_POLICY.tees.sgx.tcb) => {
    const level1: LevelFields = { ...best, status };
    const policy = { ...ORDINARY_POLICY, tees: { ...ORDINARY_POLICY.tees, sgx: { ...ORDINARY_POLICY.tees.sgx, tcb } } };
    const { findings } = await appraiseIntelCase({ tcbInfo: { tcbLevels: [level(level1)] } }, { policy });
    return findings.find(({ check }) => check === 'dcap.tcb.status')?.outcome;
  };

  it('by default passes what is current, warns of weaknesses, refuses what is revoked', async () => {
    expect(await appraised('UpToDate')).toBe('pass');
    expect(await appraised('Revoked')).toBe('fail');
    for (const status of PLATFORM_STATUSES.filter((one) => one !== 'UpToDate' && one !== 'Revoked'))
      expect(await appraised(status), status).toBe('warn');
  });

  it('is the user’s', async () => {
    const strict = { ...ORDINARY_POLICY.tees.sgx.tcb, OutOfDate: 'refuse', UpToDate: 'warn' } as const;
    expect(await appraised('OutOfDate', strict)).toBe('fail');
    expect(await appraised('UpToDate', strict)).toBe('warn');
  });
});
