import { concat, equalBytes, fromHex, open, toAscii, type EvidenceType } from '../../../verifier/index.ts';
import { ENDORSEMENT_MEDIA_TYPE } from '../../../verifier/protocol/index.ts';
import { findCertificates } from '../find-certificates.ts';
import type { Inner } from './piece.ts';

const SNP_REPORT_BYTES = 1184;
/** The fewest bytes that show the algorithm of a report (AMD 56860, table 23): 1 is ECDSA P-384 with SHA-384. */
const SNP_ALGORITHM_AT = 0x34;
/** Intel's quoting enclaves, at byte 12 of every quote (Intel SGX ECDSA Quote Library Reference, A.4). */
const INTEL_QE_VENDOR = fromHex('939a7233f79c4ca9940a0db3957f0607', 'vendor');
const VENDOR_AT = 12;
const NITRO_START = fromHex('8444a1013822a0', 'COSE');
const MODULE_ID = toAscii('module_id', 'member');
/** No more than this are searched for: with so many, the user has to say which one is meant. */
const MAX_FOUND = 8;

/** A report followed by its key's certificate, as scripts write them into one file. */
export function reportAndCertificate(bytes: Uint8Array): Inner | undefined {
  if (bytes.length <= SNP_REPORT_BYTES || !isSnpReport(bytes, 0)) return undefined;
  const certificates = findCertificates(bytes.slice(SNP_REPORT_BYTES));
  if (certificates.length === 0) return undefined;
  const attached = [{ mediaType: ENDORSEMENT_MEDIA_TYPE.snpCertificates, bytes: concat(...certificates) }];
  return { bytes: bytes.slice(0, SNP_REPORT_BYTES), name: 'a report with a certificate behind it', attached };
}

/** Evidence in the middle of bytes of an unknown kind, found by beginnings that only evidence has. */
export function embedded(bytes: Uint8Array): readonly Inner[] {
  const found: Inner[] = [];
  for (let at = 0; at < bytes.length && found.length < MAX_FOUND; at += 1) {
    const length = evidenceLength(bytes, at);
    if (length === undefined) continue;
    found.push({ bytes: bytes.slice(at, at + length), name: 'other bytes' });
    at += length - 1;
  }
  return found;
}

function evidenceLength(bytes: Uint8Array, at: number): number | undefined {
  const [first = 0] = bytes.slice(at, at + 1);
  if (first >= 2 && first <= 5) {
    if (holdsAt(bytes, at + VENDOR_AT, INTEL_QE_VENDOR)) return quoteLength(bytes, at);
    if (isSnpReport(bytes, at)) return SNP_REPORT_BYTES;
  }
  return holdsAt(bytes, at, NITRO_START) ? nitroLength(bytes, at) : undefined;
}

const holdsAt = (bytes: Uint8Array, at: number, wanted: Uint8Array): boolean =>
  bytes[at] === wanted[0] && equalBytes(bytes.slice(at, at + wanted.length), wanted);

const reads = (type: EvidenceType, bytes: Uint8Array): boolean => open({ type, bytes, parameters: {} }).at === 'opened';

function isSnpReport(bytes: Uint8Array, at: number): boolean {
  const [version = 0, ...rest] = bytes.slice(at, at + 4);
  const isPlausible = version >= 2 && version <= 5 && rest.every((byte) => byte === 0) && bytes[at + SNP_ALGORITHM_AT] === 1;
  return isPlausible && reads('snp-report', bytes.slice(at, at + SNP_REPORT_BYTES));
}

/** Header, body, and the length of the signature section. */
function quoteLength(bytes: Uint8Array, at: number): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const body = quoteBodyBytes(view, at);
  const lengthAt = at + 48 + body;
  if (body === 0 || lengthAt + 4 > bytes.length) return undefined;
  const length = 48 + body + 4 + view.getUint32(lengthAt, true);
  return at + length <= bytes.length && reads('dcap-quote', bytes.slice(at, at + length)) ? length : undefined;
}

/** By version and TEE type; version 5 states its own, after a type of two bytes. */
function quoteBodyBytes(view: DataView, at: number): number {
  if (at + 54 > view.byteLength) return 0;
  const version = view.getUint16(at, true);
  if (version === 5) return 6 + view.getUint32(at + 50, true);
  return version === 3 || view.getUint32(at + 4, true) === 0 ? 384 : 584;
}

/** COSE_Sign1 as AWS writes it: the payload's length in two bytes, then a signature of 96. */
function nitroLength(bytes: Uint8Array, at: number): number | undefined {
  const payloadAt = at + NITRO_START.length;
  if (bytes[payloadAt] !== 0x59) return undefined;
  const payload = (bytes[payloadAt + 1] ?? 0) * 256 + (bytes[payloadAt + 2] ?? 0);
  const length = NITRO_START.length + 3 + payload + 2 + 96;
  const document = bytes.slice(at, at + length);
  const isNamed = holdsSomewhere(document.slice(0, 64), MODULE_ID);
  return isNamed && reads('nitro-document', document) ? length : undefined;
}

function holdsSomewhere(bytes: Uint8Array, wanted: Uint8Array): boolean {
  return bytes.some((_byte, at) => holdsAt(bytes, at, wanted));
}
