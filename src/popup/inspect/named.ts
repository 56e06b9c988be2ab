import { isCcel, JsonArray, JsonObject, looksLikeOcsp, toHex, type Json } from '../../verifier/index.ts';
import type { NAMED_WORDS } from '../words/pages/inspect-files.ts';
import { findCertificates } from './find-certificates.ts';
import { isOpenEnclaveEndorsements } from './forms/open-enclave.ts';

/** Things that belong to evidence, or resemble it, and cannot be checked here by themselves; their words say why. */
export type Named = keyof typeof NAMED_WORDS;

/** What these bytes are as a whole, if they are known but not evidence by themselves. Never throws. */
export function nameOfBytes(bytes: Uint8Array): Named | undefined {
  if (isCcel(bytes)) return 'binary-event-log';
  if (isAzureTdxReport(bytes)) return 'azure-tdx-report';
  if (isTdReport(bytes)) return 'td-report';
  if (isSgxReport(bytes)) return 'sgx-report';
  if (isEpidQuote(bytes)) return 'epid-quote';
  if (isArchive(bytes)) return 'archive';
  if (isCca(bytes)) return 'arm-cca-token';
  if (isSign1(bytes)) return isNitroPayload(bytes) ? undefined : 'cose';
  if (looksLikeOcsp(bytes)) return 'ocsp-response';
  if (isRevocationList(bytes)) return 'revocation-list';
  return isOpenEnclaveEndorsements(bytes) ? 'open-enclave-endorsements' : undefined;
}

/** The same by a string somewhere in them, which evidence may also contain. */
export function nameOfContents(bytes: Uint8Array): Named | undefined {
  const certificates = nameOfCertificates(findCertificates(bytes));
  if (certificates !== undefined) return certificates;
  return includes(bytes, TPM_QUOTE) ? 'tpm-quote' : undefined;
}

/** TPM_GENERATED_VALUE, with which everything begins that a TPM signs (TCG "TPM 2.0 Library", part 2, section 10.12.12). */
const TPM_QUOTE = '\xffTCG';

/** By a name in any of them; undefined for none. */
function nameOfCertificates(certificates: readonly Uint8Array[]): Named | undefined {
  const some = (name: string): boolean => certificates.some((der) => includes(der, name));
  if (certificates.length === 0) return undefined;
  if (some('NVIDIA')) return 'nvidia-chain';
  if (some('Advanced Micro Devices')) return 'amd-chain';
  if (some('Intel SGX')) return 'intel-chain';
  return 'certificates';
}

/** The same for text that is not JSON. */
export function nameOfText(bytes: Uint8Array, text: string): Named | undefined {
  const start = text.trimStart();
  if (/^(?:<\?xml[^>]*>\s*)?<SoftwareIdentity\s/.test(start) && start.includes('"Measurement"')) return 'nvidia-rim';
  if (text.includes('=== Security Monitor ===') && text.includes('Enclave')) return 'keystone-print';
  if (start.startsWith('c2sp.org/tlog-proof@v1\n')) return 'tlog-proof';
  if (/^<(?:!doctype html|html)[\s>]/i.test(start)) return 'html';
  return start.includes('-----BEGIN CERTIFICATE-----') ? nameOfCertificates(findCertificates(bytes)) : undefined;
}

/** The same for JSON, by members that only one format has. */
export function nameOfJson(json: Json, text: string): Named | undefined {
  if (isEventLog(text)) return 'event-log';
  if (json instanceof JsonArray) return isNvidiaAnswer(json) ? 'nvidia-token' : isReleaseList(json) ? 'release-list' : undefined;
  if (!(json instanceof JsonObject)) return undefined;
  const has = (...names: readonly string[]): boolean => names.every((name) => json.has(name));
  // What NVIDIA's own verifier says when it has run (`nvattest attest`), such as dstack's record of a guest's start.
  if (has('claims', 'detached_eat')) return 'nvidia-token';
  if (has('tcbInfo') || has('fmspc', 'tcbLevels')) return 'tcb-info';
  if (has('enclaveIdentity') || has('miscselect', 'tcbLevels')) return 'qe-identity';
  if (isSigstoreBundle(json)) return 'sigstore-bundle';
  if (has('tcb_info', 'qe_identity')) return 'collateral';
  if (has('td_quote', 'hcl_report')) return 'azure-tdx-evidence';
  if (isKeySet(json)) return 'key-set';
  if (isReportInParts(json)) return 'snp-report-in-parts';
  if (has('attestation_report', 'serial_number') || has('hsk_cek')) return 'hygon-csv';
  return undefined;
}

/** By the media type that every bundle begins with (sigstore_bundle.proto). */
export function isSigstoreBundle(json: JsonObject): boolean {
  const mediaType = json.value('mediaType');
  return typeof mediaType === 'string' && mediaType.startsWith('application/vnd.dev.sigstore.bundle');
}

/** A service's public keys, with which it signs tokens (RFC 7517); NVIDIA's and Microsoft's have certificates in them. */
function isKeySet(json: JsonObject): boolean {
  const keys = json.value('keys');
  return (
    keys instanceof JsonArray && keys.items.length > 0 && keys.items.every((key) => key instanceof JsonObject && key.has('kty'))
  );
}

/** A SEV-SNP report as a program's structure, member by member, by itself or in `attestation_report`. */
function isReportInParts(json: JsonObject): boolean {
  const inner = json.value('attestation_report');
  const report = inner instanceof JsonObject ? inner : json;
  return ['guest_svn', 'policy', 'measurement', 'chip_id'].every((name) => report.has(name));
}

/** `[["JWT", token], {"GPU-0": token, …}]`, as NVIDIA's attestation service answers. */
const isNvidiaAnswer = ({ items: [first] }: JsonArray): boolean => first instanceof JsonArray && first.items[0] === 'JWT';

