import { sha384 } from '@noble/hashes/sha2.js';
import { concat } from '../../bytes/equal.ts';
import { issue, selfSigned, type CertificateRequest, type ExtensionField, type Issued } from '../authority.ts';
import { element, implicit, integer, octetString, oid, sequence, toPem } from '../der-writer.ts';
import { p384Key, type TestKey } from '../keys.ts';

/** Chains and reports as NVIDIA's devices make them, optionally wrong, under a root of our own. */

type Bytes = Uint8Array<ArrayBuffer>;
const SHA_384 = '2.16.840.1.101.3.4.2.2';
const ascii = (text: string): Bytes => new TextEncoder().encode(text);
const u16 = (value: number): Bytes => Uint8Array.of(value & 0xff, value >> 8);

/** SHA-384 of firmware that does not exist. */
export const firmware = (name: string): Bytes => Uint8Array.from(sha384(ascii(`firmware ${name}`)));

/** `GB20X` is a chip family: the report says which chip. */
export type Chip = 'GH100' | 'GB100' | 'GB20X' | 'LS_10';

/** The firmware's measurement that the leaf's FWID names. */
export const FMC = firmware('FMC');
const fwid = (digest: Uint8Array): Bytes => sequence(oid(SHA_384), octetString(digest));

/** The form of Hopper and the switch. */
export const compositeDeviceId = (digest: Uint8Array, key: TestKey): ExtensionField => ({
  oid: '2.23.133.5.4.1',
  value: sequence(integer(1), key.spki, fwid(digest)),
});

/** Blackwell's form. @param flags first octet of OperationalFlags: genuine devices have 0x80, "not configured" */
export const tcbInfo = (digest: Uint8Array, flags = 0x80): ExtensionField => ({
  oid: '2.23.133.5.4.1.1',
  value: sequence(
    implicit(0, ascii('NVIDIA')),
    implicit(1, ascii('GB100 A01 GSP')),
    element(0xa6, fwid(digest), fwid(new Uint8Array(48))),
    element(0x87, Uint8Array.of(0, flags, 0, 0, 1)),
  ),
});

/** A certificate below the root. */
export type Location = 'leaf' | 'brom' | 'provisioner' | 'identity';

/** Which device, and what is wrong with its chain. */
export type ChainRequest = {
  readonly chip?: Chip;
  /** Which device; determines its keys. */
  readonly device?: string;
  /** Distinguishes a root from another of the same name. */
  readonly seed?: string;
  readonly extension?: ExtensionField;
  readonly alter?: Readonly<Partial<Record<Location, Partial<CertificateRequest>>>>;
  readonly signWith?: Readonly<Partial<Record<Location, TestKey>>>;
};

/** Leaf first. */
export type DeviceChain = Readonly<Record<Location | 'root', Issued>>;

/** A root for devices. @param seed gives the same name another key */
export const deviceRoot = (seed = 'lab'): Issued =>
  selfSigned({ subject: 'NVIDIA Device Identity CA (test)', key: p384Key(`nvidia root ${seed}`) });

/** A device's five certificates, P-384, as its chip's generation has them. */
export function deviceChain({
  chip = 'GH100',
  device = '0',
  seed = 'lab',
  extension,
  alter,
  signWith,
}: ChainRequest = {}): DeviceChain {
  const root = deviceRoot(seed);
  const issued = (issuer: Issued, location: Location, subject: string, key: TestKey, more: Partial<CertificateRequest>): Issued =>
    issue(issuer, { subject, key, notAfter: '9999-12-31T23:59:59Z', ...more, ...alter?.[location] }, signWith?.[location]);
  const identity = issued(root, 'identity', 'NVIDIA GH100 Identity', p384Key(`identity ${seed}`), { ca: true });
  const name = `NVIDIA ${chip} Provisioner ICA 1`;
  const provisioner = issued(identity, 'provisioner', name, p384Key(`provisioner ${chip} ${seed}`), { ca: true });
  const processor = chip === 'LS_10' ? 'FSP' : 'GSP';
  const own = `${chip} ${device} ${seed}`;
  const brom = issued(provisioner, 'brom', `${chip} A01 ${processor} BROM`, p384Key(`brom ${own}`), { ca: true });
  const leafKey = p384Key(`leaf ${own}`);
  const isBlackwell = chip.startsWith('GB');
  const identityExtension = extension ?? (isBlackwell ? tcbInfo(FMC) : compositeDeviceId(FMC, brom.key));
  const leaf = issued(brom, 'leaf', `${chip} A01 ${processor} FMC LF`, leafKey, { extensions: [identityExtension] });
  return { leaf, brom, provisioner, identity, root };
}

/** Leaf first, root last, as the driver hands them out. */
export const chainPem = ({ leaf, brom, provisioner, identity, root }: DeviceChain): string =>
  toPem('CERTIFICATE', ...[leaf, brom, provisioner, identity, root].map(({ certificate }) => certificate));

/** `[type u16][size u16][data]` of the opaque data. */
export const opaqueField = (type: number, data: Uint8Array): Bytes => concat(u16(type), u16(data.length), data);

