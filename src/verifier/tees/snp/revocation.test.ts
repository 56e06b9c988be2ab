import { describe, expect, it } from 'vitest';
import { concat } from '../../bytes/equal.ts';
import { fromHex } from '../../bytes/hex.ts';
import { AMD } from '../../anchors/amd.ts';
import { fact, troubles } from '../../testing/appraise-case.ts';
import { amdName, issueList, issueVek, testAmd } from '../../testing/snp/authority.ts';
import { recorded, recordedJson } from '../../testing/recorded.ts';
import { appraised, type Change } from '../../testing/snp/appraised.ts';
import { GENOA_REPORT, GENOA_TCB, patched, TABLE_GUID, writeTable } from '../../testing/snp/report-writer.ts';
import { believedUnder } from '../../anchors/believed.ts';
import { testCrypto } from '../../testing/appraise-case.ts';
import { ORDINARY_POLICY } from '../../tees.ts';
import { openLedger } from '../../ledger.ts';
import { parseRfc3339 } from '../../time.ts';
import { readCertificate } from '../../x509/certificate.ts';
import { SNP_CHECKS } from './checks.ts';
import { revocation } from './revocation.ts';

const amd = testAmd('Genoa');
const clean = issueList(amd);
const revoking = issueList(amd, { revoked: [amd.ask.serial] });
const stale = issueList(amd, { nextUpdate: '2026-11-01T11:59:59Z' });

describe('a revocation list', () => {
  it.each<[string, Change, Readonly<Record<string, string>>]>([
    ['that is clean', { lists: [clean] }, {}],
    ['that is not there', { lists: [] }, { 'snp.vek.revocation': 'unknown' }],
    ['with the ASK', { lists: [revoking] }, { 'snp.vek.revocation': 'fail' }],
    ['with the ASVK, for a VCEK', { lists: [issueList(amd, { revoked: [amd.asvk.serial] })] }, {}],
    [
      'with the ASVK, for a VLEK',
      { vlek: true, lists: [issueList(amd, { revoked: [amd.asvk.serial] })] },
      { 'snp.vek.revocation': 'fail' },
    ],
    ['with the ASK, for a VLEK', { vlek: true, lists: [revoking] }, {}],
    ['with serial number 0, which every VEK has', { lists: [issueList(amd, { revoked: [Uint8Array.of(0)] })] }, {}],
    ['of yesterday', { lists: [stale] }, { 'snp.crl.fresh': 'unknown', 'snp.vek.revocation': 'unknown' }],
    [
      'of yesterday, where the list is vouched for',
      { lists: [stale], policy: { staleList: 'refuse' } },
      { 'snp.crl.fresh': 'fail', 'snp.vek.revocation': 'unknown' },
    ],
    [
      'of tomorrow',
      { lists: [issueList(amd, { thisUpdate: '2026-11-01T12:00:01Z' })] },
      { 'snp.crl.fresh': 'unknown', 'snp.vek.revocation': 'unknown' },
    ],
    [
      'of tomorrow, where the time is vouched for',
      { lists: [issueList(amd, { thisUpdate: '2026-11-01T12:00:01Z' })], policy: { timeAhead: 'refuse' } },
      { 'snp.crl.fresh': 'fail', 'snp.vek.revocation': 'unknown' },
    ],
    [
      'without an end',
      { lists: [issueList(amd, { nextUpdate: null })] },
      { 'snp.crl.fresh': 'unknown', 'snp.vek.revocation': 'unknown' },
    ],
    [
      'without an end, where the list is vouched for',
      { lists: [issueList(amd, { nextUpdate: null })], policy: { staleList: 'refuse' } },
      { 'snp.crl.fresh': 'fail', 'snp.vek.revocation': 'unknown' },
    ],
    [
      'signed by another key',
      { lists: [issueList(amd, {}, amd.ask.key)] },
      { 'snp.crl.signature': 'fail', 'snp.vek.revocation': 'unknown', 'snp.crl.fresh': 'unknown' },
    ],
    [
      'of another line',
      { lists: [issueList(testAmd('Turin'))] },
      { 'snp.crl.signature': 'fail', 'snp.vek.revocation': 'unknown', 'snp.crl.fresh': 'unknown' },
    ],
    [
      'under another issuer’s name',
      { lists: [issueList(amd, { issuerName: amdName('ARK-Milan') })] },
      { 'snp.crl.signature': 'fail', 'snp.vek.revocation': 'unknown', 'snp.crl.fresh': 'unknown' },
    ],
    [
      'without a number',
      { lists: [issueList(amd, { number: null })] },
      { 'snp.crl.signature': 'fail', 'snp.vek.revocation': 'unknown', 'snp.crl.fresh': 'unknown' },
    ],
    [
      'with a byte behind it',
      { lists: [concat(clean, Uint8Array.of(0))] },
      { 'snp.crl.signature': 'fail', 'snp.vek.revocation': 'unknown', 'snp.crl.fresh': 'unknown' },
    ],
    [
      'cut short',
      { lists: [clean.filter((_, index) => index < clean.length - 1)] },
      { 'snp.crl.signature': 'fail', 'snp.vek.revocation': 'unknown', 'snp.crl.fresh': 'unknown' },
    ],
    [
      'with one byte changed',
      { lists: [patched(clean, 100, (clean[100] ?? 0) ^ 1)] },
      { 'snp.crl.signature': 'fail', 'snp.vek.revocation': 'unknown', 'snp.crl.fresh': 'unknown' },
    ],
    ['that is stale beside one that holds', { lists: [stale, clean] }, {}],
    [
      'of yesterday that revokes: what is revoked stays so',
      { lists: [issueList(amd, { revoked: [amd.ask.serial], nextUpdate: '2026-11-01T11:59:59Z' })] },
      { 'snp.crl.fresh': 'unknown', 'snp.vek.revocation': 'fail' },
    ],
    [
      'of yesterday that revokes, beside a clean one of today',
      { lists: [issueList(amd, { revoked: [amd.ask.serial], nextUpdate: '2026-11-01T11:59:59Z' }), clean] },
      { 'snp.vek.revocation': 'fail' },
    ],
    [
      'of yesterday that revokes and that another key signed',
      { lists: [issueList(amd, { revoked: [amd.ask.serial], nextUpdate: '2026-11-01T11:59:59Z' }, amd.ask.key)] },
      { 'snp.crl.signature': 'fail', 'snp.vek.revocation': 'unknown', 'snp.crl.fresh': 'unknown' },
    ],
    ['that is clean before one that revokes', { lists: [clean, revoking] }, { 'snp.vek.revocation': 'fail' }],
  ])('%s', async (_, change, expected) => {
    expect(troubles(await appraised(change))).toEqual(expected);
  });

  it('limits how long the result is good', async () => {
    const short = issueList(amd, { nextUpdate: '2026-11-01T13:00:00Z' });
    expect((await appraised({ lists: [short] })).goodUntil).toBe('2026-11-01T13:00:00.000Z');
  });

  const inline = (crl: Uint8Array): Change => ({
    type: 'snp-extended-report',
    lists: [],
    evidence: (report, vcek) =>
      concat(
        report,
        writeTable([
          { guid: TABLE_GUID.vcek, bytes: vcek },
          { guid: TABLE_GUID.crl, bytes: crl },
        ]),
      ),
  });

  it.each<[string, Uint8Array, Readonly<Record<string, string>>]>([
    ['that holds counts', clean, {}],
    ['that revokes counts', revoking, { 'snp.vek.revocation': 'fail' }],
    ['that is stale is as good as none', stale, { 'snp.vek.revocation': 'unknown' }],
    ['that does not read is as good as none', Uint8Array.of(1), { 'snp.vek.revocation': 'unknown' }],
  ])('inside the evidence %s', async (_, crl, expected) => {
    expect(troubles(await appraised(inline(crl)))).toEqual(expected);
  });
});

