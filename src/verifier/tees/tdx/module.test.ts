import { describe, expect, it } from 'vitest';
import { ORDINARY_POLICY } from '../../tees.ts';
import { type CaseRequest } from '../../testing/intel/case.ts';
import { faultsOf, appraiseIntelCase } from '../../testing/intel/appraised.ts';
import { CURRENT_TDX_SVN, filler } from '../../testing/intel/quote-writer.ts';

type Request = Omit<CaseRequest, 'now' | 'tee'>;
const v4 = (request: Request = {}): Omit<CaseRequest, 'now'> => ({ tee: 'tdx', version: 4, ...request });
const status = async (request: Omit<CaseRequest, 'now'>) => (await appraiseIntelCase(request)).claims?.tcb.status;
const svns = (...changed: readonly (readonly [number, number])[]): readonly number[] =>
  CURRENT_TDX_SVN.map((svn, at) => changed.find(([index]) => index === at)?.[1] ?? svn);

const LEVELS = [{ tcb: { isvsvn: 1 }, tcbDate: '2024-01-01T00:00:00Z', tcbStatus: 'UpToDate' }];
/** A module's identity as Intel lists it. */
const listed = (id: string, changes: object = {}): object => ({
  id,
  mrsigner: '00'.repeat(48),
  attributes: '00'.repeat(8),
  attributesMask: 'ff'.repeat(8),
  tcbLevels: LEVELS,
  ...changes,
});

describe('the TDX module', () => {
  const check = 'tdx.module.identity';

  it('with a version is found by it, in either case of the digits', async () => {
    expect(await faultsOf(v4())).toEqual({});
    const request = v4({
      tdReport: { teeTcbSvn: svns([1, 10]) },
      tcbInfo: { tdxModuleIdentities: [listed('TDX_0a')] },
    });
    expect(await faultsOf(request)).toEqual({});
  });

  it('that Intel does not list is refused, and no status is shown', async () => {
    const request = v4({ tdReport: { teeTcbSvn: svns([1, 2]) }, tcbInfo: { tdxModuleIdentities: [listed('TDX_03')] } });
    expect(await faultsOf(request)).toEqual({ [check]: 'fail unknown-module' });
    expect(await status(request)).toBeUndefined();
  });

  it.each([0, 1])('of version %i by another signer is refused', async (version) => {
    const tdReport = { teeTcbSvn: svns([1, version]), mrSignerSeam: filler('other signer', 48) };
    expect(await faultsOf(v4({ tdReport }))).toEqual({ [check]: 'fail MRSIGNERSEAM' });
  });

  it.each([0, 1])('of version %i with attributes is refused, whatever the mask says', async (version) => {
    const tdReport = { teeTcbSvn: svns([1, version]), seamAttributes: Uint8Array.of(1, ...new Uint8Array(7)) };
    expect(await faultsOf(v4({ tdReport }))).toEqual({ [check]: 'fail SEAMATTRIBUTES' });
  });

  it('with a version has no attributes even where Intel lists some', async () => {
    const request = v4({
      tdReport: { seamAttributes: Uint8Array.of(1, ...new Uint8Array(7)) },
      tcbInfo: { tdxModuleIdentities: [listed('TDX_01', { attributes: '0100000000000000' })] },
    });
    expect(await faultsOf(request)).toEqual({ [check]: 'fail SEAMATTRIBUTES' });
  });

  it('that is newer than Intel’s table is refused at the terminal, and grey by default: the table proves nothing against it', async () => {
    for (const request of [v4({ tdReport: { teeTcbSvn: svns([1, 7]) } }), v4({ tcbInfo: { tdxModuleIdentities: undefined } })]) {
      expect(await faultsOf(request)).toEqual({ [check]: 'fail newer-than-table' });
      const shipped = await appraiseIntelCase(request, { policy: ORDINARY_POLICY });
      expect(shipped.vector.hardware).toBe('none');
      expect(shipped.claims?.tcb.status).toBeUndefined();
    }
  });

  it('that is newer than Intel’s table and not signed like Intel’s is refused', async () => {
    const foreign = { teeTcbSvn: svns([1, 7]), mrSignerSeam: filler('other signer', 48) };
    const changed = { teeTcbSvn: svns([1, 7]), seamAttributes: Uint8Array.of(1, ...new Uint8Array(7)) };
    for (const tdReport of [foreign, changed])
      expect(await faultsOf(v4({ tdReport }))).toEqual({ [check]: 'fail unknown-module' });
  });

  it.each([
    ['twice', [listed('TDX_01'), listed('TDX_01')], 'unreadable'],
    ['without levels', [listed('TDX_01', { tcbLevels: [] })], 'unreadable'],
    ['with two levels of one SVN', [listed('TDX_01', { tcbLevels: [...LEVELS, ...LEVELS] })], 'unreadable'],
    ['under an odd name', [listed('TDX_1')], 'newer-than-this-release'],
  ])('listed %s makes the TCB info of no use', async (_, tdxModuleIdentities, because) => {
    const faults = await faultsOf(v4({ tcbInfo: { tdxModuleIdentities } }));
    expect(faults).toEqual({ 'dcap.tcb-info.match': `fail ${because}` });
  });
});
