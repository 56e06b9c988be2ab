import { equalBytes } from '../../bytes/equal.ts';
import { fromHex } from '../../bytes/hex.ts';
import { fromHexOrBase64 } from '../../bytes/spelled.ts';
import { fromAscii, fromUtf8, toAscii } from '../../bytes/text.ts';
import { parseJson } from '../../encoding/json.ts';
import { JsonArray, JsonObject } from '../../encoding/json-value.ts';
import { Malformed } from '../../malformed.ts';
import { readDeviceChain } from './device-chain.ts';
import { readOpaqueData, type NewerOpaqueData, type OpaqueData } from './opaque-data.ts';
import { looksLikeSpdmReport, MAX_REPORT_BYTES, readSpdmReport, type SpdmReport } from './spdm.ts';
import { isVerifierInput, readVerifierInput, type ListedReport } from './verifier-input.ts';
import type { Certificate } from '../../x509/certificate.ts';

/** Maximum bytes of a list. Eight GPUs and four switches take 150 kB. */
export const MAX_EVIDENCE_BYTES = 1024 * 1024;
/** More devices than any machine has. */
export const MAX_DEVICES = 64;

const NONCE_BYTES = 32;

/** One device's report, with its chain. */
export type Device = {
  readonly report: SpdmReport;
  readonly opaque: OpaqueData | NewerOpaqueData;
  /** Leaf first; null if it is attached to the report as an endorsement. */
  readonly chain: readonly Certificate[] | null;
};

/** Everything that the devices of one machine reported. */
export type GpuEvidence = {
  readonly devices: readonly [Device, ...Device[]];
  /** The nonces that the list states; empty for a bare report. */
  readonly statedNonces: readonly Uint8Array[];
};

/**
 * Evidence in all known forms:
 *
 * - the attestation SDK's list `[{ arch, certificate, evidence, nonce }]`, or one such object
 * - the list under the name `evidences` (Tinfoil)
 * - Tinfoil's section of August 2026, whose items contain one device each, or a list of switches in any of these forms: `{ items:
 * [{ vendor, evidence }] }`
 * - NRAS's request, which dstack, NEAR AI and others serve as `nvidia_payload`: `{ nonce, arch, evidence_list: […] }`
 * - Confidential Containers' list under the name `device_evidence_list`
 * - dstack's answer to `AttestGpu`, which has the SDK's list in hexadecimal: `{ bundles: [{ vendor, format, evidence }] }`
 * - the input of NVIDIA's newer verifier, a CMW collection (`verifier-input.ts`)
 * - one report, as bytes or in hexadecimal
 *
 * Reports, certificates and nonces may be in hexadecimal or base64. `arch` is ignored: the certificate names the chip. @throws
 * Malformed
 */