/** `[{PCR0, …, signature}, …]`: OpenSecret's history of Maple's images, each signed. */
const isReleaseList = ({ items }: JsonArray): boolean =>
  items.length > 0 && items.every((item) => item instanceof JsonObject && item.has('PCR0') && item.has('signature'));

/** dstack's JSON, whatever its digests look like. */
export const isEventLog = (text: string): boolean =>
  /^\[\s*\{/.test(text) && text.includes('"imr"') && text.includes('"event_type"');

/** CertificateList: SEQUENCE, SEQUENCE, INTEGER 1 (RFC 5280, section 5.1), each length in two bytes or in one. */
export const isRevocationList = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x30 && /^30(?:8[12].{2,4}|..)30(?:8[12].{2,4}|..)020101/.test(toHex(bytes.slice(0, 16)));

/** COSE_Sign1, with or without its tag, and a protected header that begins with an algorithm (RFC 9052, section 4.2). */
export const isSign1 = (bytes: Uint8Array): boolean =>
  startsWith(bytes, 0x84, 0x44, 0xa1, 0x01) || startsWith(bytes, 0xd2, 0x84, 0x44, 0xa1);

/** Members that every document of AWS Nitro has near its beginning (attestation_process.md, section 3.2.1). */
export const isNitroPayload = (bytes: Uint8Array): boolean => includes(bytes, 'module_id') || includes(bytes, 'nitrotpm_pcrs');

/** Tag 399 around the two tokens, or the platform's token, whose profile names Arm (draft-ffm-rats-cca-token). */
const isCca = (bytes: Uint8Array): boolean =>
  startsWith(bytes, 0xd9, 0x01, 0x8f) || (isSign1(bytes) && (includes(bytes, 'arm.com') || includes(bytes, 'cca_platform')));

/** A report, or what Linux's driver returns: the caller's 64 bytes, then the report. */
const TD_REPORT_SIZES = [1024, 64 + 1024];
const TDX_TYPE = 0x81;
/** VALID of TEE_TCB_INFO_STRUCT, at byte 256; tools that read at another offset save it elsewhere. */
const TCB_INFO_VALID = /^ff01(?:00|03)0000000000/;
const MAX_TCB_INFO_AT = 384;

/** REPORTMACSTRUCT of type TDX, or the structure that follows it (Intel TDX module ABI, TDREPORT_STRUCT). */
function isTdReport(bytes: Uint8Array): boolean {
  if (!TD_REPORT_SIZES.includes(bytes.length)) return false;
  const body = bytes.slice(-1024);
  const hasTcbInfo = Array.from({ length: MAX_TCB_INFO_AT / 16 }, (_, i) => toHex(body.slice(16 * i, 16 * i + 8)));
  return startsWith(body, TDX_TYPE, 0, 0, 0) || hasTcbInfo.some((hex) => TCB_INFO_VALID.test(hex));
}

const SGX_REPORT_BYTES = 432;
/** Reserved in REPORT (Intel SDM, volume 3D, table 38-21): first byte and length. */
const SGX_RESERVED = [
  [20, 12],
  [96, 32],
  [160, 96],
] as const;

/** The output of EREPORT, for another enclave of the same machine: its length, and that every reserved byte is zero. */
const isSgxReport = (bytes: Uint8Array): boolean =>
  bytes.length === SGX_REPORT_BYTES &&
  SGX_RESERVED.every(([at, length]) => bytes.slice(at, at + length).every((byte) => byte === 0)) &&
  bytes.slice(64, 96).some((byte) => byte !== 0);

const EPID_HEADER_BYTES = 48 + 384 + 4;

/** `sgx_quote_t` with an EPID signature (Intel "Attestation Service API", revision 7.0, section 4.3): version 1 or 2, type 0 or 1. */
function isEpidQuote(bytes: Uint8Array): boolean {
  if (bytes.length < EPID_HEADER_BYTES) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [version, type] = [view.getUint16(0, true), view.getUint16(2, true)];
  const isWhole = EPID_HEADER_BYTES + view.getUint32(EPID_HEADER_BYTES - 4, true) === bytes.length;
  return (version === 1 || version === 2) && type <= 1 && isWhole;
}

/** zip, tar, zstd, xz, bzip2, by their beginnings; tar states it at byte 257. */
const isArchive = (bytes: Uint8Array): boolean =>
  startsWith(bytes, 0x50, 0x4b, 3, 4) ||
  startsWith(bytes, 0x28, 0xb5, 0x2f, 0xfd) ||
  startsWith(bytes, 0xfd, 0x37, 0x7a, 0x58, 0x5a) ||
  startsWith(bytes, 0x42, 0x5a, 0x68) ||
  includes(bytes.slice(257, 262), 'ustar');

/** Header, report and the word for its kind (OpenHCL, `igvm_attest`): 2 is SEV-SNP, 4 is TDX. */
const HCL_KIND_AT = 32 + 1184 + 8;
const HCL_TDX = 4;

/** Is this what Azure's virtual TPM of a TDX machine contains? */
export const isAzureTdxReport = (bytes: Uint8Array): boolean =>
  startsWith(bytes, 0x48, 0x43, 0x4c, 0x41) && bytes[HCL_KIND_AT] === HCL_TDX;

/** Do the bytes begin with these? */
export const startsWith = (bytes: Uint8Array, ...wanted: readonly number[]): boolean =>
  bytes.length >= wanted.length && wanted.every((byte, at) => bytes[at] === byte);

function includes(bytes: Uint8Array, word: string): boolean {
  return new TextDecoder('latin1').decode(bytes).includes(word);
}
