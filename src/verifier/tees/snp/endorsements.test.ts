// Covers: documents.ts, needs.ts
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../../bytes/equal.ts';
import { toHex } from '../../bytes/hex.ts';
import { suppliedBy, needKey, type Endorsement } from '../../endorsement.ts';
import type { Evidence } from '../../evidence.ts';
import { Malformed } from '../../malformed.ts';
import { toPem } from '../../testing/der-writer.ts';
import { appraiseCase, troubles } from '../../testing/appraise-case.ts';
import { issueList, issueVek, testAmd, vekKey } from '../../testing/snp/authority.ts';
import { anchors, made, now, VLEK_FIELDS, type Change } from '../../testing/snp/appraised.ts';
import {
  filler,
  GENOA_REPORT,
  GENOA_TCB,
  patched,
  TABLE_GUID,
  TURIN_REPORT,
  TURIN_TCB,
  writeReport,
  writeTable,
} from '../../testing/snp/report-writer.ts';
import { ENDORSEMENT_MEDIA_TYPE } from '../../protocol/media-types.ts';
import { snp } from './index.ts';

const amd = testAmd('Genoa');
const vcek = issueVek(amd, { chipId: GENOA_REPORT.chipId, tcb: GENOA_TCB }).certificate;
const vlek = issueVek(amd, { tcb: GENOA_TCB }).certificate;
const crl = issueList(amd);
const read = (bytes: Uint8Array): readonly Endorsement[] => snp.documents[ENDORSEMENT_MEDIA_TYPE.snpCertificates]?.(bytes) ?? [];
const text = (pem: string): Uint8Array => new TextEncoder().encode(pem);

const missing = (evidence: Evidence, supplied: readonly Endorsement[] = []): readonly string[] =>
  snp.open(evidence).missing(suppliedBy('site', supplied), now).map(needKey);
const evidenceOf = (change: Change): Evidence => made(change).evidence;

const genoaLevels = 'blSPL=10';
const NEED = `snp.vek?${genoaLevels}&chipId=${toHex(GENOA_REPORT.chipId)}&line=Genoa&snpSPL=27&teeSPL=0&ucodeSPL=86`;

describe('what a report needs', () => {
  it('is the chip’s certificate as AMD addresses it, and the line’s list', () => {
    expect(missing(evidenceOf({}))).toEqual([NEED, 'snp.crl?line=Genoa']);
  });

  it('on Turin is addressed by 8 bytes and with FMC', () => {
    const chip = toHex(TURIN_REPORT.chipId.filter((_, index) => index < 8));
    expect(missing(evidenceOf({ line: 'Turin' }))[0]).toBe(
      `snp.vek?blSPL=1&chipId=${chip}&fmcSPL=1&line=Turin&snpSPL=4&teeSPL=1&ucodeSPL=81`,
    );
  });

  it('is the provider’s certificate for a VLEK, and nobody’s for a masked chip', () => {
    expect(missing(evidenceOf({ vlek: true }))[0]).toBe('snp.vlek?blSPL=10&line=Genoa&snpSPL=27&teeSPL=0&ucodeSPL=86');
    expect(missing(evidenceOf({ report: { chipId: new Uint8Array(64) } }))[0]).toMatch(/chipId=masked/);
  });

  it.each<[string, Change, string]>([
    ['takes the caller’s hint', { parameters: { productLine: 'Genoa' } }, 'Genoa'],
    ['is Milan without one', {}, 'Milan'],
    ['ignores a hint that is no line', { parameters: { productLine: 'Rome' } }, 'Milan'],
    ['is Turin for a chip of eight bytes', { report: { chipId: TURIN_REPORT.chipId } }, 'Turin'],
  ])('in version 2 %s', (_, change, line) => {
    const report = { ...change.report, version: 2, cpuid: null };
    expect(missing(evidenceOf({ ...change, report }))).toEqual([
      expect.stringMatching(new RegExp(`^snp\\.vek\\?.*line=${line}`)),
      `snp.crl?line=${line}`,
    ]);
  });

  it('is nothing for a report that no key signed', () => {
    expect(missing(evidenceOf({ report: { keyInfo: 7 << 2 } }))).toEqual([]);
  });

  it('is nothing more once it is supplied', () => {
    expect(missing(evidenceOf({}), read(text(toPem('CERTIFICATE', vcek) + toPem('X509 CRL', crl))))).toEqual([]);
  });

  it('is still the certificate when another chip’s or another level’s was supplied', () => {
    const otherChip = issueVek(amd, { chipId: filler(70, 64), tcb: GENOA_TCB }).certificate;
    const otherLevel = issueVek(amd, { chipId: GENOA_REPORT.chipId, tcb: patched(GENOA_TCB, 7, 0x57) }).certificate;
    for (const wrong of [otherChip, otherLevel, vlek]) {
      expect(missing(evidenceOf({}), read(wrong))).toContain(NEED);
    }
  });

  it('is answered by the certificate inside an extended report, unless that is another chip’s', () => {
    const extended = (certificate: Uint8Array): Evidence =>
      evidenceOf({
        type: 'snp-extended-report',
        evidence: (report) => concat(report, writeTable([{ guid: TABLE_GUID.vcek, bytes: certificate }])),
      });
    expect(missing(extended(vcek))).toEqual(['snp.crl?line=Genoa']);
    expect(missing(extended(vlek))).toEqual([NEED, 'snp.crl?line=Genoa']);
    expect(missing(extended(Uint8Array.of(1, 2)))).toEqual([NEED, 'snp.crl?line=Genoa']);
  });

  it('is requested again when what was supplied has expired', () => {
    const old = issueVek(amd, { chipId: GENOA_REPORT.chipId, tcb: GENOA_TCB, notAfter: '2026-10-31T00:00:00Z' }).certificate;
    const stale = issueList(amd, { nextUpdate: '2026-10-31T00:00:00Z' });
    const open = snp.open(evidenceOf({}));
    const at = (supplied: readonly Endorsement[]): readonly string[] =>
      open.missing(suppliedBy('site', supplied), now).map(needKey);
    expect(at(read(concat(vcek, crl)))).toEqual([]);
    expect(at(read(concat(old, stale)))).toEqual([NEED, 'snp.crl?line=Genoa']);
    expect(at(read(concat(old, vcek, stale, crl)))).toEqual([]);
  });

  it('of a line follows the certificate in version 2', () => {
    const evidence = evidenceOf({ report: { version: 2, cpuid: null } });
    expect(missing(evidence, read(vcek))).toEqual(['snp.crl?line=Genoa']);
  });
});

