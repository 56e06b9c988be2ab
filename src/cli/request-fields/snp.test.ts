import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { toHex } from '../../verifier/bytes/hex.ts';
import { appraise, parseRfc3339, type AttestationResult } from '../../verifier/index.ts';
import { toPem } from '../../verifier/testing/der-writer.ts';
import { testCrypto } from '../../verifier/testing/appraise-case.ts';
import { issueList, issueVek, testAmd, vekKey } from '../../verifier/testing/snp/authority.ts';
import { filler, GENOA_REPORT, GENOA_TCB, writeReport, type ReportFields } from '../../verifier/testing/snp/report-writer.ts';
import { decide, type Decision } from '../decision.ts';
import { readLine, readRequest } from '../request.ts';

const folder = mkdtempSync(join(tmpdir(), 'words-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const file = (name: string, bytes: Uint8Array | string): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

type Request = Readonly<Record<string, unknown>>;
type Appraised = { readonly decision: Decision; readonly result: AttestationResult };

async function appraised(request: Request): Promise<Appraised> {
  const at = '2026-11-01T12:00:00Z';
  const line = readLine(JSON.stringify({ id: 'test', at, ...request }));
  const { input, tee, codeNamed } = await readRequest(line, parseRfc3339(at, 'at'));
  const result = await appraise({ ...input, crypto: testCrypto });
  return { decision: decide(result, tee, codeNamed), result };
}
const decided = async (request: Request): Promise<Decision> => (await appraised(request)).decision;
const refused = (request: Request) => expect(appraised(request)).rejects;
const answer = ({ result }: Appraised, check: string) => result.findings.find((finding) => finding.check === check);

const amd = testAmd('Genoa');
const vekDer = issueVek(amd, { chipId: GENOA_REPORT.chipId, tcb: GENOA_TCB }).certificate;
const anchors = {
  amd: {
    Genoa: {
      ark: file('ark', amd.ark.certificate),
      ask: file('ask', amd.ask.certificate),
      asvk: file('asvk', amd.asvk.certificate),
    },
  },
};
let reports = 0;
const evidence = (fields: Partial<ReportFields> = {}, more: Request = {}): Request => {
  const report = writeReport({ ...GENOA_REPORT, ...fields }, vekKey('vcek', GENOA_TCB));
  return { type: 'snp-report', file: file(`report-${String((reports += 1))}`, report), ...more };
};
const vek = file('vek', vekDer);
const crl = file('crl', issueList(amd));
const request = { evidence: evidence(), anchors, endorsements: { vek, crl } };
/** The usual report with other fields, under a policy. */
const about = (fields: Partial<ReportFields>, policy: Request = {}): Request => ({
  ...request,
  evidence: evidence(fields),
  policy,
});

describe('words of SEV-SNP', () => {
  it('for endorsements accept DER and PEM', async () => {
    expect(await decided(request)).toBe('accept');
    const pem = file('vek.pem', toPem('CERTIFICATE', vekDer));
    const list = file('crl.pem', toPem('X509 CRL', issueList(amd)));
    const made = await appraised({ ...request, endorsements: { vek: pem, crl: list } });
    expect(made.decision).toBe('accept');
    expect(answer(made, 'snp.vek.revocation')?.outcome).toBe('pass');
  });

  it('that omit the certificate leave it undecided; a missing list only warns', async () => {
    expect(await decided({ ...request, endorsements: { crl } })).toBe('undecided');
    const made = await appraised({ ...request, endorsements: { vek } });
    expect(made.decision).toBe('accept');
    expect(answer(made, 'snp.vek.revocation')).toMatchObject({ outcome: 'unknown', facts: { because: 'no-crl' } });
  });

  it('treat the certificate as the requested one: another chip’s is a contradiction', async () => {
    const other = issueVek(amd, { chipId: filler(9, 64), tcb: GENOA_TCB }).certificate;
    const made = await appraised({ ...request, endorsements: { vek: file('other', other), crl } });
    expect(made.decision).toBe('reject');
    expect(answer(made, 'snp.vek.chip')?.outcome).toBe('fail');
  });

  it('refuse no certificate, and two where there has to be one', async () => {
    await refused({ ...request, endorsements: { vek: file('two', toPem('CERTIFICATE', vekDer, vekDer)) } }).toThrow(
      /vek: not exactly one certificate/,
    );
    await refused({ ...request, endorsements: { vek: join(folder, 'absent') } }).toThrow(/absent/);
    await refused({ ...request, endorsements: { vek: 7 } }).toThrow(/not a string/);
  });

  it.each([
    ['no PEM', '-----BEGIN CERTIFICATE-----'],
    ['PEM under another label', '-----BEGIN EC PARAMETERS-----\nAAAA\n-----END EC PARAMETERS-----\n'],
    ['PEM with spaces at the ends of its lines', toPem('CERTIFICATE', vekDer).replaceAll('\n', ' \n')],
    ['DER that is no certificate', '0\u0003nonsense'],
  ])('decide by a certificate and a list that are %s as by any that do not hold', async (name, content) => {
    const path = file(name, content);
    const asVek = await appraised({ ...request, endorsements: { vek: path, crl } });
    expect([asVek.decision, answer(asVek, 'snp.vek.well-formed')?.outcome]).toEqual(['reject', 'fail']);
    expect(await decided({ ...request, endorsements: { vek, crl: path } })).toBe('reject');
  });

  it('compare every list of a PEM text with the certificate, not only the first', async () => {
    const both = toPem('X509 CRL', issueList(amd), issueList(amd, { revoked: [amd.ask.serial] }));
    expect(await decided({ ...request, endorsements: { vek, crl: file('both', both) } })).toBe('reject');
  });

  it('never trust a chain: it is ignored, whatever it is, and reported when it is missing', async () => {
    const rogue = testAmd('Genoa', 'rogue');
    const chain = file('chain', toPem('CERTIFICATE', rogue.ask.certificate, rogue.ark.certificate));
    expect(await decided({ ...request, endorsements: { vek, crl, chain } })).toBe('accept');
    expect(await decided({ ...request, anchors: {}, endorsements: { vek, crl, chain } })).toBe('reject');
    expect(await decided({ ...request, endorsements: { vek, crl, chain: file('damaged', '-----BEGIN') } })).toBe('accept');
    await refused({ ...request, endorsements: { vek, crl, chain: join(folder, 'absent') } }).toThrow(/absent/);
  });

  it('refuse a list that revokes, and one that is someone else’s', async () => {
    const revoking = file('revoking', issueList(amd, { revoked: [amd.ask.serial] }));
    expect(await decided({ ...request, endorsements: { vek, crl: revoking } })).toBe('reject');
    const foreign = file('foreign', issueList(testAmd('Turin')));
    expect(await decided({ ...request, endorsements: { vek, crl: foreign } })).toBe('reject');
  });

  it('name anchors by line, all three of them, and mark the result', async () => {
    expect((await appraised(request)).result.simulated).toContain(anchors.amd.Genoa.ark);
    await refused({ ...request, anchors: { amd: { Rome: anchors.amd.Genoa } } }).toThrow(/Rome: not one of Milan, Genoa, Turin/);
    const { ark, ask } = anchors.amd.Genoa;
    await refused({ ...request, anchors: { amd: { Genoa: { ark, ask } } } }).toThrow(/asvk/);
    const turin = { ...anchors.amd.Genoa };
    expect(await decided({ ...request, anchors: { amd: { Turin: turin } } })).toBe('reject');
  });

  it('treat a product line only as a hint', async () => {
    const hinted = (productLine: unknown) => decided({ ...request, evidence: evidence({}, { productLine }) });
    expect(await hinted('Genoa')).toBe('accept');
    expect(await hinted('Milan')).toBe('accept');
    await refused({ ...request, evidence: evidence({}, { productLine: 7 }) }).toThrow(/productLine/);
  });

  const PROVISIONAL = { currentTcb: Uint8Array.of(11, 0, 0, 0, 0, 0, 0x1b, 0x56) };
  const MIGRATABLE = { policy: GENOA_REPORT.policy | (1n << 18n) };
  const SINGLE_SOCKET = { policy: GENOA_REPORT.policy | (1n << 20n) };
  const NO_ALIAS_CHECK = { platformInfo: 0x05n };
  const ABI_1_51 = { policy: GENOA_REPORT.policy | 0x0133n };

  it.each<[string, Request, Decision]>([
    ['migrationAgent refuse', about(MIGRATABLE, { migrationAgent: 'refuse' }), 'reject'],
    ['migrationAgent accept', about(MIGRATABLE, { migrationAgent: 'accept' }), 'accept'],
    ['smt refuse', about({}, { smt: 'refuse' }), 'reject'],
    ['smt accept', about({}, { smt: 'accept' }), 'accept'],
    ['singleSocket require, of a guest that does not', about({}, { singleSocket: 'require' }), 'reject'],
    ['singleSocket require, of one that does', about(SINGLE_SOCKET, { singleSocket: 'require' }), 'accept'],
    ['minimumPolicyAbi above', about(ABI_1_51, { minimumPolicyAbi: '1.52' }), 'reject'],
    ['minimumPolicyAbi, compared as numbers', about(ABI_1_51, { minimumPolicyAbi: '1.6' }), 'accept'],
    ['vmpl 1 of a report of level 0', about({}, { vmpl: 1 }), 'reject'],
    ['vmpl 1 of a report of level 1', about({ vmpl: 1 }, { vmpl: 1 }), 'accept'],
    ['vmpl any', about({ vmpl: 3 }, { vmpl: 'any' }), 'accept'],
    ['aliasCheck require', about(NO_ALIAS_CHECK, { aliasCheck: 'require' }), 'reject'],
    ['aliasCheck warn', about(NO_ALIAS_CHECK, { aliasCheck: 'warn' }), 'accept'],
    ['provisionalTcb refuse', about(PROVISIONAL, { provisionalTcb: 'refuse' }), 'reject'],
    ['provisionalTcb accept', about(PROVISIONAL, { provisionalTcb: 'accept' }), 'accept'],
    ['minimumTcb that is reached', about({}, { minimumTcb: { snp: 0x1b, microcode: 0x56 } }), 'accept'],
    ['minimumTcb with one level above', about({}, { minimumTcb: { snp: 0x1b, microcode: 0x57 } }), 'reject'],
  ])('for policy: %s', async (_, asked, decision) => {
    expect(await decided(asked)).toBe(decision);
  });

  it('for policy state what they warn about', async () => {
    const warned = await appraised(about(NO_ALIAS_CHECK, { aliasCheck: 'warn' }));
    expect(answer(warned, 'snp.platform.alias-check')?.outcome).toBe('warn');
    expect(answer(await appraised(about(NO_ALIAS_CHECK, { aliasCheck: 'accept' })), 'snp.platform.alias-check')?.outcome).toBe(
      'pass',
    );
  });

  it.each<[string, Request, RegExp]>([
    ['aliasCheck', { aliasCheck: 'refuse' }, /not one of accept, warn, require/],
    ['singleSocket', { singleSocket: true }, /not one of accept, require/],
    ['vmpl', { vmpl: 4 }, /not one of any/],
    ['minimumPolicyAbi', { minimumPolicyAbi: 1.51 }, /not a string/],
    ['minimumPolicyAbi', { minimumPolicyAbi: '1.51.2' }, /not a version like 1.51/],
    ['minimumTcb', { minimumTcb: { snp: -1 } }, /snp: not a natural number/],
    ['minimumTcb', { minimumTcb: { ucode: 1 } }, /ucode: not one of fmc, bootloader, tee, snp, microcode/],
    ['a word of another family', { testKeys: 'accept' }, /not a policy/],
  ])('refuse %s that means nothing: %j', async (_, policy, why) => {
    await refused({ ...request, policy }).toThrow(why);
  });

  const FIXED = { hostData: filler(7, 32), idKeyDigest: filler(8, 48), authorKeyDigest: filler(9, 48), keyInfo: 1 };
  const { measurement } = GENOA_REPORT;

  it.each<[string, Request, Decision]>([
    ['measurement', { measurement: toHex(measurement) }, 'accept'],
    ['one of several measurements', { measurement: ['00', toHex(measurement)] }, 'accept'],
    ['no measurement at all', { measurement: [] }, 'reject'],
    ['another measurement', { measurement: toHex(filler(99, 48)) }, 'reject'],
    ['hostData', { hostData: toHex(FIXED.hostData) }, 'accept'],
    ['other hostData', { hostData: '00'.repeat(32) }, 'reject'],
    ['idKeyDigest', { idKeyDigest: toHex(FIXED.idKeyDigest) }, 'accept'],
    ['another idKeyDigest', { idKeyDigest: toHex(FIXED.authorKeyDigest) }, 'reject'],
    ['authorKeyDigest', { authorKeyDigest: toHex(FIXED.authorKeyDigest) }, 'accept'],
    ['another authorKeyDigest', { authorKeyDigest: toHex(FIXED.idKeyDigest) }, 'reject'],
    ['reportData', { reportData: toHex(GENOA_REPORT.reportData) }, 'accept'],
    ['other reportData', { reportData: '00'.repeat(64) }, 'reject'],
  ])('expect %s', async (_, expected, decision) => {
    expect(await decided({ ...about(FIXED), expected })).toBe(decision);
  });

  it('mean the time that they name: a certificate that begins later is refused, not left open', async () => {
    const early = await appraised({ ...request, at: '2024-12-01T00:00:00Z' });
    expect(early.decision).toBe('reject');
  });
});
