import { sha256 } from '@noble/hashes/sha2.js';
import { concat } from '../../bytes/equal.ts';
import { fromHex } from '../../bytes/hex.ts';
import type { TestKey } from '../keys.ts';

/** Quotes, byte by byte; every field can be overridden, and every length can be wrong. */

type Bytes = Uint8Array<ArrayBuffer>;

/** 16 bits, little-endian. */
export const u16 = (value: number): Bytes => Uint8Array.of(value, value >> 8);

/** 32 bits, little-endian. */
export const u32 = (value: number): Bytes => Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24);

/** Bytes that recognisably belong to no real machine. */
export const filler = (seed: string, length: number): Bytes =>
  concat(
    ...Array.from({ length: Math.ceil(length / 32) }, (_, at) => sha256(new TextEncoder().encode(`${seed} ${String(at)}`))),
  ).filter((_, at) => at < length);

/** A structure of fixed size with parts at offsets. */
function layout(size: number, parts: readonly (readonly [number, Uint8Array])[]): Bytes {
  const whole = new Uint8Array(size);
  for (const [offset, bytes] of parts) whole.set(bytes, offset);
  return whole;
}

/** The signer that the simulated identity requires of a quoting enclave. */
export const QE_MRSIGNER = filler('QE signer', 32);
/** INIT and MODE64BIT. */
const PRODUCTION = fromHex('0500000000000000e700000000000000', 'attributes');

/** Fields of an SGX report body, by the names of the SDM. */
export type EnclaveFields = {
  readonly attributes: Uint8Array;
  readonly miscSelect: Uint8Array;
  readonly mrEnclave: Uint8Array;
  readonly mrSigner: Uint8Array;
  readonly isvProdId: number;
  readonly isvSvn: number;
  readonly configId: Uint8Array;
  readonly configSvn: number;
  readonly reportData: Uint8Array;
};

/** A production enclave whose CONFIGID is zero. */
export const ENCLAVE: EnclaveFields = {
  attributes: PRODUCTION,
  miscSelect: new Uint8Array(4),
  mrEnclave: filler('simulated enclave', 32),
  mrSigner: filler('simulated signer', 32),
  isvProdId: 7,
  isvSvn: 3,
  configId: new Uint8Array(64),
  configSvn: 0,
  reportData: new Uint8Array(64),
};

/** The quoting enclave: INIT and PROVISION_KEY. */
export const QUOTING_ENCLAVE = (tee: 'sgx' | 'tdx'): EnclaveFields => ({
  ...ENCLAVE,
  attributes: fromHex('1100000000000000e700000000000000', 'attributes'),
  mrEnclave: filler('QE', 32),
  mrSigner: QE_MRSIGNER,
  isvProdId: tee === 'sgx' ? 1 : 2,
  isvSvn: 8,
});

/** The 384 bytes (layout: dcap/enclave-report.ts). */
export const enclaveReport = (fields: EnclaveFields): Bytes =>
  layout(384, [
    [0, filler('CPUSVN', 16)],
    [16, fields.miscSelect],
    [48, fields.attributes],
    [64, fields.mrEnclave],
    [128, fields.mrSigner],
    [192, fields.configId],
    [256, u16(fields.isvProdId)],
    [258, u16(fields.isvSvn)],
    [260, u16(fields.configSvn)],
    [320, fields.reportData],
  ]);

/** Fields of a TD report body, by the names of the TDX module's specification. */
export type TdFields = {
  readonly teeTcbSvn: readonly number[];
  readonly mrSignerSeam: Uint8Array;
  readonly seamAttributes: Uint8Array;
  readonly tdAttributes: Uint8Array;
  readonly mrTd: Uint8Array;
  readonly mrConfigId: Uint8Array;
  readonly mrOwner: Uint8Array;
  readonly mrOwnerConfig: Uint8Array;
  readonly rtmrs: readonly Uint8Array[];
  readonly reportData: Uint8Array;
  readonly teeTcbSvn2: readonly number[];
  readonly mrServiceTd: Uint8Array;
};

/** Module version 1 with SVN 5, everything else at 5. */
export const CURRENT_TDX_SVN: readonly number[] = [5, 1, ...Array.from({ length: 14 }, () => 5)];

/** A TD in production, current, with everything that its host chooses at zero. */
export const TD: TdFields = {
  teeTcbSvn: CURRENT_TDX_SVN,
  mrSignerSeam: new Uint8Array(48),
  seamAttributes: new Uint8Array(8),
  // SEPT_VE_DISABLE
  tdAttributes: fromHex('0000001000000000', 'TD attributes'),
  mrTd: filler('simulated firmware', 48),
  mrConfigId: new Uint8Array(48),
  mrOwner: new Uint8Array(48),
  mrOwnerConfig: new Uint8Array(48),
  // RTMR3 is extended by systems that load something after their start; this one does not.
  rtmrs: [...[0, 1, 2].map((index) => filler(`simulated RTMR${String(index)}`, 48)), new Uint8Array(48)],
  reportData: new Uint8Array(64),
  teeTcbSvn2: CURRENT_TDX_SVN,
  mrServiceTd: new Uint8Array(48),
};

