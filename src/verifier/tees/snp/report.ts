import { concat } from '../../bytes/equal.ts';
import { isZero, Reader } from '../../bytes/reader.ts';
import { Malformed, Unsupported } from '../../malformed.ts';
import { ECDSA_P384_SHA384, NUMBER_LENGTH, NUMBER_PADDING, REPORT_LENGTH, SIGNATURE_RESERVED, SIGNED_LENGTH } from './layout.ts';

/** CPUID of the processor (family, model, stepping): its type, not its identity. */
export type Cpuid = { readonly family: number; readonly model: number; readonly stepping: number };

/** A firmware version; `build` is AMD's, the other two name the ABI. */
export type FirmwareVersion = { readonly build: number; readonly minor: number; readonly major: number };

/** Which keys took part. */
export type KeyInfo = {
  readonly authorKeyEnabled: boolean;
  readonly chipKeyMasked: boolean;
  /** 0 VCEK, 1 VLEK, 7 none, others reserved. */
  readonly signing: number;
};

/** ATTESTATION_REPORT, parsed, not yet verified. Byte fields are slices of the input. */
export type Report = {
  /** Bytes 0 to 0x29f as received: what the signature covers. */
  readonly signed: Uint8Array;
  /** 2 to 5. */
  readonly version: number;
  readonly guestSvn: number;
  readonly policy: bigint;
  readonly familyId: Uint8Array;
  readonly imageId: Uint8Array;
  /** 0 to 3; 0xffffffff when the host asked for the report. */
  readonly vmpl: number;
  readonly algorithm: typeof ECDSA_P384_SHA384;
  /** TCB_VERSION fields as received; their layout depends on the product line (tcb.ts). */
  readonly currentTcb: Uint8Array;
  readonly reportedTcb: Uint8Array;
  readonly committedTcb: Uint8Array;
  readonly launchTcb: Uint8Array;
  readonly platformInfo: bigint;
  readonly key: KeyInfo;
  readonly reportData: Uint8Array;
  readonly measurement: Uint8Array;
  readonly hostData: Uint8Array;
  readonly idKeyDigest: Uint8Array;
  readonly authorKeyDigest: Uint8Array;
  readonly reportId: Uint8Array;
  readonly reportIdOfMigrationAgent: Uint8Array;
  /** Undefined in version 2, which lacks it. */
  readonly cpuid: Cpuid | undefined;
  readonly chipId: Uint8Array;
  readonly current: FirmwareVersion;
  readonly committed: FirmwareVersion;
  /** Mitigations verified at launch and now; undefined before version 4. */
  readonly mitigations: { readonly launch: bigint; readonly current: bigint } | undefined;
  /** r ‖ s, big-endian, 96 bytes: the crypto port's form. */
  readonly signature: Uint8Array;
};

const MIN_VERSION = 2;
const NEWEST_VERSION = 5;
/** Versions that AMD may yet release; a higher number is not a version. */
const MAX_VERSION = 15;

/**
 * Bytes → report (AMD 56860, ATTESTATION_REPORT). Little-endian throughout.
 *
 * Reserved bytes must be zero even after the signed part: the signature does not cover them, and if they were ignored, two
 * readers could disagree about one report. @throws Malformed for another length or bytes behind the signature; Unsupported for a
 * version, a signature algorithm or signed reserved bytes that later firmware may use.
 */
export function readReport(bytes: Uint8Array): Report {
  if (bytes.length !== REPORT_LENGTH)
    throw new Malformed('report', `${String(bytes.length)} bytes, want ${String(REPORT_LENGTH)}`);
  const reader = new Reader(bytes, 'report');
  // Members are read in the order listed here, which is that of the specification's table.
  const report: Report = {
    version: readVersion(reader),
    guestSvn: reader.u32le('GUEST_SVN'),
    policy: reader.u64le('POLICY'),
    familyId: reader.bytes('FAMILY_ID', 16),
    imageId: reader.bytes('IMAGE_ID', 16),
    vmpl: reader.u32le('VMPL'),
    algorithm: readAlgorithm(reader),
    currentTcb: reader.bytes('CURRENT_TCB', 8),
    platformInfo: reader.u64le('PLATFORM_INFO'),
    key: readKeyInfo(reader),
    reportData: reader.bytes('REPORT_DATA', 64),
    measurement: reader.bytes('MEASUREMENT', 48),
    hostData: reader.bytes('HOST_DATA', 32),
    idKeyDigest: reader.bytes('ID_KEY_DIGEST', 48),
    authorKeyDigest: reader.bytes('AUTHOR_KEY_DIGEST', 48),
    reportId: reader.bytes('REPORT_ID', 32),
    reportIdOfMigrationAgent: reader.bytes('REPORT_ID_MA', 32),
    reportedTcb: reader.bytes('REPORTED_TCB', 8),
    cpuid: readCpuid(reader, versionOf(bytes)),
    chipId: reader.bytes('CHIP_ID', 64),
    committedTcb: reader.bytes('COMMITTED_TCB', 8),
    current: readFirmwareVersion(reader, 'CURRENT'),
    committed: readFirmwareVersion(reader, 'COMMITTED'),
    launchTcb: reader.bytes('LAUNCH_TCB', 8),
    mitigations: readMitigations(reader, versionOf(bytes)),
    signed: readToSignature(reader),
    signature: readSignature(reader),
  };
  reader.end();
  return report;
}

