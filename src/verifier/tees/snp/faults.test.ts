// Covers: authenticate.ts, report.ts
import { describe, expect, it } from 'vitest';
import { concat } from '../../bytes/equal.ts';
import { boolean, ia5, integer, octetString } from '../../testing/der-writer.ts';
import { fact, troubles } from '../../testing/appraise-case.ts';
import { p256Key, p384Key } from '../../testing/keys.ts';
import { amdName, testAmd, vekKey } from '../../testing/snp/authority.ts';
import { appraised, type Change } from '../../testing/snp/appraised.ts';
import { filler, GENOA_REPORT, GENOA_TCB, patched, TURIN_REPORT, TURIN_TCB } from '../../testing/snp/report-writer.ts';

const GENOA_VCEK_KEY = vekKey('vcek', GENOA_TCB);

describe('a report with one fault', () => {
  it.each<[string, Change, Readonly<Record<string, string>>]>([
    ['that says it is not signed', { report: { keyInfo: 7 << 2 } }, { 'snp.report.signing-key': 'fail' }],
    ['of a reserved signing key', { report: { keyInfo: 3 << 2 } }, { 'snp.report.signing-key': 'fail' }],
    ['signed with a masked chip key', { report: { keyInfo: 2 } }, { 'snp.report.chip-key': 'warn' }],
    [
      'whose signature covers other bytes',
      { evidence: (bytes) => patched(bytes, 0x90, 0xee) },
      { 'snp.report.signature': 'fail' },
    ],
    ['signed by another key', { key: p384Key('nobody') }, { 'snp.report.signature': 'fail' }],
    [
      'signed by nobody: R and S zero',
      { evidence: (bytes) => bytes.map((byte, at) => (at < 0x2a0 ? byte : 0)) },
      { 'snp.report.signature': 'fail' },
    ],
    ['without a certificate', { certificate: null }, { 'snp.vek.well-formed': 'unknown' }],
    ['with a certificate that is no DER', { certificate: Uint8Array.of(0x30, 0x80) }, { 'snp.vek.well-formed': 'fail' }],
    ['whose certificate is no VEK', { vek: { subject: 'SEV-XXXX' } }, { 'snp.vek.kind': 'fail' }],
    ['whose certificate is another line’s', { amd: testAmd('Milan') }, { 'snp.vek.product': 'fail' }],
    ['of a processor of another line', { report: { cpuid: [0x19, 0x01, 1] } }, { 'snp.vek.product': 'fail' }],
    ['whose certificate names another product', { vek: { productName: 'Milan-B0' } }, { 'snp.vek.product': 'fail' }],
    ['whose certificate nobody signed', { vekSigner: testAmd('Genoa').asvk.key }, { 'snp.vek.chain': 'fail' }],
    ['whose certificate the ARK signed', { vekSigner: testAmd('Genoa').ark.key }, { 'snp.vek.chain': 'fail' }],
    ['of an authority of the same names', { amd: testAmd('Genoa', 'rogue'), lists: [] }, { 'snp.vek.chain': 'fail' }],
    [
      'whose certificate has a critical extension that nobody knows',
      { vek: { moreExtensions: [{ oid: '1.2.3', critical: true, value: integer(1) }] } },
      { 'snp.vek.chain': 'fail' },
    ],
    [
      'whose certificate is an authority’s',
      { vek: { moreExtensions: [{ oid: '2.5.29.19', value: Uint8Array.of(0x30, 3, ...boolean(true)) }] } },
      { 'snp.vek.chain': 'fail' },
    ],
    ['whose certificate has expired', { vek: { notAfter: '2026-11-01T11:59:59Z' } }, { 'snp.vek.validity': 'fail' }],
    ['whose certificate is of the future', { vek: { notBefore: '2026-11-01T12:00:01Z' } }, { 'snp.vek.validity': 'unknown' }],
    [
      'whose certificate is of the future, where the time is vouched for',
      { vek: { notBefore: '2026-11-01T12:00:01Z' }, policy: { timeAhead: 'refuse' } },
      { 'snp.vek.validity': 'fail' },
    ],
    [
      'of the future that nobody signed',
      { vek: { notBefore: '2026-11-01T12:00:01Z' }, vekSigner: testAmd('Genoa').asvk.key },
      { 'snp.vek.chain': 'fail', 'snp.vek.validity': 'unknown' },
    ],
    [
      'whose key is not on P-384',
      { vek: { key: p256Key('vcek') }, key: GENOA_VCEK_KEY },
      { 'snp.vek.key': 'fail', 'snp.report.signature': 'fail' },
    ],
    ['whose certificate is for another chip', { vek: { chipId: filler(77, 64) } }, { 'snp.vek.chip': 'fail' }],
    [
      'of another chip than its certificate, with the chip key masked',
      { report: { chipId: filler(77, 64), keyInfo: 2 } },
      { 'snp.vek.chip': 'fail', 'snp.report.chip-key': 'warn' },
    ],
    ['that hides its chip', { report: { chipId: new Uint8Array(64) } }, { 'snp.vek.chip': 'warn' }],
    [
      'that hides its chip, where that is refused',
      { report: { chipId: new Uint8Array(64) }, policy: { maskedChip: 'refuse' } },
      { 'snp.vek.chip': 'fail' },
    ],
    [
      'of Turin whose chip identity goes on behind its 8 bytes',
      { line: 'Turin', report: { chipId: patched(TURIN_REPORT.chipId, 63, 1) } },
      { 'snp.vek.chip': 'fail' },
    ],
    [
      'of Genoa whose certificate has the first 8 bytes of its chip',
      { vek: { extensions: { '4': GENOA_REPORT.chipId.filter((_, index) => index < 8) } } },
      { 'snp.vek.chip': 'fail' },
    ],
  ])('%s', async (_, change, expected) => {
    const result = await appraised(change);
    const told = Object.fromEntries(Object.entries(troubles(result)).filter(([check]) => Object.hasOwn(expected, check)));
    expect(told).toEqual(expected);
    const answered = result.findings.filter(({ outcome, facts }) => outcome === 'fail' || facts !== undefined);
    expect(
      answered
        .filter(({ outcome }) => outcome === 'fail')
        .map(({ check }) => check)
        .toSorted(),
    ).toEqual(
      Object.keys(expected)
        .filter((check) => expected[check] === 'fail')
        .toSorted(),
    );
  });

  it.each<[string, number, number]>([
    ['boot loader', 0, 9],
    ['TEE', 1, 1],
    ['SNP', 6, 0x1a],
    ['microcode', 7, 0x57],
  ])('whose certificate is for another %s level', async (_, at, value) => {
    const result = await appraised({ vek: { tcb: patched(GENOA_TCB, at, value) } });
    expect(troubles(result)).toEqual({ 'snp.vek.tcb': 'fail' });
  });

  it('of Turin whose certificate is for another FMC level, or has none', async () => {
    expect(troubles(await appraised({ line: 'Turin', vek: { tcb: patched(TURIN_TCB, 0, 2) } }))).toEqual({
      'snp.vek.tcb': 'fail',
    });
    const result = await appraised({ line: 'Turin', vek: { extensions: { '3.9': null } } });
    expect(result.findings).toContainEqual(expect.objectContaining({ check: 'snp.vek.well-formed', outcome: 'fail' }));
  });

  it('of Genoa whose certificate has an FMC level', async () => {
    const result = await appraised({ vek: { extensions: { '3.9': integer(0) } } });
    expect(troubles(result)).toEqual({ 'snp.vek.tcb': 'fail' });
  });

  it.each(['1', '2', '3.1', '3.2', '3.3', '3.8', '4'])('whose VCEK lacks extension .%s', async (arcs) => {
    const result = await appraised({ vek: { extensions: { [arcs]: null } } });
    expect(result.findings).toContainEqual(expect.objectContaining({ check: 'snp.vek.well-formed', outcome: 'fail' }));
    expect(result.claims).toBeNull();
  });

  it('whose VLEK names no provider', async () => {
    const result = await appraised({ vlek: true, vek: { extensions: { '5': null } } });
    expect(fact(result, 'snp.vek.well-formed', 'field')).toBe('VEK.extensions.provider');
  });

  it.each<[string, Readonly<Record<string, Uint8Array>>]>([
    ['a level over 255', { '3.8': integer(256) }],
    ['a negative level', { '3.8': Uint8Array.of(2, 1, 0x80) }],
    ['a level that is no INTEGER', { '3.8': ia5('86') }],
    ['bytes behind a level', { '3.8': concat(integer(0x56), Uint8Array.of(0)) }],
    ['a product name of another type', { '2': octetString(Uint8Array.of(0x47)) }],
    ['63 bytes of hardware id', { '4': filler(4, 63) }],
    ['65 bytes of hardware id', { '4': filler(4, 65) }],
    ['a hardware id in a wrapper that lies', { '4': concat(Uint8Array.of(4, 0x3f), filler(4, 64)) }],
    ['no hardware id', { '4': new Uint8Array() }],
  ])('whose certificate has %s', async (_, extensions) => {
    const result = await appraised({ vek: { extensions } });
    expect(result.findings).toContainEqual(expect.objectContaining({ check: 'snp.vek.well-formed', outcome: 'fail' }));
  });

  it('whose certificate has an extension twice', async () => {
    const result = await appraised({ vek: { moreExtensions: [{ oid: '1.3.6.1.4.1.3704.1.3.8', value: integer(0x56) }] } });
    expect(fact(result, 'snp.vek.well-formed', 'why')).toMatch(/twice/);
  });

  it.each<[string, Change]>([
    ['a VCEK where it says VLEK', { vlek: true, vek: { chipId: GENOA_REPORT.chipId } }],
    ['a VLEK where it says VCEK', { report: { keyInfo: 0 }, vlek: true, key: GENOA_VCEK_KEY }],
  ])('that has %s', async (_, change) => {
    const result = await appraised(change);
    expect(result.findings).toContainEqual(expect.objectContaining({ check: 'snp.vek.kind', outcome: 'fail' }));
    expect(result.claims).toBeNull();
  });

  it('whose certificate states two names', async () => {
    const two = concat(amdName('SEV-VCEK').filter((_, index) => index > 1));
    const subject = concat(Uint8Array.of(0x30, 0x81, 2 * two.length), two, two);
    const result = await appraised({ vek: { alter: (parts) => ({ ...parts, subject }) } });
    expect(result.findings).toContainEqual(expect.objectContaining({ check: 'snp.vek.kind', outcome: 'fail' }));
  });
});