describe('an endorsement document', () => {
  it('may be PEM or DER, in any order, with authorities that are ignored', () => {
    const { ark, ask, asvk } = amd;
    const wanted = [NEED, 'snp.vlek?blSPL=10&line=Genoa&snpSPL=27&teeSPL=0&ucodeSPL=86', 'snp.crl?line=Genoa'];
    const parts = [ark.certificate, vcek, ask.certificate, vlek, asvk.certificate];
    expect(read(concat(...parts, crl)).map(({ need }) => needKey(need))).toEqual(wanted);
    expect(read(text(toPem('CERTIFICATE', ...parts) + toPem('X509 CRL', crl))).map(({ need }) => needKey(need))).toEqual(wanted);
  });

  it('labels each part by its content', () => {
    const [endorsement] = read(issueVek(testAmd('Turin'), { chipId: TURIN_REPORT.chipId, tcb: TURIN_TCB }).certificate);
    expect(endorsement?.need).toMatchObject({ kind: 'snp.vek', line: 'Turin', fmcSPL: '1', ucodeSPL: '81' });
  });

  it.each<[string, Uint8Array]>([
    ['of nothing but text', text('certificates')],
    ['with another kind of block', text(toPem('PUBLIC KEY', vcek))],
    ['with text between its blocks', text(`${toPem('CERTIFICATE', vcek)}and\n${toPem('CERTIFICATE', vlek)}`)],
    ['with a part cut short', vcek.filter((_, index) => index < 500)],
    ['with a byte behind its parts', concat(vcek, Uint8Array.of(0))],
    [
      'with a VCEK that lacks an extension',
      issueVek(amd, { chipId: GENOA_REPORT.chipId, tcb: GENOA_TCB, extensions: { '3.8': null } }).certificate,
    ],
    ['of nine parts', concat(...Array.from({ length: 9 }, () => crl))],
    ['of 64 KiB and a byte', new Uint8Array(64 * 1024 + 1).fill(0x30)],
  ])('is refused %s', (_, bytes) => {
    expect(() => read(bytes)).toThrow(Malformed);
  });

  it('may hold nothing of use', () => {
    expect(read(new Uint8Array())).toEqual([]);
    expect(read(amd.ark.certificate)).toEqual([]);
  });

  it('never throws anything but Malformed, whatever its bytes', () => {
    fc.assert(
      fc.property(fc.nat(vcek.length - 1), fc.integer({ min: 0, max: 255 }), (at, value) => {
        try {
          read(patched(vcek, at, value));
        } catch (error) {
          expect(error).toBeInstanceOf(Malformed);
        }
      }),
    );
  });
});

