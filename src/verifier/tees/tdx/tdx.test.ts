import { sha384 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { concat } from '../../bytes/equal.ts';
import { fromHex, toHex } from '../../bytes/hex.ts';
import { ORDINARY_POLICY } from '../../tees.ts';
import { makeCase, type CaseRequest } from '../../testing/intel/case.ts';
import {
  dcapEvidence,
  endorsementsFor,
  failures,
  faultsOf,
  judgeCase,
  NOW,
  type JudgeOptions,
} from '../../testing/intel/judged.ts';
import { judge } from '../../testing/judge.ts';
import { CURRENT_TDX_SVN, filler, TD } from '../../testing/intel/quote-writer.ts';

type Request = Omit<CaseRequest, 'now' | 'tee'>;
const v4 = (request: Request = {}): Omit<CaseRequest, 'now'> => ({ tee: 'tdx', version: 4, ...request });
const v5 = (request: Request = {}): Omit<CaseRequest, 'now'> => ({ tee: 'tdx', version: 5, td: '1.5', ...request });
const status = async (request: Omit<CaseRequest, 'now'>) => (await judgeCase(request)).claims?.tcb.status;
const svns = (...changed: readonly (readonly [number, number])[]): readonly number[] =>
  CURRENT_TDX_SVN.map((svn, at) => changed.find(([index]) => index === at)?.[1] ?? svn);

describe('the TDX module', () => {
  const check = 'tdx.module.identity';

  it('with a version is found by it, in either case of the digits', async () => {
    expect(await faultsOf(v4())).toEqual({});
    const lower = { id: 'TDX_0a', mrsigner: '00'.repeat(48), attributes: '00'.repeat(8), attributesMask: 'ff'.repeat(8) };
    const levels = [{ tcb: { isvsvn: 1 }, tcbDate: '2024-01-01T00:00:00Z', tcbStatus: 'UpToDate' }];
    const request = v4({
      tdReport: { teeTcbSvn: svns([1, 10]) },
      tcbInfo: { tdxModuleIdentities: [{ ...lower, tcbLevels: levels }] },
    });
    expect(await faultsOf(request)).toEqual({});
  });

  it('that Intel does not list is refused, and no status is shown', async () => {
    const request = v4({ tdReport: { teeTcbSvn: svns([1, 2]) } });
    expect(await faultsOf(request)).toEqual({ [check]: 'fail unknown-module' });
    expect(await status(request)).toBeUndefined();
    expect(await faultsOf(v4({ tcbInfo: { tdxModuleIdentities: undefined } }))).toEqual({ [check]: 'fail unknown-module' });
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
    const identity = { id: 'TDX_01', mrsigner: '00'.repeat(48), attributes: '0100000000000000', attributesMask: 'ff'.repeat(8) };
    const tcbLevels = [{ tcb: { isvsvn: 1 }, tcbDate: '2024-01-01T00:00:00Z', tcbStatus: 'UpToDate' }];
    const request = v4({
      tdReport: { seamAttributes: Uint8Array.of(1, ...new Uint8Array(7)) },
      tcbInfo: { tdxModuleIdentities: [{ ...identity, tcbLevels }] },
    });
    expect(await faultsOf(request)).toEqual({ [check]: 'fail SEAMATTRIBUTES' });
  });

  it('listed twice or under an odd name makes the TCB info unreadable', async () => {
    const identity = {
      id: 'TDX_01',
      mrsigner: '00'.repeat(48),
      attributes: '00'.repeat(8),
      attributesMask: 'ff'.repeat(8),
      tcbLevels: [],
    };
    const tcbLevels = [{ tcb: { isvsvn: 1 }, tcbDate: '2024-01-01T00:00:00Z', tcbStatus: 'UpToDate' }];
    for (const tdxModuleIdentities of [
      [
        { ...identity, tcbLevels },
        { ...identity, tcbLevels },
      ],
      [{ ...identity, tcbLevels, id: 'TDX_1' }],
      [identity],
    ])
      expect(await faultsOf(v4({ tcbInfo: { tdxModuleIdentities } }))).toEqual({ 'dcap.tcb-info.signature': 'fail unreadable' });
  });
});

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
    const result = await judgeCase(request);
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
  const outcomes = async (request: Omit<CaseRequest, 'now'>, options?: JudgeOptions) => {
    const { findings } = await judgeCase(request, options);
    return Object.fromEntries(
      findings.filter(({ outcome }) => outcome === 'warn' || outcome === 'fail').map(({ check, outcome }) => [check, outcome]),
    );
  };

  it.each(['0100000000000000', '1000000000000000', '8000000000000000'])('%s are under debug', async (hex) => {
    expect(await outcomes(flags(hex))).toEqual({ 'evidence.debug': 'fail' });
  });

  it('that are all known pass', async () => {
    expect(await outcomes(flags('000000d8000000c0'))).toEqual({});
    expect(await outcomes(flags('0000000000000000'))).toEqual({});
  });

  it.each(['0001000000000000', '0000000001000000', '0000000000000020'])('%s have a bit that nobody knows', async (hex) => {
    expect(await outcomes(flags(hex))).toEqual({ 'tdx.attributes.reserved': 'warn' });
  });

  it('of a TD that may be moved, and a service TD, warn or do what the policy says', async () => {
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
    const { claims, evidenceFormat } = await judgeCase(v5({ tdReport: { mrOwner: filler('owner', 48) } }));
    expect(evidenceFormat).toBe('TDX quote v5, TD report 1.5');
    expect(claims?.measurements.map(({ register }) => register)).toEqual(['MRTD', 'RTMR0', 'RTMR1', 'RTMR2', 'RTMR3', 'MRSEAM']);
    expect(claims?.measurements[1]?.value).toBe(toHex(TD.rtmrs[0] ?? new Uint8Array()));
    expect(claims?.hostChosen).toEqual([{ register: 'MROWNER', value: toHex(filler('owner', 48)) }]);
    expect(claims?.details).toMatchObject({ SEPT_VE_DISABLE: true, MRSERVICETD: '00'.repeat(48) });
  });

  it('of the extended body show what it adds', async () => {
    const { claims } = await judgeCase(v5({ td: '1.5-ex' }));
    expect(claims?.details).toMatchObject({ 'TD ID': '00'.repeat(32), 'initial CPUSVN': '00'.repeat(16) });
  });
});

