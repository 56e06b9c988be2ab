import { describe, expect, it } from 'vitest';
import { samples, text } from '../../../../testing/screens/samples.ts';
import { toBase64, toHex } from '../../../verifier/index.ts';
import { ENDORSEMENT_MEDIA_TYPE } from '../../../verifier/protocol/index.ts';
import { findCertificates } from '../find-certificates.ts';
import { look } from '../recognise.ts';

const extended = samples.find(({ name }) => name === 'snp')?.attested.evidence ?? new Uint8Array();
/** Every byte that may be set differs from its neighbours, so that none can be in another's place. */
const report = extended.slice(0, 1184).map((byte, at) => (isFree(at) ? (at * 7 + 1) & 0xff : byte));
const [vcek = new Uint8Array()] = findCertificates(extended.slice(1184));

function isFree(at: number): boolean {
  const fields = [
    [0x04, 4],
    [0x10, 32],
    [0x50, 0x130],
    [0x1a0, 64],
    [0x2a0, 48],
    [0x2e8, 48],
  ] as const;
  return fields.some(([from, length]) => at >= from && at < from + length);
}

type Writing = (at: number, length: number) => unknown;
const list: Writing = (at, length) => [...report.slice(at, at + length)];
const hex: Writing = (at, length) => toHex(report.slice(at, at + length));
const base64: Writing = (at, length) => toBase64(report.slice(at, at + length));
const wide = (at: number, length: number): bigint =>
  report.slice(at, at + length).reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
const small = (at: number, length: number): number => Number(wide(at, length));

const tcb = (at: number): object => ({
  bootloader: small(at, 1),
  tee: small(at + 1, 1),
  _reserved: list(at + 2, 4),
  snp: small(at + 6, 1),
  microcode: small(at + 7, 1),
});
const tcbSinceTurin = (at: number): object => ({
  fmc: small(at, 1),
  bootloader: small(at + 1, 1),
  tee: small(at + 2, 1),
  snp: small(at + 3, 1),
  microcode: small(at + 7, 1),
});

const common = (write: Writing): Record<string, unknown> => ({
  version: small(0, 4),
  guest_svn: small(4, 4),
  policy: small(8, 8),
  family_id: write(0x10, 16),
  image_id: write(0x20, 16),
  vmpl: small(0x30, 4),
  sig_algo: small(0x34, 4),
  plat_info: small(0x40, 8),
  report_data: write(0x50, 64),
  measurement: write(0x90, 48),
  host_data: write(0xc0, 32),
  id_key_digest: write(0xe0, 48),
  author_key_digest: write(0x110, 48),
  report_id: write(0x140, 32),
  report_id_ma: write(0x160, 32),
  chip_id: write(0x1a0, 64),
});

/** As virtee/sev wrote it until 2024, and Confidential Containers with it. */
const older = (write: Writing = list): Record<string, unknown> => ({
  ...common(write),
  current_tcb: tcb(0x38),
  _author_key_en: small(0x48, 4),
  _reserved_0: 0,
  reported_tcb: tcb(0x180),
  _reserved_1: write(0x188, 24),
  committed_tcb: tcb(0x1e0),
  current_build: small(0x1e8, 1),
  current_minor: small(0x1e9, 1),
  current_major: small(0x1ea, 1),
  _reserved_2: 0,
  committed_build: small(0x1ec, 1),
  committed_minor: small(0x1ed, 1),
  committed_major: small(0x1ee, 1),
  _reserved_3: 0,
  launch_tcb: tcb(0x1f0),
  _reserved_4: write(0x1f8, 168),
  signature: { r: write(0x2a0, 72), s: write(0x2e8, 72), _reserved: list(0x330, 368) },
});

/** As it writes it today. */
const newer = (write: Writing = list): Record<string, unknown> => ({
  ...common(write),
  current_tcb: { fmc: null, ...tcb(0x38) },
  key_info: small(0x48, 4),
  reported_tcb: { fmc: null, ...tcb(0x180) },
  cpuid_fam_id: small(0x188, 1),
  cpuid_mod_id: small(0x189, 1),
  cpuid_step: small(0x18a, 1),
  committed_tcb: { fmc: null, ...tcb(0x1e0) },
  current: { major: small(0x1ea, 1), minor: small(0x1e9, 1), build: small(0x1e8, 1) },
  committed: { major: small(0x1ee, 1), minor: small(0x1ed, 1), build: small(0x1ec, 1) },
  launch_tcb: { fmc: null, ...tcb(0x1f0) },
  launch_mit_vector: small(0x1f8, 8),
  current_mit_vector: small(0x200, 8),
  signature: { r: write(0x2a0, 72), s: write(0x2e8, 72) },
});

