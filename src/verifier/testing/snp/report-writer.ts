import { concat } from '../../bytes/equal.ts';
import type { TestKey } from '../keys.ts';

/** Writes ATTESTATION_REPORT (AMD 56860) field by field, by its offsets, correct or not, as a test needs. */

type Bytes = Uint8Array<ArrayBuffer>;

/** The report's fields, by the names of AMD's table. */
export type ReportFields = {
  readonly version: number;
  readonly guestSvn: number;
  readonly policy: bigint;
  readonly familyId: Uint8Array;
  readonly imageId: Uint8Array;
  readonly vmpl: number;
  readonly signatureAlgorithm: number;
  readonly currentTcb: Uint8Array;
  readonly platformInfo: bigint;
  /** AUTHOR_KEY_EN, MASK_CHIP_KEY, SIGNING_KEY and the reserved bits above them. */
  readonly keyInfo: number;
  readonly reportData: Uint8Array;
  readonly measurement: Uint8Array;
  readonly hostData: Uint8Array;
  readonly idKeyDigest: Uint8Array;
  readonly authorKeyDigest: Uint8Array;
  readonly reportId: Uint8Array;
  readonly reportedTcb: Uint8Array;
  /** Family, model, stepping; null writes zeros. */
  readonly cpuid: readonly [number, number, number] | null;
  readonly chipId: Uint8Array;
  readonly committedTcb: Uint8Array;
  /** Build, minor, major. */
  readonly current: readonly [number, number, number];
  readonly committed: readonly [number, number, number];
  readonly launchTcb: Uint8Array;
  readonly launchMitigations: bigint;
  readonly currentMitigations: bigint;
};

/** `length` non-zero bytes that differ by `seed`. */
export const filler = (seed: number, length: number): Bytes =>
  Uint8Array.from({ length }, (_, index) => ((seed + 7 * index) % 255) + 1);

/** A Genoa guest in production mode, with every level above the known minima. */
export const GENOA_TCB = Uint8Array.of(10, 0, 0, 0, 0, 0, 0x1b, 0x56);

/** Eight bytes with FMC first: FMC 1, boot loader 1, TEE 1, SNP 4, microcode 0x51. */
export const TURIN_TCB = Uint8Array.of(1, 1, 1, 4, 0, 0, 0, 0x51);

/** Boot loader 4, TEE 0, SNP 0x1b, microcode 0xdb. */
export const MILAN_TCB = Uint8Array.of(4, 0, 0, 0, 0, 0, 0x1b, 0xdb);

/** A version 3 report of a production guest at VMPL 0. */
export const GENOA_REPORT: ReportFields = {
  version: 3,
  guestSvn: 0,
  policy: 0x3_0000n,
  familyId: new Uint8Array(16),
  imageId: new Uint8Array(16),
  vmpl: 0,
  signatureAlgorithm: 1,
  currentTcb: GENOA_TCB,
  platformInfo: 0x25n,
  keyInfo: 0,
  reportData: filler(1, 64),
  measurement: filler(2, 48),
  hostData: new Uint8Array(32),
  idKeyDigest: new Uint8Array(48),
  authorKeyDigest: new Uint8Array(48),
  reportId: filler(3, 32),
  reportedTcb: GENOA_TCB,
  cpuid: [0x19, 0x11, 1],
  chipId: filler(4, 64),
  committedTcb: GENOA_TCB,
  current: [49, 55, 1],
  committed: [49, 55, 1],
  launchTcb: GENOA_TCB,
  launchMitigations: 0n,
  currentMitigations: 0n,
};

/** All four TCB fields alike. */
export const withTcb = (tcb: Uint8Array): Pick<ReportFields, 'currentTcb' | 'reportedTcb' | 'committedTcb' | 'launchTcb'> => ({
  currentTcb: tcb,
  reportedTcb: tcb,
  committedTcb: tcb,
  launchTcb: tcb,
});

/** The same guest on Turin (version 5, eight-byte chip identity, mitigation vectors). */
export const TURIN_REPORT: ReportFields = {
  ...GENOA_REPORT,
  ...withTcb(TURIN_TCB),
  version: 5,
  cpuid: [0x1a, 0x02, 1],
  chipId: concat(filler(5, 8), new Uint8Array(56)),
  platformInfo: 0x65n,
  launchMitigations: 0x3fn,
  currentMitigations: 0x3fn,
};