export function readEvidence(bytes: Uint8Array): GpuEvidence {
  if (bytes.length > MAX_EVIDENCE_BYTES) throw new Malformed('evidence', `larger than ${String(MAX_EVIDENCE_BYTES)} bytes`);
  if (looksLikeSpdmReport(bytes)) return { devices: [device(bytes, null)], statedNonces: [] };
  if (/[[{]/.test(firstLetter(bytes))) return readJson(bytes);
  return { devices: [device(fromHexText(bytes), null)], statedNonces: [] };
}

function firstLetter(bytes: Uint8Array): string {
  const byte = bytes.find((one) => one !== 0x20 && one !== 0x09 && one !== 0x0a && one !== 0x0d);
  return String.fromCharCode(byte ?? 0);
}

function fromHexText(bytes: Uint8Array): Uint8Array {
  if (bytes.length > 2 * MAX_REPORT_BYTES + 2) throw new Malformed('report', 'too long');
  return fromHex(fromAscii(bytes, 'report').trim(), 'report');
}

function device(report: Uint8Array, chain: readonly Certificate[] | null): Device {
  const read = readSpdmReport(report);
  return { report: read, opaque: readOpaqueData(read.opaqueData), chain };
}

function readJson(bytes: Uint8Array): GpuEvidence {
  const value = parseJson(fromUtf8(bytes, 'evidence'), 'evidence');
  if (value instanceof JsonArray) return ofItems(value.objects(), []);
  if (!(value instanceof JsonObject)) throw new Malformed('evidence', 'neither a list nor an object');
  if (isVerifierInput(value)) return ofReports(...readVerifierInput(value));
  if (value.has('bundles')) return ofItems(value.array('bundles').objects().flatMap(itemsInBundle), []);
  if (value.has('items')) return ofSection(value.array('items').objects());
  return ofItems(...listOrDevice(value));
}

/** Names under which an object has its devices, in the order in which they are looked for. */
const LISTS = ['evidences', 'evidence_list', 'device_evidence_list'];

/** The devices of an object with a list, and its nonce, or the one device that the object is. */
function listOrDevice(value: JsonObject): readonly [readonly JsonObject[], readonly Uint8Array[]] {
  const name = LISTS.find((one) => value.has(one));
  return name === undefined ? [[value], []] : [value.array(name).objects(), nonceOf(value)];
}

/** In the SDK's lists each item states the nonce, in NRAS's request the whole does; both are allowed, and none. */
function nonceOf(value: JsonObject): readonly Uint8Array[] {
  const stated = value.value('nonce') ?? '';
  if (stated === '') return [];
  const nonce = fromHexOrBase64(value.string('nonce'), `${value.path}.nonce`);
  // Almost any text is base64 of something: only where it has a nonce's length is it one, and not damage.
  const isHex = /^(?:0x)?[0-9a-f]+$/i.test(value.string('nonce'));
  if (!isHex && nonce.length !== NONCE_BYTES) throw new Malformed(`${value.path}.nonce`, 'neither hexadecimal nor base64');
  return [nonce];
}

/** @throws Malformed for devices of another vendor: a statement about all devices must not omit any. */
function ofSection(entries: readonly JsonObject[]): GpuEvidence {
  if (entries.length > MAX_DEVICES) throw new Malformed('evidence', `more than ${String(MAX_DEVICES)} devices`);
  const outer: Uint8Array[] = [];
  const items = entries.flatMap((entry) => {
    if (entry.string('vendor') !== 'nvidia') throw new Malformed(`${entry.path}.vendor`, 'another vendor');
    const inner = entry.value('evidence');
    if (inner instanceof JsonArray) return inner.objects();
    const [devices, nonces] = listOrDevice(entry.object('evidence'));
    outer.push(...nonces);
    return devices;
  });
  return ofItems(items, outer);
}

/** dstack's only format with reports. Its record of a guest's start has NVIDIA's claims about them, and no report. */
const BUNDLE_FORMAT = 'nvidia-nvattest-collect-evidence-json-v1';

/** @throws Malformed for devices of another vendor, and for anything but reports */
function itemsInBundle(bundle: JsonObject): readonly JsonObject[] {
  if (bundle.string('vendor') !== 'nvidia') throw new Malformed(`${bundle.path}.vendor`, 'another vendor');
  if (bundle.string('format') !== BUNDLE_FORMAT) throw new Malformed(`${bundle.path}.format`, 'not reports');
  const path = `${bundle.path}.evidence`;
  const list = parseJson(fromUtf8(fromHex(bundle.string('evidence'), path), path), path);
  if (!(list instanceof JsonArray)) throw new Malformed(path, 'not a list');
  return list.objects();
}

/** PEM as it is, or in base64 as the SDK writes it; null where it is attached as an endorsement. */
function chainOf(item: JsonObject): Uint8Array | null {
  if ((item.value('certificate') ?? null) === null) return null;
  const [text, path] = [item.string('certificate'), `${item.path}.certificate`];
  return text.startsWith('-----BEGIN') ? toAscii(text, path) : fromHexOrBase64(text, path);
}

function ofItems(items: readonly JsonObject[], outer: readonly Uint8Array[]): GpuEvidence {
  if (items.length > MAX_DEVICES) throw new Malformed('evidence', `more than ${String(MAX_DEVICES)} devices`);
  const reports = items.map((item) => ({
    report: fromHexOrBase64(item.string('evidence'), `${item.path}.evidence`),
    chain: chainOf(item),
  }));
  return ofReports(reports, [...outer, ...items.flatMap(nonceOf)]);
}

function ofReports(reports: readonly ListedReport[], statedNonces: readonly Uint8Array[]): GpuEvidence {
  if (reports.length > MAX_DEVICES) throw new Malformed('evidence', `more than ${String(MAX_DEVICES)} devices`);
  const [first, ...others] = reports.map(({ report, chain }) => device(report, chain && readDeviceChain(chain)));
  if (first === undefined) throw new Malformed('evidence', 'no device');
  return { devices: [first, ...others], statedNonces };
}

/** Does every report contain every nonce that the list states? */
export function nonceIsAsStated({ devices, statedNonces }: GpuEvidence): boolean {
  return statedNonces.every((nonce) => devices.every(({ report }) => equalBytes(report.nonce, nonce)));
}
