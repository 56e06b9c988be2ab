import {
  fromBase64,
  fromBase64Url,
  fromHex,
  JsonArray,
  JsonObject,
  unlessMalformed,
  type Json,
} from '../../../verifier/index.ts';

const REPORT_BYTES = 0x4a0;
/** TCB_VERSION, eight bytes, by product line (AMD 56860, tables 3 and 4). */
const TCB_AT = { bootloader: 0, tee: 1, reserved: 2, snp: 6, microcode: 7 } as const;
const TCB_AT_SINCE_TURIN = { fmc: 0, bootloader: 1, tee: 2, snp: 3, microcode: 7 } as const;
/** CURRENT_BUILD and what follows it. */
const FIRMWARE_AT = { build: 0, minor: 1, major: 2 } as const;
/** SIGNATURE: each number in 72 bytes, then reserved ones. */
const NUMBER_BYTES = 72;
const SIGNATURE_AT = { r: 0, s: NUMBER_BYTES } as const;

/** A value → its bytes; undefined if it does not fit. */
type Reading = (value: Json, source: string, length: number) => Uint8Array | undefined;

type Field = {
  /** Its names, as `plain` writes them: the specification's, and those of programs that write reports so. */
  readonly names: readonly string[];
  readonly at: number;
  readonly length: number;
  readonly read: Reading;
  /** Signed bytes that a report cannot do without; others are zero where they are not written. */
  readonly needed: boolean;
};

const field = (names: string, at: number, length: number, read: Reading, needed = true): Field => ({
  names: names.split(' '),
  at,
  length,
  read,
  needed,
});

/** ATTESTATION_REPORT (AMD 56860, table 23). What only later versions have is in `isWhole`. */
const FIELDS: readonly Field[] = [
  field('version', 0x000, 4, number),
  field('guestsvn', 0x004, 4, number, false),
  field('policy', 0x008, 8, number),
  field('familyid', 0x010, 16, bytes),
  field('imageid', 0x020, 16, bytes),
  field('vmpl', 0x030, 4, number, false),
  field('sigalgo signaturealgo', 0x034, 4, number),
  field('currenttcb platformversion', 0x038, 8, tcb),
  field('platinfo platforminfo', 0x040, 8, number, false),
  field('keyinfo signerinfo authorkeyen flags', 0x048, 4, number, false),
  field('reportdata', 0x050, 64, bytes),
  field('measurement', 0x090, 48, bytes),
  field('hostdata', 0x0c0, 32, bytes),
  field('idkeydigest', 0x0e0, 48, bytes),
  field('authorkeydigest', 0x110, 48, bytes),
  field('reportid', 0x140, 32, bytes),
  field('reportidma', 0x160, 32, bytes),
  field('reportedtcb', 0x180, 8, tcb),
  field('reserved1', 0x188, 24, bytes, false),
  field('cpuidfamid', 0x188, 1, number, false),
  field('cpuidmodid', 0x189, 1, number, false),
  field('cpuidstep', 0x18a, 1, number, false),
  field('chipid', 0x1a0, 64, bytes),
  field('committedtcb', 0x1e0, 8, tcb),
  field('current', 0x1e8, 3, firmware, false),
  field('currentbuild', 0x1e8, 1, number, false),
  field('currentminor', 0x1e9, 1, number, false),
  field('currentmajor', 0x1ea, 1, number, false),
  field('committed', 0x1ec, 3, firmware, false),
  field('committedbuild', 0x1ec, 1, number, false),
  field('committedminor', 0x1ed, 1, number, false),
  field('committedmajor', 0x1ee, 1, number, false),
  field('launchtcb', 0x1f0, 8, tcb),
  field('reserved4', 0x1f8, 168, bytes, false),
  field('launchmitvector', 0x1f8, 8, number, false),
  field('currentmitvector', 0x200, 8, number, false),
  field('signature', 0x2a0, 512, signature),
];

/**
 * A SEV-SNP report that a program wrote as its structure, member by member (virtee/sev in Confidential Containers, go-sev-guest,
 * and what is made like them) → the 1184 bytes that the firmware wrote. Undefined if anything that AMD’s signature covers is
 * missing or cannot be read: a report put together with a gap would look like a forged one.
 */
export function reportFromMembers(json: JsonObject): Uint8Array | undefined {
  const members = new Map(json.names.filter((name) => json.value(name) !== null).map((name) => [plain(name), name]));
  if (!['measurement', 'chipid', 'signature'].every((name) => members.has(name))) return undefined;
  // A name spelled in two ways: two readers could take different values.
  if (members.size < json.names.filter((name) => json.value(name) !== null).length) return undefined;
  const report = new Uint8Array(REPORT_BYTES);
  for (const { names, at, length, read, needed } of FIELDS) {
    const name = names.map((one) => members.get(one)).find((one) => one !== undefined);
    const found = name === undefined ? undefined : read(json.value(name) ?? null, json.source(name), length);
    if (found !== undefined) report.set(found, at);
    else if (needed || name !== undefined) return undefined;
  }
  return isWhole(report, members) ? report : undefined;
}

