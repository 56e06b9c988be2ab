// Covers: authenticate.ts
import { describe, expect, it } from 'vitest';
import { toHex } from '../../bytes/hex.ts';
import { octetString } from '../../testing/der-writer.ts';
import { fact, troubles } from '../../testing/appraise-case.ts';
import { appraised, now, type Change } from '../../testing/snp/appraised.ts';
import { filler, GENOA_REPORT, GENOA_TCB, TURIN_REPORT } from '../../testing/snp/report-writer.ts';
import { parseRfc3339 } from '../../time.ts';

/** The troubles of a good Milan report: the line's own advisory. */
const MILAN = { 'snp.line.advisory': 'warn' } as const;

describe('a good report', () => {
  it.each<[string, Change]>([
    ['Genoa, version 3', {}],
    ['Genoa, version 2, which names no processor', { report: { version: 2, cpuid: null } }],
    ['Genoa, version 4 with mitigations', { report: { version: 4, launchMitigations: 3n, currentMitigations: 7n } }],
    ['Genoa, version 5', { report: { version: 5 } }],
    ['Genoa-X', { report: { cpuid: [0x19, 0x11, 2] } }],
    ['Bergamo under its own name', { report: { cpuid: [0x19, 0xa0, 2] }, vek: { productName: 'Bergamo-A0' } }],
    ['Siena under Genoa’s name', { report: { cpuid: [0x19, 0xa0, 2] } }],
    ['Turin, version 5', { line: 'Turin' }],
    ['Turin, version 3', { line: 'Turin', report: { version: 3, launchMitigations: 0n, currentMitigations: 0n } }],
    ['signed by a VLEK', { vlek: true }],
    ['signed by a VLEK on Turin', { line: 'Turin', vlek: true }],
    ['signed by a VLEK with the chip key masked', { vlek: true, report: { keyInfo: 0b110 } }],
    ['with unknown platform bits', { report: { platformInfo: 0x1065n } }],
    ['with an author key', { report: { keyInfo: 1 } }],
    ['of an ABI that is asked for', { report: { policy: 0x3_0137n }, policy: { minimumPolicyAbi: { major: 1, minor: 55 } } }],
  ])('authenticates: %s', async (_, change) => {
    const result = await appraised(change);
    expect(troubles(result)).toEqual({});
    expect(result.tee).toBe('snp');
    expect(result.claims?.measurements[0]).toEqual({ register: 'MEASUREMENT', value: toHex(GENOA_REPORT.measurement) });
    expect(result.claims?.reportData).toBe(toHex(GENOA_REPORT.reportData));
    expect(result.simulated).toEqual([`test ARK ${change.line ?? 'Genoa'}`]);
  });

  it('of Milan carries the warning of its line', async () => {
    const result = await appraised({ line: 'Milan' });
    expect(troubles(result)).toEqual(MILAN);
    expect(fact(result, 'snp.line.advisory', 'line')).toBe('Milan');
  });

  it('may wrap the hardware id in an OCTET STRING, or have one that begins like it', async () => {
    const like = Uint8Array.from([0x04, 0x3e, ...filler(9, 62)]);
    expect(troubles(await appraised({ vek: { extensions: { '4': octetString(GENOA_REPORT.chipId) } } }))).toEqual({});
    expect(troubles(await appraised({ vek: { chipId: like }, report: { chipId: like } }))).toEqual({});
    const wrapped = octetString(TURIN_REPORT.chipId.filter((_, index) => index < 8));
    expect(troubles(await appraised({ line: 'Turin', vek: { extensions: { '4': wrapped } } }))).toEqual({});
  });

  it('may write its patch levels over 127 with a sign byte, and omit those not in use', async () => {
    const tcb = Uint8Array.from(GENOA_TCB).fill(0xd9, 7);
    const extensions = { '3.4': null, '3.5': null, '3.6': null, '3.7': null };
    const report = { currentTcb: tcb, committedTcb: tcb, reportedTcb: tcb, launchTcb: tcb };
    expect(troubles(await appraised({ report, vek: { extensions } }))).toEqual({});
  });

  it('is good until the earliest end of what it rests on, and a day at most', async () => {
    expect((await appraised()).goodUntil).toBe('2026-11-02T12:00:00.000Z');
    expect((await appraised({ vek: { notAfter: '2026-11-01T15:00:00Z' } })).goodUntil).toBe('2026-11-01T15:00:00.000Z');
  });

  it('describes itself in AMD’s terms', async () => {
    const result = await appraised({ vlek: true, report: { hostData: filler(30, 32), guestSvn: 3 } });
    expect(result.evidenceFormat).toBe('SEV-SNP report v3');
    expect(result.claims?.hostChosen).toEqual([
      { register: 'HOST_DATA', value: toHex(filler(30, 32)) },
      { register: 'GUEST_SVN', value: '00000003' },
    ]);
    expect(result.claims?.tcb).toEqual({ advisories: [], versions: { bootloader: 10, tee: 0, snp: 27, microcode: 86 } });
    expect(result.claims?.details).toMatchObject({
      'product line': 'Genoa',
      'signing key': 'VLEK',
      CSP_ID: 'CN=cc.cloud.example',
      firmware: '1.55 build 49',
      POLICY: 'ABI 0.0, 0x30000, smtAllowed, reservedOne',
      PLATFORM_INFO: '0x25, smtEnabled, eccEnabled, aliasCheckComplete',
    });
  });

  it('may have its signature re-encoded with the other s, which is just as valid', async () => {
    const order = 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n;
    const evidence = (report: Uint8Array): Uint8Array => {
      const s = [...report.filter((_, index) => index >= 0x2e8 && index < 0x2e8 + 48)].reverse();
      let other = order - BigInt(`0x${Buffer.from(s).toString('hex')}`);
      const copy = Uint8Array.from(report);
      for (let index = 0; index < 48; index += 1, other >>= 8n) copy[0x2e8 + index] = Number(other & 0xffn);
      return copy;
    };
    expect(troubles(await appraised({ evidence }))).toEqual({});
  });
});

describe('evidence that cannot be read', () => {
  it.each<[string, Change]>([
    ['of another length', { evidence: (bytes) => bytes.filter((_, index) => index > 0) }],
    ['of a processor of the next generation', { report: { cpuid: [0x1a, 0x50, 0] } }],
    ['of version 6', { report: { version: 6 } }],
  ])('is grey and not red: %s', async (_, change) => {
    const result = await appraised(change);
    expect(result.tee).toBeNull();
    expect(result.vector.hardware).toBe('none');
    expect(troubles(result)).toMatchObject({ 'evidence.well-formed': 'fail' });
  });
});

describe('time', () => {
  it('is an argument', async () => {
    const later = await appraised({ appraise: { now: parseRfc3339('2031-12-31T00:00:00Z', 'now') }, lists: [] });
    expect(later.judgedAt).not.toBe(now);
    expect(troubles(later)).toEqual({ 'snp.vek.revocation': 'unknown' });
  });
});