/** The same of a Milan processor. */
export const MILAN_REPORT: ReportFields = { ...GENOA_REPORT, ...withTcb(MILAN_TCB), cpuid: [0x19, 0x01, 1] };

/** The signed part, 672 bytes, little-endian. */
export function writeSigned(fields: ReportFields): Bytes {
  const bytes = new Uint8Array(0x2a0);
  const view = new DataView(bytes.buffer);
  view.setUint32(0x000, fields.version, true);
  view.setUint32(0x004, fields.guestSvn, true);
  view.setBigUint64(0x008, fields.policy, true);
  view.setUint32(0x030, fields.vmpl, true);
  view.setUint32(0x034, fields.signatureAlgorithm, true);
  view.setBigUint64(0x040, fields.platformInfo, true);
  view.setUint32(0x048, fields.keyInfo, true);
  view.setBigUint64(0x1f8, fields.launchMitigations, true);
  view.setBigUint64(0x200, fields.currentMitigations, true);
  const locations: readonly (readonly [number, Uint8Array | readonly number[]])[] = [
    [0x010, fields.familyId],
    [0x020, fields.imageId],
    [0x038, fields.currentTcb],
    [0x050, fields.reportData],
    [0x090, fields.measurement],
    [0x0c0, fields.hostData],
    [0x0e0, fields.idKeyDigest],
    [0x110, fields.authorKeyDigest],
    [0x140, fields.reportId],
    [0x160, new Uint8Array(32).fill(0xff)],
    [0x180, fields.reportedTcb],
    [0x188, fields.cpuid ?? [0, 0, 0]],
    [0x1a0, fields.chipId],
    [0x1e0, fields.committedTcb],
    [0x1e8, fields.current],
    [0x1ec, fields.committed],
    [0x1f0, fields.launchTcb],
  ];
  for (const [offset, value] of locations) bytes.set(value, offset);
  return bytes;
}

/** A report signed by `key`: R and S little-endian in 72 bytes each, then 368 bytes of zeros. */
export function writeReport(fields: ReportFields, key: TestKey): Bytes {
  return signReport(writeSigned(fields), key);
}

/** The same over a signed part that a test has changed. */
export function signReport(signed: Uint8Array, key: TestKey): Bytes {
  const signature = key.sign(signed);
  const littleEndian = (from: number): Uint8Array => signature.filter((_, index) => index >= from && index < from + 48).reverse();
  return concat(signed, littleEndian(0), new Uint8Array(24), littleEndian(48), new Uint8Array(24), new Uint8Array(368));
}

/** A copy with the byte at `offset` replaced. */
export function patched(bytes: Uint8Array, offset: number, value: number): Bytes {
  const copy = Uint8Array.from(bytes);
  copy[offset] = value;
  return copy;
}

/** One entry of a certificate table; `offset` and `length` in place of the true ones. */
export type TableEntry = {
  readonly guid: string;
  readonly bytes: Uint8Array;
  readonly offset?: number;
  readonly length?: number;
};

/** The GUIDs of the GHCB specification, as bytes in the order of their text. */
export const TABLE_GUID = {
  vcek: '63da758de6644564adc5f4b93be8accd',
  vlek: 'a8074bc2a25a483eaae639c045a0b8a1',
  ask: '4ab7b379bbac4fe4a02f05aef327c782',
  ark: 'c0b406a4a803495297433fb6014cd0ae',
  crl: '92f81bc358114d3d97ffd19f88dc67ea',
} as const;

/** A certificate table (GHCB): entries, an entry of zeros, the certificates one after the other, padding. */
export function writeTable(entries: readonly TableEntry[], padding = 0): Bytes {
  let at = 24 * (entries.length + 1);
  const heads = entries.map(({ guid, bytes, offset, length }) => {
    const head = new Uint8Array(24);
    head.set(Uint8Array.from(Buffer.from(guid, 'hex')), 0);
    const view = new DataView(head.buffer);
    view.setUint32(16, offset ?? at, true);
    view.setUint32(20, length ?? bytes.length, true);
    at += bytes.length;
    return head;
  });
  return concat(...heads, new Uint8Array(24), ...entries.map(({ bytes }) => bytes), new Uint8Array(padding));
}
