// Covers: evaluation-number.ts, copies.ts
import { describe, expect, it } from 'vitest';
import { open } from '../open.ts';
import { suppliedBy, type SuppliedEndorsement, type Giver } from '../endorsement.ts';
import { ORDINARY_POLICY } from '../tees.ts';
import { makeCase, midnight, type CaseRequest } from '../testing/intel/case.ts';
import { level, SGX_LEVELS } from '../testing/intel/documents.ts';
import { dcapEvidence, endorsementsFor, NOW } from '../testing/intel/appraised.ts';
import { tcbSigner } from '../testing/intel/pki.ts';
import { fact, appraiseCase } from '../testing/appraise-case.ts';
import { p256Key } from '../testing/keys.ts';
import { parseRfc3339, toRfc3339 } from '../time.ts';
import { MIN_NUMBERS, minimumEvaluationNumber } from './evaluation-number.ts';

type Request = Omit<CaseRequest, 'now'>;
const [patched] = SGX_LEVELS;
if (patched === undefined) throw new Error('no level');

const usual = makeCase({ now: NOW });
const evidence = dcapEvidence(usual.evidence);
const from = (giver: Giver, request: Request = {}): readonly SuppliedEndorsement[] =>
  suppliedBy(giver, endorsementsFor({ evidence: usual.evidence, collateral: makeCase({ now: NOW, ...request }).collateral }));
const appraised = (...supplied: readonly (readonly SuppliedEndorsement[])[]) =>
  appraiseCase({ evidence, anchors: usual.anchors, now: NOW, policy: ORDINARY_POLICY, endorsements: supplied.flat() });

const OUT_OF_DATE = { tcbLevels: [level({ ...patched, status: 'OutOfDate' })] };
const AT_NOW = toRfc3339(NOW).replace('.000Z', 'Z');
/** Every order of two. */
const orders = <T>(a: T, b: T): readonly (readonly [T, T])[] => [
  [a, b],
  [b, a],
];

describe('of several tables that hold', () => {
  it.each<[string, Request, Request]>([
    [
      'the highest number counts',
      { tcbInfo: { tcbEvaluationDataNumber: 20 } },
      { tcbInfo: { ...OUT_OF_DATE, tcbEvaluationDataNumber: 21 } },
    ],
    [
      'the highest number counts, though another is newer',
      { tcbInfo: { tcbEvaluationDataNumber: 20, issueDate: midnight(NOW, -1) } },
      { tcbInfo: { ...OUT_OF_DATE, tcbEvaluationDataNumber: 21 } },
    ],
    ['the newest of one number counts', {}, { tcbInfo: { ...OUT_OF_DATE, issueDate: midnight(NOW, -2) } }],
  ])('%s, whoever gave it and in whatever order', async (_, lesser, better) => {
    for (const givers of orders<Giver>('site', 'cache')) {
      for (const pair of orders(from(givers[0], lesser), from(givers[1], better))) {
        const { claims } = await appraised(...pair);
        expect(claims?.tcb).toMatchObject({ status: 'OutOfDate', tableFrom: givers[1] });
      }
    }
  });

  it('the identity of the highest number counts', async () => {
    const tcbLevels = [{ tcb: { isvsvn: 8 }, tcbDate: '2024-03-13T00:00:00Z', tcbStatus: 'Revoked' }];
    const better = from('cache', { qeIdentity: { tcbEvaluationDataNumber: 21, tcbLevels } });
    for (const pair of orders(from('site'), better)) expect((await appraised(...pair)).claims?.tcb.status).toBe('Revoked');
  });

  it('one that does not hold never counts, however high its number', async () => {
    const spoilt: Request = {
      document: (known) => ({
        ...known,
        tcb_info: known['tcb_info']?.replace('"tcbEvaluationDataNumber":20', '"tcbEvaluationDataNumber":90'),
      }),
    };
    for (const pair of orders(from('site', spoilt), from('cache'))) {
      const { claims, vector } = await appraised(...pair);
      expect([claims?.tcb.tableFrom, vector.hardware]).toEqual(['cache', 'affirming']);
    }
  });

  it('one of another platform never counts, however high its number', async () => {
    const foreign = from('site', { tcbInfo: { fmspc: '00906ED50000', tcbEvaluationDataNumber: 90 } });
    for (const pair of orders(foreign, from('cache'))) expect((await appraised(...pair)).claims?.tcb.tableFrom).toBe('cache');
  });

  it.each([
    ['has ended', { issueDate: midnight(NOW, -60), nextUpdate: midnight(NOW, -30) }],
    ['begins later', { issueDate: midnight(NOW, 5), nextUpdate: midnight(NOW, 30) }],
  ])('one that %s never counts beside a current one, however high its number', async (_, dates) => {
    const other = from('site', { tcbInfo: { ...dates, tcbEvaluationDataNumber: 90 } });
    for (const pair of orders(other, from('cache'))) {
      const { claims, vector } = await appraised(...pair);
      expect([claims?.tcb.tableFrom, vector.hardware]).toEqual(['cache', 'affirming']);
    }
  });

  it.each([
    ['the first instant of its dates', { issueDate: AT_NOW }],
    ['the last instant of its dates', { nextUpdate: AT_NOW }],
  ])('one counts in %s', async (_, dates) => {
    for (const pair of orders(from('site', { tcbInfo: { ...dates, tcbEvaluationDataNumber: 21 } }), from('cache')))
      expect((await appraised(...pair)).claims?.tcb.tableFrom).toBe('site');
  });

  it('one of a signer that Intel revoked never counts, however high its number', async () => {
    const signer = tcbSigner(usual.authorities.root, { serial: Uint8Array.of(0x55), key: p256Key('withdrawn signer') });
    const withdrawn = from('site', {
      authorities: (known) => ({ ...known, signer }),
      tcbInfo: { tcbEvaluationDataNumber: 90 },
      rootCrl: { revoked: [signer.serial] },
    });
    for (const pair of orders(withdrawn, from('cache'))) {
      const { claims, vector } = await appraised(...pair);
      expect([claims?.tcb.tableFrom, vector.hardware]).toEqual(['cache', 'affirming']);
    }
  });

  it('one of a form newer than this release never counts beside one that can be read', async () => {
    const newer = from('site', { tcbInfo: { version: 9, tcbEvaluationDataNumber: 90 } });
    for (const pair of orders(newer, from('cache'))) {
      const { claims, vector } = await appraised(...pair);
      expect([claims?.tcb.tableFrom, vector.hardware]).toEqual(['cache', 'affirming']);
    }
  });

  it('one of a form newer than this release is told of before one out of date or of a form that nobody knows', async () => {
    const newer = from('site', { tcbInfo: { version: 9 } });
    const ended = { issueDate: midnight(NOW, -60), nextUpdate: midnight(NOW, -30), tcbEvaluationDataNumber: 90 };
    for (const lesser of [from('cache', { tcbInfo: ended }), from('cache', { tcbInfo: { version: 'three' } })]) {
      for (const pair of orders(newer, lesser)) {
        const result = await appraised(...pair);
        expect(fact(result, 'dcap.tcb-info.match', 'because')).toBe('newer-than-this-release');
        expect(fact(result, 'dcap.tcb-info.match', 'from')).toBe('site');
      }
    }
  });

  it('many bad ones do not keep the manufacturer’s from its turn', async () => {
    const spoilt = from('site', { document: (known) => ({ ...known, tcb_info_signature: '00'.repeat(64) }) });
    const result = await appraised(...Array.from({ length: 20 }, () => spoilt), from('manufacturer'));
    expect(result.claims?.tcb.tableFrom).toBe('manufacturer');
  });

  it('who gave the table is said', async () => {
    const result = await appraised(from('site'));
    expect(fact(result, 'dcap.tcb.status', 'tableFrom')).toBe('site');
  });
});

