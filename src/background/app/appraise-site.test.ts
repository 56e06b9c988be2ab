import { describe, expect, it } from 'vitest';
import { instant, toBase64, type Endorsement, type Instant } from '../../verifier/index.ts';
import { ENDORSEMENT_MEDIA_TYPE } from '../../verifier/protocol/index.ts';
import { keystoneReport, DEVICE, registryResponse } from '../../verifier/testing/keystone-report.ts';
import { makeCase, midnight, type CaseRequest } from '../../verifier/testing/intel/case.ts';
import { level, SGX_LEVELS } from '../../verifier/testing/intel/documents.ts';
import { dcapEvidence, endorsementsFor, NOW } from '../../verifier/testing/intel/appraised.ts';
import { askedOf, type Asked, type Developer } from '../testing/asked.ts';
import type { SiteAppraisal } from './appraise-site.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const COLLATERAL = ENDORSEMENT_MEDIA_TYPE.dcapCollateral;

const [patched] = SGX_LEVELS;
if (patched === undefined) throw new Error('no level');
const OUT_OF_DATE = { tcbLevels: [level({ ...patched, status: 'OutOfDate' })] };

type Intel = Omit<CaseRequest, 'now'>;
const usual = makeCase({ now: NOW });
const intelRoot = {
  slot: 'intelSgxRoot',
  name: 'test root',
  certificates: [toBase64(usual.authorities.root.certificate)],
} as const;
const collateral = (request: Intel = {}): Uint8Array => makeCase({ now: NOW, ...request }).collateral;
const sentBy = (bytes: Uint8Array) => [{ mediaType: COLLATERAL, bytes }];
const intels = (request: Intel = {}): readonly Endorsement[] =>
  endorsementsFor({ evidence: usual.evidence, collateral: collateral(request) });
const intel = (answers: readonly Endorsement[] = intels(), developer: Developer = {}, now: Instant = NOW): Promise<Asked> =>
  askedOf(dcapEvidence(usual.evidence), answers, now, { testAnchors: [intelRoot], ...developer });

const STALE = {
  tcbInfo: { nextUpdate: midnight(NOW, 0) },
  qeIdentity: { nextUpdate: midnight(NOW, 0) },
  rootCrl: { nextUpdate: midnight(NOW, 0) },
  pckCrl: { nextUpdate: midnight(NOW, 0) },
} satisfies Intel;
const KINDS = ['dcap.tcb-info', 'dcap.qe-identity', 'dcap.pck-crl', 'dcap.root-crl'];

const without = (known: Readonly<Record<string, string>>, ...names: readonly string[]) =>
  Object.fromEntries(Object.entries(known).filter(([name]) => !names.includes(name)));

const told = ({ result }: SiteAppraisal) => [result.claims?.tcb.status, result.vector.hardware];
const because = ({ problems }: SiteAppraisal) => problems.map(({ fault, facts }) => [fault, facts['need'], facts['because']]);

describe('Intel’s documents that a site sends along', () => {
  it('are replaced one by one by Intel’s answers when they are out of date', async () => {
    const background = await intel();
    expect(told(await background.visit({}, sentBy(collateral(STALE))))).toEqual(['UpToDate', 'affirming']);
    expect(background.asked).toEqual(KINDS);
    background.asked.length = 0;
    const one = await intel();
    expect(told(await one.visit({}, sentBy(collateral({ rootCrl: STALE.rootCrl }))))).toEqual(['UpToDate', 'affirming']);
    expect(one.asked).toEqual(['dcap.root-crl']);
  });

  it('are nobody’s fault when they are out of date and Intel cannot be asked', async () => {
    const appraised = await (await intel([])).visit({}, sentBy(collateral({ tcbInfo: STALE.tcbInfo })));
    const finding = appraised.result.findings.find(({ check }) => check === 'dcap.tcb-info.current');
    expect(finding).toMatchObject({ outcome: 'unknown', facts: { because: 'expired', from: 'site' } });
    expect(because(appraised)).toEqual([['network', 'dcap.tcb-info', 'net.unreachable']]);
  });

  it('are out of date by the time that a developer set, not by the clock', async () => {
    const later = instant(NOW + 300 * DAY_MS);
    const background = await intel(intels(), { verificationTime: '2026-11-25T12:00:00Z' }, later);
    expect(told(await background.visit({}, sentBy(collateral())))).toEqual(['UpToDate', 'affirming']);
    expect(background.asked).toEqual([]);
    const ahead = await intel(intels(), { verificationTime: '2027-03-01T00:00:00Z' });
    await ahead.visit({}, sentBy(collateral()));
    expect(ahead.asked).toEqual(KINDS);
  });

  it.each<[string, Intel]>([
    ['whose signature was damaged', { document: (known) => ({ ...known, tcb_info_signature: '00'.repeat(64) }) }],
    ['that cannot be read', { document: (known) => ({ ...known, tcb_info: '{"id":"SGX"}' }) }],
    [
      'whose signer’s chain was damaged',
      { document: (known) => ({ ...known, tcb_info_issuer_chain: known['pck_crl_issuer_chain'] }) },
    ],
    ['without its signer’s chain', { document: (known) => without(known, 'tcb_info_issuer_chain', 'qe_identity_issuer_chain') }],
    ['of a form that is newer than this release', { tcbInfo: { version: 4 } }],
    ['with a damaged list', { document: (known) => ({ ...known, pck_crl: known['root_ca_crl'] }) }],
  ])('%s is asked of Intel and never red', async (_, request) => {
    const background = await intel();
    const appraised = await background.visit({}, sentBy(collateral(request)));
    expect(told(appraised)).toEqual(['UpToDate', 'affirming']);
    expect(appraised.problems).toEqual([]);
    expect(background.asked.length).toBeGreaterThan(0);
    const silent = await intel([]);
    const unknown = await silent.visit({}, sentBy(collateral(request)));
    expect(unknown.result.vector.hardware).toBe('none');
  });

  it('and do not hold are reported when Intel cannot be asked', async () => {
    const background = await intel([]);
    const damaged = collateral({ document: (known) => ({ ...known, tcb_info_signature: '00'.repeat(64) }) });
    expect(because(await background.visit({}, sentBy(damaged)))).toContainEqual(['site', 'dcap.tcb-info', 'unusable']);
  });

  it('cannot improve the verdict: kept copies are compared with them, and nobody is asked for that', async () => {
    const background = await intel(intels({ tcbInfo: { ...OUT_OF_DATE, tcbEvaluationDataNumber: 21 } }));
    expect(told(await background.visit())).toEqual(['OutOfDate', 'warning']);
    background.asked.length = 0;
    const appraised = await background.visit({}, sentBy(collateral()));
    expect(told(appraised)).toEqual(['OutOfDate', 'warning']);
    expect(appraised.result.claims?.tcb.tableFrom).toBe('cache');
    expect(background.asked).toEqual([]);
  });

  it('and are superseded are requested from Intel, and are a warning when Intel does not answer', async () => {
    const superseded = sentBy(collateral({ tcbInfo: { tcbEvaluationDataNumber: 19 } }));
    const background = await intel(intels({ tcbInfo: OUT_OF_DATE }));
    expect(told(await background.visit({}, superseded))).toEqual(['OutOfDate', 'warning']);
    expect(background.asked).toEqual(['dcap.tcb-info']);
    const silent = await intel([]);
    const { result } = await silent.visit({}, superseded);
    expect([result.claims?.tcb.status, result.vector.hardware]).toEqual(['UpToDate', 'warning']);
  });
});