/** As the JSON form of go-sev-guest's message: other names, wide numbers as text, zeros left out. */
const protobuf = (): Record<string, unknown> => ({
  version: small(0, 4),
  guestSvn: small(4, 4),
  policy: String(wide(8, 8)),
  familyId: base64(0x10, 16),
  imageId: base64(0x20, 16),
  signatureAlgo: small(0x34, 4),
  currentTcb: String(wide(0x38, 8)),
  platformInfo: String(wide(0x40, 8)),
  signerInfo: small(0x48, 4),
  reportData: base64(0x50, 64),
  measurement: base64(0x90, 48),
  hostData: base64(0xc0, 32),
  idKeyDigest: base64(0xe0, 48),
  authorKeyDigest: base64(0x110, 48),
  reportId: base64(0x140, 32),
  reportIdMa: base64(0x160, 32),
  reportedTcb: String(wide(0x180, 8)),
  cpuidFamId: small(0x188, 1),
  cpuidModId: small(0x189, 1),
  cpuidStep: small(0x18a, 1),
  chipId: base64(0x1a0, 64),
  committedTcb: String(wide(0x1e0, 8)),
  currentBuild: small(0x1e8, 1),
  currentMinor: small(0x1e9, 1),
  currentMajor: small(0x1ea, 1),
  committedBuild: small(0x1ec, 1),
  committedMinor: small(0x1ed, 1),
  committedMajor: small(0x1ee, 1),
  launchTcb: String(wide(0x1f0, 8)),
  launchMitVector: String(wide(0x1f8, 8)),
  currentMitVector: String(wide(0x200, 8)),
  signature: base64(0x2a0, 512),
});

const without = (name: string): object => Object.fromEntries(Object.entries(newer()).filter(([one]) => one !== name));
const json = (value: unknown): Uint8Array => text(JSON.stringify(value));
const reversed = (members: object): object => Object.fromEntries(Object.entries(members).reverse());
const foundIn = (value: unknown): string | undefined => {
  const { recognised } = look(json(value));
  return recognised === null ? undefined : toHex(recognised.evidence.bytes);
};

describe('a SEV-SNP report written member by member', () => {
  it.each([
    ['as Confidential Containers wrote it', { attestation_report: older(), cert_chain: null }],
    ['as Confidential Containers writes it', { attestation_report: newer(), cert_chain: [] }],
    ['in hexadecimal', { attestation_report: older(hex) }],
    ['in base64', { attestation_report: newer(base64) }],
    ['in another order', { more: 1, attestation_report: reversed(newer()) }],
    ['with members that no report has', { attestation_report: { ...newer(), comment: 'x', _reserved_9: [0] } }],
    [
      'with numbers as text',
      { attestation_report: { ...older(), policy: String(wide(8, 8)), version: '0x2'.replace('2', String(small(0, 4))) } },
    ],
    ['with bytes as text', { attestation_report: newer((at, length) => (list(at, length) as number[]).map(String)) }],
    ['by itself', newer()],
    ['by go-sev-guest', protobuf()],
    ['as text in JSON', { evidence: JSON.stringify({ attestation_report: older() }) }],
    ['deeper in JSON', { tee: 'snp', primary_evidence: { attestation_report: older() } }],
  ])('%s is put together to the bytes that the firmware wrote', (_name, input) => {
    expect(foundIn(input)).toBe(toHex(report));
  });

  it('keeps the layout of a newer processor’s patch levels', () => {
    const at = [0x38, 0x180, 0x1e0, 0x1f0];
    const levels = Object.fromEntries(
      ['current_tcb', 'reported_tcb', 'committed_tcb', 'launch_tcb'].map((name, i) => [name, tcbSinceTurin(at[i] ?? 0)]),
    );
    const expected = report.map((byte, i) => (at.some((from) => i >= from + 4 && i < from + 7) ? 0 : byte));
    expect(foundIn({ attestation_report: { ...newer(), ...levels } })).toBe(toHex(expected));
  });

  it.each([
    ['Rust and Go', { cert_type: 'VCEK', data: [...vcek] }],
    ['others', { cert_type: 'VCEK', data: toBase64(vcek) }],
  ])('is appraised with the certificate of its key, as %s write it', (_name, entry) => {
    const { recognised } = look(json({ attestation_report: newer(), cert_chain: [entry] }));
    expect(recognised?.attachments.map(({ mediaType, bytes }) => [mediaType, toHex(bytes)])).toEqual([
      [ENDORSEMENT_MEDIA_TYPE.snpCertificates, toHex(vcek)],
    ]);
  });

  it.each([
    ['a signed member missing', without('host_data')],
    ['its patch level missing', without('reported_tcb')],
    ['a member cut short', { ...newer(), report_data: [...report.slice(0x50, 0x8f)] }],
    ['a number that does not fit', { ...newer(), vmpl: 2 ** 32 }],
    ['something else for a number', { ...newer(), version: 5.5 }],
    ['a byte that is none', { ...newer(), host_data: [...report.slice(0xc0, 0xdf), 256] }],
    ['half a signature', { ...newer(), signature: { r: list(0x2a0, 72) } }],
    ['what only its version has left out', { ...newer(), version: 5, cpuid_mod_id: null }],
    ['the mitigations of its version left out', { ...newer(), version: 5, current_mit_vector: null }],
    ['a name in two spellings', { ...newer(), hostData: list(0xc0, 32) }],
  ])('with %s is not put together, since it would look forged', (_name, members) => {
    expect(look(json({ attestation_report: members }))).toMatchObject({
      recognised: null,
      named: { name: 'snp-report-in-parts' },
    });
  });
});
