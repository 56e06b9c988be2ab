import { fromAscii, toAscii } from '../../bytes/text.ts';
import { toHex } from '../../bytes/hex.ts';
import { Reader } from '../../bytes/reader.ts';
import { Malformed } from '../../malformed.ts';

/** Types of the opaque data's fields, as NVIDIA's own verifiers name them (nvtrust, attestation-sdk: `OPAQUE_FIELD_ID_*`). */
const FIELD = {
  driverVersion: 3,
  vbiosVersion: 6,
  nvdec0Status: 11,
  chipSku: 15,
  project: 17,
  projectSku: 18,
  fwid: 20,
  protectedPcie: 21,
  switchLock: 25,
  opaqueDataVersion: 34,
  chipInfo: 35,
  featureFlag: 36,
} as const;

/** 1 to 27 and 32 to 36 have a name. A field of another type was signed like the rest, but this reader cannot evaluate it. */
const isNamed = (type: number): boolean => (type >= 1 && type <= 27) || (type >= 32 && type <= 36);

/** Format 2 begins with this (NVIDIA attestation documentation, opaque data format; drivers with CUDA 13.5 and later). */
const MAGIC_WORD = 'NVDAOD';
const MAGIC = toAscii(MAGIC_WORD, 'magic');
/** The newest version of format 1 that is understood (attestation-sdk: `MAX_OPAQUE_DATA_VERSION`). */
const NEWEST_VERSION = 1;

/** One byte that says on or off so that a flipped bit does not turn one into the other. */
type Switch = 'enabled' | 'disabled' | 'unknown';

/** `OPAQUE_FIELD_ID_FEATURE_FLAG`: single GPU passthrough, multi GPU passthrough, protected PCIe. */
export type FeatureFlag = 'SPT' | 'MPT' | 'PPCIE' | 'unknown';

/**
 * What a device says about itself besides its measurements. Absent fields are undefined: drivers began to write them at different
 * times.
 */
export type OpaqueData = {
  readonly driverVersion: string | undefined;
  /** As the reference files spell it: `96.00.5E.00.01`. */
  readonly vbiosVersion: string | undefined;
  readonly nvdec0Status: Switch | undefined;
  /** PROJECT, PROJECT_SKU, CHIP_SKU: which board; they identify the VBIOS's reference file. */
  readonly board: string | undefined;
  /** SHA-384 of the firmware that the device's key was derived for. */
  readonly fwid: Uint8Array | undefined;
  readonly protectedPcie: Switch | undefined;
  readonly chipInfo: string | undefined;
  readonly featureFlag: FeatureFlag | undefined;
  readonly switchLock: string | undefined;
  readonly version: number;
  /** Types without a name, ascending. */
  readonly unnamed: readonly number[];
};

/** Opaque data of a version newer than this release: nothing in it is read. */
export type NewerOpaqueData = { readonly newer: string };

/**
 * `[type u16][size u16][data]…`, little-endian, each type once; or a newer format, which is recognised by its first bytes and by
 * field 34. A newer one is not malformed: the device may be fine, and this release too old to say so. @throws Malformed
 */
export function readOpaqueData(bytes: Uint8Array): OpaqueData | NewerOpaqueData {
  if (startsWithMagic(bytes)) return { newer: MAGIC_WORD };
  const fields = readFields(bytes);
  const version = number(fields.get(FIELD.opaqueDataVersion)) ?? 0;
  if (version > NEWEST_VERSION) return { newer: String(version) };
  const board = [FIELD.project, FIELD.projectSku, FIELD.chipSku].map((type) => text(fields.get(type), 'board') ?? '');
  return {
    driverVersion: text(fields.get(FIELD.driverVersion), 'DRIVER_VERSION'),
    vbiosVersion: vbios(fields.get(FIELD.vbiosVersion)),
    nvdec0Status: onOrOff(fields.get(FIELD.nvdec0Status)),
    board: board.includes('') ? undefined : board.join('_'),
    fwid: fields.get(FIELD.fwid),
    protectedPcie: onOrOff(fields.get(FIELD.protectedPcie)),
    chipInfo: text(fields.get(FIELD.chipInfo), 'CHIP_INFO'),
    featureFlag: feature(fields.get(FIELD.featureFlag)),
    switchLock: hexOf(fields.get(FIELD.switchLock)),
    version,
    unnamed: [...fields.keys()].filter((type) => !isNamed(type)).sort((a, b) => a - b),
  };
}

function startsWithMagic(bytes: Uint8Array): boolean {
  return bytes.length >= MAGIC.length && MAGIC.every((byte, index) => bytes[index] === byte);
}

function readFields(bytes: Uint8Array): ReadonlyMap<number, Uint8Array> {
  const reader = new Reader(bytes, 'OpaqueData');
  const fields = new Map<number, Uint8Array>();
  while (reader.remaining > 0) {
    const at = reader.offset;
    const type = reader.u16le('DataType');
    if (fields.has(type)) throw new Malformed(`OpaqueData.${String(type)}`, 'occurs twice', at);
    fields.set(type, reader.bytes(`Data ${String(type)}`, reader.u16le('DataSize')));
  }
  return fields;
}

const hexOf = (bytes: Uint8Array | undefined): string | undefined => (bytes === undefined ? undefined : toHex(bytes));

/** Little-endian, as wide as the field is; undefined for a field that is absent or wider than a number. */
function number(bytes: Uint8Array | undefined): number | undefined {
  if (bytes === undefined || bytes.length === 0) return undefined;
  const value = bytes.reduceRight((higher, byte) => higher * 256 + byte, 0);
  return Number.isSafeInteger(value) ? value : Number.MAX_SAFE_INTEGER;
}

/** ASCII up to the first NUL, and nothing but NUL after it: two readers could otherwise see two versions. @throws Malformed */
function text(bytes: Uint8Array | undefined, field: string): string | undefined {
  if (bytes === undefined) return undefined;
  const [words = '', ...others] = fromAscii(bytes, `OpaqueData.${field}`).split('\0');
  if (others.some((other) => other !== '') || !/^[\x20-\x7e]*$/.test(words))
    throw new Malformed(`OpaqueData.${field}`, 'not a text that ends in NUL');
  return words;
}

/**
 * A GPU writes `[minor u32][build u32]` little-endian for `96.00.5E.00` and `01`; an NVSwitch writes the text.
 * (attestation-sdk, `get_vbios_version`.)
 */
function vbios(bytes: Uint8Array | undefined): string | undefined {
  if (bytes === undefined) return undefined;
  if (bytes.length !== 8) return text(bytes, 'VBIOS_VERSION');
  const reader = new Reader(bytes, 'OpaqueData.VBIOS_VERSION');
  const four = toHex(Uint8Array.from(reader.bytes('version', 4)).reverse());
  const fifth = reader.u8('build');
  reader.zeros('build', 3);
  const pairs = `${four}${toHex(Uint8Array.of(fifth))}`.toUpperCase().match(/../g) ?? [];
  return pairs.join('.');
}

function onOrOff(bytes: Uint8Array | undefined): Switch | undefined {
  if (bytes === undefined) return undefined;
  const value = bytes.length === 1 ? bytes[0] : undefined;
  return value === 0xaa ? 'enabled' : value === 0x55 ? 'disabled' : 'unknown';
}

const FEATURES: readonly FeatureFlag[] = ['SPT', 'MPT', 'PPCIE'];

function feature(bytes: Uint8Array | undefined): FeatureFlag | undefined {
  return bytes === undefined ? undefined : (FEATURES[number(bytes) ?? -1] ?? 'unknown');
}