/** Signed bytes that have no meaning yet: if one is set, firmware newer than this release gave it one. */
function reserved(reader: Reader, field: string, length: number): void {
  const offset = reader.offset;
  if (!isZero(reader.bytes(field, length))) throw new Unsupported(`report.${field}`, 'not zero', offset);
}

const versionOf = (bytes: Uint8Array): number => new Reader(bytes, 'report').u32le('VERSION');

function readVersion(reader: Reader): number {
  const version = reader.u32le('VERSION');
  if (version > NEWEST_VERSION && version <= MAX_VERSION)
    throw new Unsupported('report.VERSION', `version ${String(version)} is not known`, 0);
  if (version < MIN_VERSION || version > NEWEST_VERSION)
    throw new Malformed('report.VERSION', `version ${String(version)} is not known`, 0);
  return version;
}

function readAlgorithm(reader: Reader): typeof ECDSA_P384_SHA384 {
  const algorithm = reader.u32le('SIGNATURE_ALGO');
  if (algorithm !== ECDSA_P384_SHA384)
    throw new Unsupported('report.SIGNATURE_ALGO', `algorithm ${String(algorithm)} is not known`, 0x34);
  return algorithm;
}

/** Reserved bytes up to the signature. @returns everything before it, as received: the signed part */
function readToSignature(reader: Reader): Uint8Array {
  reserved(reader, 'reserved before SIGNATURE', SIGNED_LENGTH - reader.offset);
  return reader.since(0);
}

/** Offset 0x48: AUTHOR_KEY_EN, MASK_CHIP_KEY, SIGNING_KEY; the other bits and the next four bytes are reserved. */
function readKeyInfo(reader: Reader): KeyInfo {
  const word = reader.u32le('key information');
  if (word >>> 5 !== 0) throw new Unsupported('report.key information', 'reserved bits are not zero', 0x48);
  reserved(reader, 'reserved after key information', 4);
  return { authorKeyEnabled: (word & 1) !== 0, chipKeyMasked: (word & 2) !== 0, signing: (word >>> 2) & 7 };
}

/** Offset 0x188: three bytes since version 3, reserved before; then reserved to CHIP_ID. */
function readCpuid(reader: Reader, version: number): Cpuid | undefined {
  if (version < 3) {
    reserved(reader, 'reserved before CHIP_ID', 24);
    return undefined;
  }
  const family = reader.u8('CPUID_FAM_ID');
  const model = reader.u8('CPUID_MOD_ID');
  const stepping = reader.u8('CPUID_STEP');
  reserved(reader, 'reserved before CHIP_ID', 21);
  return { family, model, stepping };
}

function readFirmwareVersion(reader: Reader, which: string): FirmwareVersion {
  const build = reader.u8(`${which}_BUILD`);
  const minor = reader.u8(`${which}_MINOR`);
  const major = reader.u8(`${which}_MAJOR`);
  reserved(reader, `reserved after ${which}_MAJOR`, 1);
  return { build, minor, major };
}

/** Offset 0x1f8: LAUNCH_MIT_VECTOR and CURRENT_MIT_VECTOR, reserved before version 4. */
function readMitigations(reader: Reader, version: number): Report['mitigations'] {
  if (version < 4) return undefined;
  return { launch: reader.u64le('LAUNCH_MIT_VECTOR'), current: reader.u64le('CURRENT_MIT_VECTOR') };
}

/**
 * Offset 0x2a0: R and S, little-endian in 72 bytes each. The 24 high bytes must be zero: dropping them would turn a number over
 * 2^384 into a small one.
 */
function readSignature(reader: Reader): Uint8Array {
  const r = reader.bytes('SIGNATURE.R', NUMBER_LENGTH);
  reader.zeros('SIGNATURE.R high bytes', NUMBER_PADDING);
  const s = reader.bytes('SIGNATURE.S', NUMBER_LENGTH);
  reader.zeros('SIGNATURE.S high bytes', NUMBER_PADDING);
  reader.zeros('reserved in SIGNATURE', SIGNATURE_RESERVED);
  return concat(Uint8Array.from(r).reverse(), Uint8Array.from(s).reverse());
}