describe('an answer from Intel’s service', () => {
  const damaged: Intel = { document: (known) => ({ ...known, tcb_info_signature: '00'.repeat(64) }) };

  it('that does not hold is grey, the service’s fault, and not kept', async () => {
    const background = await intel(intels(damaged));
    const appraised = await background.visit();
    expect(told(appraised)).toEqual([undefined, 'none']);
    expect(because(appraised)).toEqual([['vendor', 'dcap.tcb-info', 'unusable']]);
    const rows = [...background.tables.rows.keys()].filter((key) => key.startsWith('endorsements'));
    expect(rows.map((key) => /dcap\.[a-z-]+/.exec(key)?.[0]).toSorted()).toEqual(
      KINDS.filter((kind) => kind !== 'dcap.tcb-info').toSorted(),
    );
    background.answers = intels();
    expect(told(await background.visit())).toEqual(['UpToDate', 'affirming']);
    expect(background.asked.filter((kind) => kind === 'dcap.tcb-info')).toHaveLength(2);
    expect(background.asked.filter((kind) => kind === 'dcap.root-crl')).toHaveLength(1);
  });

  it('is dropped once the kept copy no longer holds', async () => {
    const background = await intel();
    await background.visit();
    const [row] = [...background.tables.rows.keys()].filter((key) => key.startsWith('endorsements dcap.tcb-info'));
    const kept = background.tables.rows.get(row ?? '') as { endorsement: { bytes: Uint8Array } };
    kept.endorsement.bytes[200] = (kept.endorsement.bytes[200] ?? 0) ^ 1;
    background.asked.length = 0;
    expect(told(await background.visit())).toEqual(['UpToDate', 'affirming']);
    expect(background.asked).toEqual(['dcap.tcb-info']);
    await background.visit();
    expect(background.asked).toEqual(['dcap.tcb-info']);
  });

  it('in a format newer than this release is grey, ours to fix, and kept', async () => {
    const background = await intel(intels({ tcbInfo: { version: 4 } }));
    const appraised = await background.visit();
    expect(told(appraised)).toEqual([undefined, 'none']);
    expect(because(appraised)).toEqual([['ours', 'dcap.tcb-info', 'newer']]);
    await background.visit();
    expect(background.asked.filter((kind) => kind === 'dcap.tcb-info')).toHaveLength(1);
  });

  it('is never kept from a private window', async () => {
    const background = await intel();
    await background.visit({ private: true });
    expect([...background.tables.rows.keys()].filter((key) => key.startsWith('endorsements'))).toEqual([]);
  });

  it('about a quote registered on a chain is kept as well', async () => {
    const background = await intel();
    expect((await background.registered())?.vector.hardware).toBe('affirming');
    expect(background.asked).toEqual(KINDS);
    await background.registered();
    expect(background.asked).toEqual(KINDS);
  });

  it('that revokes the processor is red', async () => {
    const background = await intel(intels({ pckCrl: { revoked: [usual.authorities.pck.serial] } }));
    expect((await background.visit()).result.vector.hardware).toBe('contraindicated');
  });
});

it('a Keystone device is looked up in the register that the user follows, and the result says so', async () => {
  const answer = registryResponse('device-key', DEVICE.raw, '2026-11-25T00:00:00Z');
  const background = await askedOf({ type: 'keystone-report', bytes: keystoneReport(), parameters: {} }, [answer], NOW);
  expect((await background.visit()).result.vector.hardware).toBe('affirming');
  expect(background.asked).toEqual(['device-key']);
});