describe('a table that Intel has superseded', () => {
  it.each(['tcbInfo', 'qeIdentity'] as const)('%s is a warning that says so', async (part) => {
    const check = part === 'tcbInfo' ? 'dcap.tcb-info.evaluation-number' : 'dcap.qe-identity.evaluation-number';
    const result = await appraised(from('site', { [part]: { tcbEvaluationDataNumber: 19 } }));
    expect(result.vector.hardware).toBe('warning');
    expect(result.findings.find((finding) => finding.check === check)).toMatchObject({
      outcome: 'warn',
      facts: { because: 'superseded', number: 19, least: 20, from: 'site' },
    });
  });

  it('counts as missing, so that a newer one is asked for', () => {
    const opening = open(evidence);
    if (opening.at !== 'opened') throw new Error(opening.why);
    const missing = (request: Request) => opening.opened.missing(from('site', request), NOW).map(({ kind }) => kind);
    expect(missing({})).toEqual([]);
    expect(missing({ tcbInfo: { tcbEvaluationDataNumber: 19 } })).toEqual(['dcap.tcb-info']);
    expect(missing({ qeIdentity: { tcbEvaluationDataNumber: 19 } })).toEqual(['dcap.qe-identity']);
  });

  it('was none before it was', () => {
    const at = (text: string) => minimumEvaluationNumber(MIN_NUMBERS, 'dcap.tcb-info', parseRfc3339(text, 'at'))?.number;
    expect(at('2026-08-12T23:59:59Z')).toBeUndefined();
    expect(at('2026-08-13T00:00:00Z')).toBe(20);
  });

  it('the highest of several least numbers that apply counts', () => {
    const since = (text: string) => parseRfc3339(text, 'since');
    const least = [
      { number: 21, since: since('2026-02-01T00:00:00Z') },
      { number: 20, since: since('2026-01-01T00:00:00Z') },
      { number: 30, since: since('2030-01-01T00:00:00Z') },
    ];
    expect(minimumEvaluationNumber({ 'dcap.tcb-info': least, 'dcap.qe-identity': [] }, 'dcap.tcb-info', NOW)?.number).toBe(21);
  });

  it('that will be superseded on a known day is good until then', async () => {
    const tomorrow = parseRfc3339('2026-11-25T18:00:00Z', 'tomorrow');
    const least = { ...MIN_NUMBERS, 'dcap.tcb-info': [{ number: 21, since: tomorrow }] };
    const sgx = { ...ORDINARY_POLICY.tees.sgx, evaluation: { least, below: 'warn' } } as const;
    const policy = { ...ORDINARY_POLICY, tees: { ...ORDINARY_POLICY.tees, sgx } };
    const { goodUntil } = await appraiseCase({ evidence, anchors: usual.anchors, now: NOW, policy, endorsements: from('site') });
    expect(goodUntil).toBe('2026-11-25T17:59:59.999Z');
  });
});
