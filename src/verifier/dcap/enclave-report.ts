import { Reader } from '../bytes/reader.ts';

/** Bytes of a report body, the reserved ones included. */
export const ENCLAVE_REPORT_SIZE = 384;

/**
 * An SGX report body (Intel SDM vol. 3D, table 37-13 REPORT; "Intel SGX ECDSA Quote Library Reference", A.4, table
 * "Enclave Report Body"): of the quoted enclave in an SGX quote, of the quoting enclave in every quote.
 */
export type EnclaveReport = {
  /** The 384 bytes as they arrived; the PCK key signs them when the report is the quoting enclave's. */
  readonly bytes: Uint8Array;
  readonly cpuSvn: Uint8Array;
  readonly miscSelect: Uint8Array;
  readonly isvExtProdId: Uint8Array;
  readonly attributes: Uint8Array;
  readonly mrEnclave: Uint8Array;
  readonly mrSigner: Uint8Array;
  readonly configId: Uint8Array;
  readonly isvProdId: number;
  readonly isvSvn: number;
  readonly configSvn: number;
  readonly isvFamilyId: Uint8Array;
  readonly reportData: Uint8Array;
};

/** 384 bytes → report. Reserved bytes are ignored: they are signed, and Intel gave some of them a meaning later (KSS). */
export function readEnclaveReport(bytes: Uint8Array, what: string): EnclaveReport {
  const reader = new Reader(bytes, what);
  const cpuSvn = reader.bytes('CPUSVN', 16);
  const miscSelect = reader.bytes('MISCSELECT', 4);
  reader.bytes('reserved1', 12);
  const isvExtProdId = reader.bytes('ISVEXTPRODID', 16);
  const attributes = reader.bytes('ATTRIBUTES', 16);
  const mrEnclave = reader.bytes('MRENCLAVE', 32);
  reader.bytes('reserved2', 32);
  const mrSigner = reader.bytes('MRSIGNER', 32);
  reader.bytes('reserved3', 32);
  const configId = reader.bytes('CONFIGID', 64);
  const isvProdId = reader.u16le('ISVPRODID');
  const isvSvn = reader.u16le('ISVSVN');
  const configSvn = reader.u16le('CONFIGSVN');
  reader.bytes('reserved4', 42);
  const isvFamilyId = reader.bytes('ISVFAMILYID', 16);
  const reportData = reader.bytes('REPORTDATA', 64);
  reader.end();
  return {
    bytes,
    cpuSvn,
    miscSelect,
    isvExtProdId,
    attributes,
    mrEnclave,
    mrSigner,
    configId,
    isvProdId,
    isvSvn,
    configSvn,
    isvFamilyId,
    reportData,
  };
}