describe('a list that a site sends along', () => {
  const bytes = writeReport(GENOA_REPORT, vekKey('vcek', GENOA_TCB));
  const appraise = async (list: Uint8Array): Promise<Readonly<Record<string, string>>> =>
    troubles(
      await appraiseCase({
        evidence: { type: 'snp-report', bytes, parameters: {} },
        endorsements: suppliedBy('site', read(concat(vcek, list))),
        anchors,
        now,
      }),
    );

  it('counts when it holds', async () => {
    expect(await appraise(crl)).toEqual({});
    expect(await appraise(issueList(amd, { revoked: [amd.ask.serial] }))).toEqual({ 'snp.vek.revocation': 'fail' });
  });

  it('counts as missing when it does not', async () => {
    for (const list of [issueList(amd, { nextUpdate: '2026-10-31T00:00:00Z' }), issueList(amd, {}, amd.ask.key)]) {
      expect(await appraise(list)).toEqual({ 'snp.vek.revocation': 'unknown' });
    }
  });
});

describe('the certificate that is used', () => {
  const extended = (certificate: Uint8Array): Uint8Array =>
    concat(writeReport(GENOA_REPORT, vekKey('vcek', GENOA_TCB)), writeTable([{ guid: TABLE_GUID.vcek, bytes: certificate }]));
  const other = issueVek(amd, { chipId: filler(70, 64), tcb: GENOA_TCB }).certificate;
  const appraise = async (bytes: Uint8Array, supplied: readonly Endorsement[]): Promise<Readonly<Record<string, string>>> =>
    troubles(
      await appraiseCase({
        evidence: { type: 'snp-extended-report', bytes, parameters: {} },
        endorsements: supplied,
        anchors,
        now,
      }),
    );

  it('is the one inside the evidence', async () => {
    expect(await appraise(extended(vcek), read(crl))).toEqual({});
  });

  it('is the supplied one, where the one inside is another chip’s', async () => {
    expect(await appraise(extended(other), read(concat(vcek, crl)))).toEqual({});
  });

  it('is the one inside anyway when there is no other, so that its fault can be reported', async () => {
    expect(await appraise(extended(other), read(crl))).toMatchObject({ 'snp.vek.chip': 'unknown' });
  });

  it('is none when a site sends another chip’s: that is not the one requested', async () => {
    const bytes = writeReport(GENOA_REPORT, vekKey('vcek', GENOA_TCB));
    expect(await appraise(bytes, read(concat(other, crl)))).toMatchObject({ 'snp.vek.well-formed': 'unknown' });
  });

  it('is an unexpired one, of several', async () => {
    const bytes = writeReport(GENOA_REPORT, vekKey('vcek', GENOA_TCB));
    const old = issueVek(amd, { chipId: GENOA_REPORT.chipId, tcb: GENOA_TCB, notAfter: '2026-10-31T00:00:00Z' }).certificate;
    expect(await appraise(bytes, read(concat(old, vcek, crl)))).toEqual({});
    expect(await appraise(bytes, read(concat(old, crl)))).toEqual({ 'snp.vek.validity': 'fail' });
  });

  it('for a masked chip may be any chip’s of that level', async () => {
    const bytes = writeReport({ ...GENOA_REPORT, chipId: VLEK_FIELDS.chipId }, vekKey('vcek', GENOA_TCB));
    expect(await appraise(bytes, read(concat(vcek, crl)))).toEqual({ 'snp.vek.chip': 'warn' });
  });

  it('for a VLEK is never a VCEK sent with it', async () => {
    const table = writeTable([
      { guid: TABLE_GUID.vcek, bytes: vcek },
      { guid: TABLE_GUID.vlek, bytes: vlek },
    ]);
    const bytes = concat(writeReport({ ...GENOA_REPORT, ...VLEK_FIELDS }, vekKey('vlek', GENOA_TCB)), table);
    expect(await appraise(bytes, read(crl))).toEqual({});
  });
});
