import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Malformed, Unsupported } from '../../malformed.ts';
import { p384Key } from '../../testing/keys.ts';
import { filler, GENOA_REPORT, patched, TURIN_REPORT, writeReport, type ReportFields } from '../../testing/snp/report-writer.ts';
import { readReport } from './report.ts';

const key = p384Key('report');
const write = (change: Partial<ReportFields> = {}): Uint8Array => writeReport({ ...GENOA_REPORT, ...change }, key);

describe('a report', () => {
  it('is read field by field', () => {
    const report = readReport(
      write({
        version: 5,
        guestSvn: 7,
        policy: 0x3_0137n,
        familyId: filler(20, 16),
        imageId: filler(21, 16),
        vmpl: 2,
        currentTcb: filler(22, 8),
        platformInfo: 0x65n,
        keyInfo: 0b00111,
        hostData: filler(23, 32),
        idKeyDigest: filler(24, 48),
        authorKeyDigest: filler(25, 48),
        reportedTcb: filler(26, 8),
        cpuid: [0x1a, 0x11, 3],
        committedTcb: filler(27, 8),
        current: [1, 2, 3],
        committed: [4, 5, 6],
        launchTcb: filler(28, 8),
        launchMitigations: 0x1_0000_0000n,
        currentMitigations: 0x3fn,
      }),
    );
    expect(report).toMatchObject({
      version: 5,
      guestSvn: 7,
      policy: 0x3_0137n,
      familyId: filler(20, 16),
      imageId: filler(21, 16),
      vmpl: 2,
      currentTcb: filler(22, 8),
      platformInfo: 0x65n,
      key: { authorKeyEnabled: true, chipKeyMasked: true, signing: 1 },
      reportData: GENOA_REPORT.reportData,
      measurement: GENOA_REPORT.measurement,
      hostData: filler(23, 32),
      idKeyDigest: filler(24, 48),
      authorKeyDigest: filler(25, 48),
      reportId: GENOA_REPORT.reportId,
      reportIdOfMigrationAgent: new Uint8Array(32).fill(0xff),
      reportedTcb: filler(26, 8),
      cpuid: { family: 0x1a, model: 0x11, stepping: 3 },
      chipId: GENOA_REPORT.chipId,
      committedTcb: filler(27, 8),
      current: { build: 1, minor: 2, major: 3 },
      committed: { build: 4, minor: 5, major: 6 },
      launchTcb: filler(28, 8),
      mitigations: { launch: 0x1_0000_0000n, current: 0x3fn },
    });
    expect(report.signed).toHaveLength(0x2a0);
    expect(report.signature).toEqual(key.sign(report.signed));
  });

  it.each([2, 3, 4, 5])('may have version %i', (version) => {
    const report = readReport(write({ version, cpuid: version === 2 ? null : [0x19, 0x11, 1] }));
    expect(report.version).toBe(version);
    expect(report.cpuid === undefined).toBe(version === 2);
    expect(report.mitigations === undefined).toBe(version < 4);
  });

  it.each([0, 1, 16, 0x0200_0000])('may not have version %i', (version) => {
    expect(() => readReport(write({ version }))).toThrow(
      new Malformed('report.VERSION', `version ${String(version)} is not known`, 0),
    );
  });

  it.each([6, 7, 15])('of version %i is newer than this release', (version) => {
    expect(() => readReport(write({ version }))).toThrow(
      new Unsupported('report.VERSION', `version ${String(version)} is not known`, 0),
    );
  });

  it.each([0, 2, 0x0100_0000])('may not have signature algorithm %i', (signatureAlgorithm) => {
    expect(() => readReport(write({ signatureAlgorithm }))).toThrow(Malformed);
  });

  it.each<[string, number, Partial<ReportFields>]>([
    ['the high bits of the key information', 0x049, {}],
    ['bit 5 of the key information', 0x048, { keyInfo: 1 << 5 }],
    ['the word after the key information', 0x04c, {}],
    ['the last byte before REPORT_DATA', 0x04f, {}],
    ['the first byte after CPUID', 0x18b, {}],
    ['the last byte before CHIP_ID', 0x19f, {}],
    ['CPUID in version 2', 0x188, { version: 2, cpuid: null }],
    ['the byte after CURRENT_MAJOR', 0x1eb, {}],
    ['the byte after COMMITTED_MAJOR', 0x1ef, {}],
    ['mitigations in version 3', 0x1f8, { version: 3 }],
    ['current mitigations in version 2', 0x207, { version: 2, cpuid: null }],
    ['the first byte after the mitigations', 0x208, { version: 5 }],
    ['the last signed byte', 0x29f, {}],
    ['byte 48 of R', 0x2a0 + 48, {}],
    ['byte 71 of R', 0x2a0 + 71, {}],
    ['byte 48 of S', 0x2e8 + 48, {}],
    ['byte 71 of S', 0x2e8 + 71, {}],
    ['the first byte behind the signature', 0x330, {}],
    ['the last byte', 0x49f, {}],
  ])('must have %s zero', (_, offset, change) => {
    const good = write({ ...change, keyInfo: 0 });
    expect(() => readReport(good)).not.toThrow();
    const value = change.keyInfo ?? 0x80;
    expect(() => readReport(patched(good, offset, value))).toThrow(Malformed);
  });

  it('is refused if cut at any length, or with an extra byte', () => {
    const whole = writeReport(TURIN_REPORT, key);
    for (let length = 0; length < whole.length; length += 1) {
      expect(() => readReport(whole.filter((_, index) => index < length))).toThrow(Malformed);
    }
    expect(() => readReport(Uint8Array.from([...whole, 0]))).toThrow(Malformed);
  });

  it('never throws anything but Malformed, whatever its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1184, maxLength: 1184 }), fc.integer({ min: 0, max: 7 }), (bytes, version) => {
        bytes.set([version, 0, 0, 0]);
        bytes.set([1, 0, 0, 0], 0x34);
        try {
          readReport(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(Malformed);
        }
      }),
    );
  });
});