type Recorded = {
  id: string;
  file: string;
  productLine: 'Milan' | 'Genoa' | 'Turin';
  at: string;
  serial: string;
  outcome: { outcome: string; errors: string[] };
};

const FAILS: Readonly<Record<string, string>> = {
  CERT_REVOKED: 'snp.vek.revocation',
  CRL_STALE: 'snp.crl.fresh',
  CRL_NOT_YET_VALID: 'snp.crl.fresh',
  CRL_SIGNATURE: 'snp.crl.signature',
  CRL_ISSUER: 'snp.crl.signature',
  CRL_MALFORMED: 'snp.crl.signature',
};

describe('recorded lists of AMD', () => {
  // The file's README.md says what a case contains; this only describes it.
  const cases = (recordedJson('snp/crl-cases.json') ?? []) as readonly Recorded[];

  it('agree with their outcomes', async () => {
    for (const { id, file, productLine, at, serial, outcome } of cases) {
      const { ark, ask } = AMD[productLine];
      const signer = { ...readCertificate(ask.certificate, 'ASK'), serial: fromHex(serial, 'serial') };
      const root = readCertificate(ark.certificate, 'ARK');
      const list = recorded(file);
      if (list === null) continue;
      const ledger = openLedger(SNP_CHECKS);
      const endorsers = { line: productLine, signer, root, believed: believedUnder({ name: 'test', test: false }) };
      await revocation(endorsers, [{ bytes: list, from: 'caller' }], {
        now: parseRfc3339(at, 'at'),
        crypto: testCrypto,
        ledger,
        policy: { timeAhead: 'refuse', staleList: 'refuse' },
        common: { ...ORDINARY_POLICY.common, unusableEndorsement: 'refuse' },
      });
      const failed = ledger.close().findings.filter((finding) => finding.outcome === 'fail');
      const wanted = outcome.errors.map((error) => FAILS[error]);
      expect([id, failed.map(({ check }) => check)]).toEqual([id, wanted]);
    }
  });
});

describe('a certificate', () => {
  it('issued again for the same key is just as good', async () => {
    const again = issueVek(amd, { chipId: GENOA_REPORT.chipId, tcb: GENOA_TCB, notBefore: '2026-02-02T00:00:00Z' }).certificate;
    expect(troubles(await appraised({ certificate: again }))).toEqual({});
    expect(fact(await appraised({ certificate: again }), 'snp.vek.chain', 'because')).toBeUndefined();
  });
});
