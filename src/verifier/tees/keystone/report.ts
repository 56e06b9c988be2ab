import { concat } from '../../bytes/equal.ts';
import { Reader } from '../../bytes/reader.ts';
import { Malformed } from '../../malformed.ts';

/** Sizes in bytes (keystone/sdk, include/verifier/Report.hpp; keystone/sm, src/enclave.h). */
export const SIZE = { hash: 64, data: 1024, signature: 64, key: 32 } as const;

/** A report as read, not yet verified. Every signed field, and no other. */
export type KeystoneReport = {
  readonly enclaveHash: Uint8Array;
  /** At most 1024 bytes, chosen by the enclave to be signed. */
  readonly data: Uint8Array;
  readonly enclaveSignature: Uint8Array;
  readonly monitorHash: Uint8Array;
  readonly monitorKey: Uint8Array;
  readonly monitorSignature: Uint8Array;
  /** As the report says. An identifier to look up, not a key to trust. */
  readonly deviceKey: Uint8Array;
};

/**
 * `struct report_t` (1352 bytes, little-endian, since 22 November 2018) → report. The bytes of the data buffer after `data_len`
 * are unsigned leftovers of the monitor's stack: they are skipped and never shown. @throws Malformed for any other size,
 * including the 2048-byte buffer of the example application.
 */
export function readReport(bytes: Uint8Array): KeystoneReport {
  const reader = new Reader(bytes, 'report');
  const enclaveHash = reader.bytes('enclave.hash', SIZE.hash);
  const length = reader.u64le('enclave.data_len');
  if (length > SIZE.data) throw new Malformed('report.enclave.data_len', `${String(length)} bytes of data`, SIZE.hash);
  const buffer = reader.nested('enclave.data', SIZE.data);
  const data = buffer.bytes('data', Number(length));
  const report = {
    enclaveHash,
    data,
    enclaveSignature: reader.bytes('enclave.signature', SIZE.signature),
    monitorHash: reader.bytes('sm.hash', SIZE.hash),
    monitorKey: reader.bytes('sm.public_key', SIZE.key),
    monitorSignature: reader.bytes('sm.signature', SIZE.signature),
    deviceKey: reader.bytes('dev_public_key', SIZE.key),
  };
  reader.end();
  return report;
}

/** What the device signed: hash and key of the security monitor, 96 bytes. */
export const monitorStatement = ({ monitorHash, monitorKey }: KeystoneReport): Uint8Array => concat(monitorHash, monitorKey);

/** What the security monitor signed: hash of the enclave, length of the data (64-bit little-endian), data. */
export function enclaveStatement({ enclaveHash, data }: KeystoneReport): Uint8Array {
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(data.length), true);
  return concat(enclaveHash, length, data);
}