describe('the event log', () => {
  const type = Uint8Array.of(1, 0, 0, 8);
  const text = (value: string): Uint8Array => new TextEncoder().encode(value);
  const event = (name: string, payload: Uint8Array, imr = 3) => ({
    imr,
    event_type: 0x08000001,
    digest: toHex(sha384(concat(type, text(':'), text(name), text(':'), payload))),
    event: name,
    event_payload: toHex(payload),
  });
  const log = [event('compose-hash', filler('compose', 32)), event('app-id', filler('app', 20))];
  const rtmr3 = log.reduce((register, { digest }) => sha384(concat(register, fromHex(digest, 'digest'))), new Uint8Array(48));
  const quote = v4({ tdReport: { rtmrs: TD.rtmrs.map((rtmr, at) => (at === 3 ? rtmr3 : rtmr)) } });
  const judged = async (document: unknown) => {
    const made = makeCase({ now: NOW, ...quote });
    const bytes = typeof document === 'string' ? text(document) : text(JSON.stringify(document));
    const endorsements = [...endorsementsFor(made), { need: { kind: 'tdx.event-log' }, bytes }];
    return await judge({ evidence: dcapEvidence(made.evidence), endorsements, anchors: made.anchors, now: NOW });
  };
  const answer = async (document: unknown) => (await judged(document)).findings.find(({ check }) => check === 'tdx.event-log');

  it('is not asked for', async () => {
    expect((await judgeCase(quote)).findings).toContainEqual({ check: 'tdx.event-log', outcome: 'not-applicable' });
  });

  it('that replays to the registers passes, and its events become claims', async () => {
    const result = await judged(log);
    expect(result.findings).toContainEqual({ check: 'tdx.event-log', outcome: 'pass' });
    expect(result.claims?.details['RTMR3 event compose-hash']).toBe(toHex(filler('compose', 32)));
  });

  it('in another order, with an event more or less, or for another register fails', async () => {
    for (const other of [
      log.toReversed(),
      [...log, ...log],
      log.filter((_, at) => at === 0),
      log.map((one) => ({ ...one, imr: 2 })),
    ])
      expect((await answer(other))?.outcome).toBe('fail');
  });

  it('shows no event whose text is not what was measured', async () => {
    const lying = log.map((one, at) => (at === 0 ? { ...one, event_payload: '00' } : one));
    const { claims } = await judged(lying);
    expect(Object.keys(claims?.details ?? {})).toContain('RTMR3 event app-id');
    expect(Object.keys(claims?.details ?? {})).not.toContain('RTMR3 event compose-hash');
  });

  it.each([
    ['no JSON', '{'],
    ['no list', {}],
    ['a register 4', log.map((one) => ({ ...one, imr: 4 }))],
    ['a digest of another size', log.map((one) => ({ ...one, digest: '00' }))],
    ['names that are not ASCII', log.map((one) => ({ ...one, event: 'é' }))],
    ['ten thousand events and one', Array.from({ length: 10_001 }, () => log[0])],
  ])('that is %s is unreadable', async (_, document) => {
    expect((await answer(document))?.facts).toMatchObject({ because: 'unreadable' });
  });
});
