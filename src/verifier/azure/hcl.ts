import { equalBytes } from '../bytes/equal.ts';
import { fromBase64Url } from '../bytes/base64.ts';
import { fromHex } from '../bytes/hex.ts';
import { Reader } from '../bytes/reader.ts';
import { toAscii } from '../bytes/text.ts';
import { spkiOfRsa2048 } from '../crypto/spki.ts';
import { parseJsonObject } from '../encoding/json.ts';
import type { JsonObject } from '../encoding/json-value.ts';
import { Malformed } from '../malformed.ts';

/**
 * What Azure's paravisor (the "host compatibility layer", which runs at VMPL 0 inside the guest) wraps around a report. The guest
 * does not choose its REPORT_DATA: that is the digest of `runtimeData`, which contains the guest's own 64 bytes and the virtual
 * TPM's attestation key.
 */
export type Paravisor = {
  /** JSON exactly as received: REPORT_DATA is its digest. */
  readonly runtimeData: Uint8Array;
  /** `user-data`, the 64 bytes last set by whoever runs in the guest; undefined when it is not 64 bytes of hex. */
  readonly userData: Uint8Array | undefined;
  /** SubjectPublicKeyInfo of the key `HCLAkPub` with which the virtual TPM signs; undefined when there is none. */
  readonly attestationKey: Uint8Array | undefined;
  /** The paravisor's description of the virtual machine's configuration, for people. */
  readonly configuration: Readonly<Record<string, string | number | boolean>>;
};

const SIGNATURE = toAscii('HCLA', 'HCL signature');
/** By the envelope's number for it. */
const REPORT_KINDS: Readonly<Record<number, 'snp' | 'tdx'>> = { 2: 'snp', 4: 'tdx' };

/** The TEE whose report the envelope holds. */
export type ParavisorKind = 'snp' | 'tdx';
const HASH_TYPE_SHA256 = 1;
const HEADER_REST = 28;
/** The whole NV index is 2600 bytes; a later one may grow. */
const MAX_RUNTIME_DATA_BYTES = 16 * 1024;

/** Room for the processor's report in the envelope: a SEV-SNP report fills it, a TD report occupies its start. */
const REPORT_LENGTH = 1184;

/** A report out of its envelope, with the runtime data that its REPORT_DATA has to commit to. */
export type ParavisorReport = {
  readonly kind: ParavisorKind;
  /**
   * For SEV-SNP, the report. For TDX a TDREPORT, which only the machine itself can authenticate; Intel's quote of it is sent
   * separately.
   */
  readonly report: Uint8Array;
  readonly paravisor: Paravisor;
};

/** Are these bytes a paravisor's envelope? Never throws. */
export function isParavisorReport(bytes: Uint8Array): boolean {
  return bytes.length > SIGNATURE.length && equalBytes(new Reader(bytes, 'HCL').bytes('signature', SIGNATURE.length), SIGNATURE);
}

/**
 * Azure's attestation report as its virtual TPM holds it at NV index 0x01400001 (Azure documentation, "Guest attestation for
 * confidential VMs"; open source of the OpenHCL paravisor, `igvm_attest`): a header of 32 bytes, the processor's report, five
 * words, JSON, and zeros or leftovers to the end of the index, which nobody signs. @throws Malformed
 */
export function readParavisorReport(bytes: Uint8Array): ParavisorReport {
  const reader = new Reader(bytes, 'HCL');
  if (!isParavisorReport(bytes)) throw new Malformed('HCL.signature', 'not HCLA', 0);
  reader.bytes('signature', SIGNATURE.length);
  reader.bytes('header', HEADER_REST);
  const report = reader.bytes('report', REPORT_LENGTH);
  reader.u32le('data size');
  reader.u32le('data version');
  const type = reader.u32le('report type');
  const kind = REPORT_KINDS[type];
  if (kind === undefined) throw new Malformed('HCL.report type', 'neither SEV-SNP nor TDX', reader.offset);
  if (reader.u32le('hash type') !== HASH_TYPE_SHA256) throw new Malformed('HCL.hash type', 'not SHA-256', reader.offset);
  const runtimeData = reader.bytes('runtime data', reader.u32le('runtime data size'));
  return { kind, report, paravisor: { runtimeData, ...readRuntimeData(runtimeData) } };
}

function readRuntimeData(bytes: Uint8Array): Omit<Paravisor, 'runtimeData'> {
  const json = parseJsonObject(bytes, 'runtime data', MAX_RUNTIME_DATA_BYTES);
  const userData = json.has('user-data') ? fromHex(json.string('user-data'), 'runtime data.user-data') : undefined;
  return {
    userData: userData?.length === 64 ? userData : undefined,
    attestationKey: attestationKeyOf(json),
    configuration: json.has('vm-configuration') ? plainMembers(json.object('vm-configuration')) : {},
  };
}

/**
 * The JSON Web Key (RFC 7517) whose `kid` is HCLAkPub; two of them are refused, because two readers could pick different ones.
 */
function attestationKeyOf(json: JsonObject): Uint8Array | undefined {
  if (!json.has('keys')) return undefined;
  const [key, ...others] = json
    .array('keys')
    .objects()
    .filter((one) => one.has('kid') && one.string('kid') === 'HCLAkPub');
  if (others.length > 0) throw new Malformed('runtime data.keys', 'HCLAkPub occurs twice');
  if (key === undefined) return undefined;
  if (key.string('kty') !== 'RSA') throw new Malformed('runtime data.keys.kty', 'not RSA');
  return spkiOfRsa2048(
    fromBase64Url(key.string('n'), 'runtime data.keys.n'),
    fromBase64Url(key.string('e'), 'runtime data.keys.e'),
  );
}

function plainMembers(object: JsonObject): Paravisor['configuration'] {
  const members = object.names.flatMap((name): [string, string | number | boolean][] => {
    const value = object.value(name);
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [[name, value]] : [];
  });
  return Object.fromEntries(members);
}