/** ASCII and a zero byte, as opaque fields have their texts. */
export const terminated = (text: string): Bytes => ascii(`${text}\0`);

/** Version of the VBIOS, as NVIDIA writes it. */
export const VBIOS = '96.00.5E.00.01';

/** Version of the driver. */
export const DRIVER = '590.12';

/** Opaque fields by type, as written by a Hopper with driver 590: SPT, opaque data version 1. */
export const GPU_FIELDS: Readonly<Record<number, Uint8Array>> = {
  3: terminated(DRIVER),
  6: Uint8Array.of(0x00, 0x5e, 0x00, 0x96, 0x01, 0, 0, 0),
  11: Uint8Array.of(0x55),
  15: terminated('882'),
  17: terminated('1010'),
  18: terminated('0200'),
  20: FMC,
  34: u16(1),
  36: u16(0),
};

/** Fields or measurements, with some left out. */
export const without = (
  fields: Readonly<Record<number, Uint8Array>>,
  ...left: readonly number[]
): Readonly<Record<number, Uint8Array>> =>
  Object.fromEntries(Object.entries(fields).filter(([type]) => !left.includes(Number(type))));

/** As written by an LS10. */
export const SWITCH_FIELDS: Readonly<Record<number, Uint8Array>> = { 6: ascii('96.10.55.00.01'), 25: u16(1) };

/** Indices of the reference files: device firmware, and what the driver loads. */
export const VBIOS_INDICES = [1, 2, 3] as const;

/** Measurements that the driver's reference file lists; the rest are the VBIOS's. */
export const DRIVER_INDICES = [9, 10] as const;

/** By SPDM index, all 64. */
export const MEASUREMENTS: Readonly<Record<number, Uint8Array>> = Object.fromEntries(
  Array.from({ length: 64 }, (_, at) => {
    const used = [...VBIOS_INDICES, ...DRIVER_INDICES].some((index) => index === at);
    return [at + 1, used ? firmware(`index ${String(at)}`) : new Uint8Array(48)];
  }),
);

/** What one SPDM exchange is to contain, and what is to be wrong with it. */
export type ReportRequest = {
  readonly nonce: Uint8Array;
  readonly chain?: DeviceChain;
  readonly measurements?: Readonly<Record<number, Uint8Array>>;
  readonly fields?: Readonly<Record<number, Uint8Array>>;
  /** Replaces the fields. */
  readonly opaqueData?: Uint8Array;
  /** Last change to request and response before they are signed. */
  readonly alter?: (transcript: Bytes) => Uint8Array;
  readonly signWith?: TestKey;
};

const block = ([index, value]: readonly [string, Uint8Array]): Bytes =>
  concat(Uint8Array.of(Number(index), 1), u16(value.length + 3), Uint8Array.of(1), u16(value.length), value);

/** GET_MEASUREMENTS ‖ MEASUREMENTS (DSP0274 1.1.0), signed. */
export function spdmReport(request: ReportRequest): Bytes {
  const { nonce, chain = deviceChain(), measurements = MEASUREMENTS, fields = GPU_FIELDS } = request;
  const blocks = Object.entries(measurements).map(block);
  const record = concat(...blocks);
  const opaque = request.opaqueData ?? concat(...Object.entries(fields).map(([type, data]) => opaqueField(Number(type), data)));
  const length = Uint8Array.of(record.length & 0xff, (record.length >> 8) & 0xff, record.length >> 16);
  const transcript = concat(
    concat(Uint8Array.of(0x11, 0xe0, 1, 0xff), nonce, Uint8Array.of(0)),
    concat(Uint8Array.of(0x11, 0x60, 0, 0, blocks.length), length, record, firmware('responder nonce').slice(0, 32)),
    concat(u16(opaque.length), opaque),
  );
  const signed = request.alter?.(transcript) ?? transcript;
  return concat(signed, (request.signWith ?? chain.leaf.key).sign(signed));
}

/** One device's report and chain, as a list of devices has them. */
export type ListItem = {
  readonly report: Uint8Array;
  readonly chain: DeviceChain;
  readonly nonce: Uint8Array;
  readonly arch?: string;
};

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** The attestation SDK's list. */
export function sdkList(...items: readonly ListItem[]): Bytes {
  const list = items.map(({ report, chain, nonce, arch = 'HOPPER' }) => ({
    arch,
    certificate: base64(ascii(chainPem(chain))),
    evidence: base64(report),
    nonce: hex(nonce),
  }));
  return ascii(JSON.stringify(list));
}

/** NRAS's request. */
export function nvidiaPayload(nonce: Uint8Array, ...items: readonly ListItem[]): Bytes {
  const evidence_list = items.map(({ report, chain, arch = 'HOPPER' }) => ({
    certificate: base64(ascii(chainPem(chain))),
    evidence: base64(report),
    arch,
  }));
  return ascii(JSON.stringify({ nonce: hex(nonce), evidence_list, arch: 'HOPPER' }));
}
