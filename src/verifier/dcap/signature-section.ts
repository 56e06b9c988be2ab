import type { Reader } from '../bytes/reader.ts';
import { Malformed, Unsupported } from '../malformed.ts';
import { ENCLAVE_REPORT_SIZE, readEnclaveReport, type EnclaveReport } from './enclave-report.ts';

/**
 * "ECDSA 256-bit Quote Signature Data Structure" (quote library reference A.4, table 4; version 4: A.3.7 to A.3.11):
 * who signed the quote, and how that key is certified.
 */
export type SignatureSection = {
  /** r ‖ s over the quote's signed bytes, 64 bytes. */
  readonly quoteSignature: Uint8Array;
  /** x ‖ y of the attestation key, 64 bytes. */
  readonly attestationKey: Uint8Array;
  readonly qeReport: EnclaveReport;
  /** r ‖ s over the QE report by the PCK key, 64 bytes. */
  readonly qeReportSignature: Uint8Array;
  /** Any length; hashed into the QE report together with the attestation key. */
  readonly qeAuthenticationData: Uint8Array;
  readonly certification: CertificationData;
};

/** 1–3: encrypted PPID and SVNs; 4: PCK leaf alone; 5: PCK certificate chain in PEM (A.4, table 9). */
export type CertificationData = { readonly type: 1 | 2 | 3 | 4 | 5; readonly bytes: Uint8Array };

/** Version 4 and 5 wrap the QE's part in certification data of this type. */
const QE_REPORT_CERTIFICATION_DATA = 6;

/** @throws Malformed */
export function readSignatureSection(reader: Reader, version: 3 | 4 | 5): SignatureSection {
  const quoteSignature = reader.bytes('quote signature', 64);
  const attestationKey = reader.bytes('attestation key', 64);
  // Version 3 may leave bytes over inside the section's length (Intel's library tolerates them); 4 and 5 may not.
  if (version === 3) return { quoteSignature, attestationKey, ...readQePart(reader) };
  if (reader.u16le('certification data type') !== QE_REPORT_CERTIFICATION_DATA)
    throw new Malformed('quote.certification data type', 'not QE report certification data');
  const inner = reader.nested('QE report certification data', reader.u32le('certification data size'));
  const part = readQePart(inner);
  inner.end();
  return { quoteSignature, attestationKey, ...part };
}

function readQePart(reader: Reader): Omit<SignatureSection, 'quoteSignature' | 'attestationKey'> {
  const qeReport = readEnclaveReport(reader.bytes('QE report', ENCLAVE_REPORT_SIZE), 'QE report');
  const qeReportSignature = reader.bytes('QE report signature', 64);
  const qeAuthenticationData = reader.bytes('QE authentication data', reader.u16le('QE authentication data size'));
  const type = reader.u16le('certification data type');
  const bytes = reader.bytes('certification data', reader.u32le('certification data size'));
  if (type !== 1 && type !== 2 && type !== 3 && type !== 4 && type !== 5)
    throw new Unsupported('quote.certification data type', `type ${String(type)} is not known`);
  return { qeReport, qeReportSignature, qeAuthenticationData, certification: { type, bytes } };
}