/** Bytes of the three TD report bodies. */
export const TD_SIZES = { '1.0': 584, '1.5': 648, '1.5-ex': 885 } as const;

/** A TD report body of one kind; the later ones end in fields that the first lacks. */
export const tdReport = (fields: TdFields, kind: keyof typeof TD_SIZES): Bytes =>
  layout(TD_SIZES[kind], [
    [0, Uint8Array.from(fields.teeTcbSvn)],
    [16, filler('simulated module', 48)],
    [64, fields.mrSignerSeam],
    [112, fields.seamAttributes],
    [120, fields.tdAttributes],
    [128, fromHex('e702060000000000', 'XFAM')],
    [136, fields.mrTd],
    [184, fields.mrConfigId],
    [232, fields.mrOwner],
    [280, fields.mrOwnerConfig],
    ...fields.rtmrs.map((rtmr, at) => [328 + 48 * at, rtmr] as const),
    [520, fields.reportData],
    ...(kind === '1.0' ? [] : [[584, Uint8Array.from(fields.teeTcbSvn2)] as const, [600, fields.mrServiceTd] as const]),
  ]);

const VENDOR = fromHex('939a7233f79c4ca9940a0db3957f0607', 'vendor');

/** A quote's parts, each of which can be wrong by itself. */
export type QuoteFields = {
  readonly version: number;
  readonly keyType: number;
  readonly teeType: number;
  readonly vendor: Uint8Array;
  readonly body: Uint8Array;
  /** Version 5: type and size before the body; null omits them. */
  readonly named: { readonly type: number; readonly size: number } | null;
  readonly attestationKey: TestKey;
  /** The public key in the quote, when it is not the one that signs. */
  readonly claimedKey: TestKey;
  readonly pckKey: TestKey;
  readonly qe: EnclaveFields;
  /** Replaces the digest that binds the attestation key. */
  readonly qeReportData: Uint8Array | null;
  readonly qeAuthenticationData: Uint8Array;
  readonly certification: { readonly type: number; readonly bytes: Uint8Array };
  /** Version 4 and 5: the outer certification data type. */
  readonly outerType: number;
  /** Added to the real lengths, to make them wrong. */
  readonly falsehoods: {
    readonly section?: number;
    readonly outer?: number;
    readonly auth?: number;
    readonly certification?: number;
  };
  readonly trailing: Uint8Array;
};

/** The quote with these fields, signed where signatures belong. */
export function writeQuote(fields: QuoteFields): Bytes {
  const { body, named, version, falsehoods } = fields;
  const header = concat(
    u16(version),
    u16(fields.keyType),
    u32(fields.teeType),
    new Uint8Array(4),
    fields.vendor,
    filler('QE id', 16),
    new Uint8Array(4),
  );
  const signedPart = concat(header, named === null ? new Uint8Array() : concat(u16(named.type), u32(named.size)), body);
  const signature = fields.attestationKey.sign(signedPart);
  const section = concat(signature, fields.claimedKey.raw, version >= 4 ? wrapped(fields) : qePart(fields));
  return concat(signedPart, u32(section.length + (falsehoods.section ?? 0)), section, fields.trailing);
}

function wrapped(fields: QuoteFields): Bytes {
  const part = qePart(fields);
  return concat(u16(fields.outerType), u32(part.length + (fields.falsehoods.outer ?? 0)), part);
}

function qePart({ qe, qeReportData, qeAuthenticationData, claimedKey, pckKey, certification, falsehoods }: QuoteFields): Bytes {
  const reportData = qeReportData ?? concat(sha256(concat(claimedKey.raw, qeAuthenticationData)), new Uint8Array(32));
  const report = enclaveReport({ ...qe, reportData });
  return concat(
    report,
    pckKey.sign(report),
    u16(qeAuthenticationData.length + (falsehoods.auth ?? 0)),
    qeAuthenticationData,
    u16(certification.type),
    u32(certification.bytes.length + (falsehoods.certification ?? 0)),
    certification.bytes,
  );
}

/** What all quotes of one version have in common; the caller supplies the certification data. */
export function quoteFrame(
  version: 3 | 4 | 5,
  tee: 'sgx' | 'tdx',
  body: Uint8Array,
): Omit<QuoteFields, 'attestationKey' | 'claimedKey' | 'pckKey' | 'certification'> {
  const types = new Map([
    [384, 1],
    [584, 2],
    [648, 3],
    [885, 4],
  ]);
  return {
    version,
    keyType: 2,
    teeType: tee === 'sgx' ? 0 : 0x81,
    vendor: VENDOR,
    body,
    named: version === 5 ? { type: types.get(body.length) ?? 0, size: body.length } : null,
    qe: QUOTING_ENCLAVE(tee),
    qeReportData: null,
    qeAuthenticationData: filler('QE authentication data', 32),
    outerType: 6,
    falsehoods: {},
    trailing: new Uint8Array(),
  };
}