/** Has it the members of its version? Each may be written by itself or be among what an older program calls reserved. */
function isWhole([version = 0]: Uint8Array, members: ReadonlyMap<string, string>): boolean {
  const has = (...names: readonly string[]): boolean => names.every((name) => members.has(name));
  const hasFirmware = ['current', 'committed'].every((name) => has(name) || has(`${name}major`));
  const hasCpuid = version < 3 || has('reserved1') || has('cpuidfamid', 'cpuidmodid', 'cpuidstep');
  const hasMitigations = version < 4 || has('reserved4') || has('launchmitvector', 'currentmitvector');
  return hasFirmware && hasCpuid && hasMitigations;
}

/** `guest_svn`, `guestSvn`, `GuestSVN` and `_reserved_1`, without case and underscores. */
const plain = (name: string): string => name.toLowerCase().replaceAll('_', '');

/** A number, also as text, also in hexadecimal; little-endian. */
function number(_value: Json, source: string, length: number): Uint8Array | undefined {
  const digits = /^"?(\d{1,20}|0x[0-9a-f]{1,16})"?$/i.exec(source)?.[1];
  if (digits === undefined) return undefined;
  const wide = BigInt(digits);
  if (wide >= 1n << BigInt(8 * length)) return undefined;
  return Uint8Array.from({ length }, (_, at) => Number((wide >> BigInt(8 * at)) & 0xffn));
}

/** Exactly so many bytes: a list of numbers, hexadecimal, base64 or base64url. */
function bytes(value: Json, _source: string, length: number): Uint8Array | undefined {
  const found = value instanceof JsonArray ? listed(value) : typeof value === 'string' ? decoded(value, length) : undefined;
  return found?.length === length ? found : undefined;
}

function listed({ items }: JsonArray): Uint8Array | undefined {
  const isByte = (item: Json): item is number => typeof item === 'number' && Number.isInteger(item) && item >= 0 && item <= 255;
  const numbers = items.map((item) => (typeof item === 'string' && /^\d{1,3}$/.test(item) ? Number(item) : item));
  return numbers.every(isByte) ? Uint8Array.from(numbers) : undefined;
}

function decoded(text: string, length: number): Uint8Array | undefined {
  const digits = text.replace(/^0x/i, '');
  if (digits.length === 2 * length) return unlessMalformed(() => fromHex(digits, 'hexadecimal'), undefined);
  return unlessMalformed(
    () => fromBase64(text, 'base64'),
    unlessMalformed(() => fromBase64Url(text.replace(/=+$/, ''), 'base64url'), undefined),
  );
}

/** Its parts, in the layout of the product line, of which only the newer one has `fmc`; or the whole as bytes or one number. */
function tcb(value: Json, source: string, length: number): Uint8Array | undefined {
  if (!(value instanceof JsonObject)) return number(value, source, length) ?? bytes(value, source, length);
  const isTurin = value.names.some((name) => plain(name) === 'fmc' && value.value(name) !== null);
  return parts(value, isTurin ? TCB_AT_SINCE_TURIN : TCB_AT, length, (name) => (name === 'reserved' ? 4 : 1));
}

function firmware(value: Json, _source: string, length: number): Uint8Array | undefined {
  return value instanceof JsonObject ? parts(value, FIRMWARE_AT, length, () => 1) : undefined;
}

function signature(value: Json, source: string, length: number): Uint8Array | undefined {
  return value instanceof JsonObject ? parts(value, SIGNATURE_AT, length, () => NUMBER_BYTES) : bytes(value, source, length);
}

/** An object's members at their offsets; undefined if one is missing, except reserved ones. */
function parts(
  json: JsonObject,
  offsets: Readonly<Record<string, number>>,
  length: number,
  lengthOf: (name: string) => number,
): Uint8Array | undefined {
  const names = new Map(json.names.map((name) => [plain(name), name]));
  const whole = new Uint8Array(length);
  for (const [part, at] of Object.entries(offsets)) {
    const name = names.get(part);
    if (name === undefined && part === 'reserved') continue;
    if (name === undefined) return undefined;
    const [value, source, size] = [json.value(name) ?? null, json.source(name), lengthOf(part)];
    const found = size === 1 ? number(value, source, size) : bytes(value, source, size);
    if (found === undefined) return undefined;
    whole.set(found, at);
  }
  return whole;
}
