import { fromHex } from '../../bytes/hex.ts';
import { parseJsonObject } from '../../encoding/json.ts';
import type { JsonObject } from '../../encoding/json-value.ts';
import { Malformed } from '../../malformed.ts';
import { SIZE, type KeystoneReport } from './report.ts';

/** The longest report has about 3 kB. */
const MAX_DOCUMENT_BYTES = 8192;

/** A member in hexadecimal. Only lowercase, as `Report::stringfy` prints: one spelling per report. */
function hexMember(object: JsonObject, name: string): Uint8Array {
  const field = `${object.path}.${name}`;
  const text = object.string(name);
  if (/[A-F]/.test(text)) throw new Malformed(field, 'hexadecimal not in lowercase');
  return fromHex(text, field);
}

function sized(object: JsonObject, name: string, size: number): Uint8Array {
  const bytes = hexMember(object, name);
  if (bytes.length !== size) throw new Malformed(`${object.path}.${name}`, `${String(bytes.length)} bytes, want ${String(size)}`);
  return bytes;
}

/** The JSON that `Report::stringfy` prints (keystone/sdk, src/verifier/Report.cpp) → report. @throws Malformed */
export function readReportJson(bytes: Uint8Array): KeystoneReport {
  const report = parseJsonObject(bytes, 'report', MAX_DOCUMENT_BYTES);
  const enclave = report.object('enclave');
  const monitor = report.object('security_monitor');
  const data = hexMember(enclave, 'data');
  if (data.length > SIZE.data) throw new Malformed('report.enclave.data', `${String(data.length)} bytes of data`);
  if (enclave.natural('datalen') !== data.length) throw new Malformed('report.enclave.datalen', 'not the length of the data');
  return {
    enclaveHash: sized(enclave, 'hash', SIZE.hash),
    data,
    enclaveSignature: sized(enclave, 'signature', SIZE.signature),
    monitorHash: sized(monitor, 'hash', SIZE.hash),
    monitorKey: sized(monitor, 'pubkey', SIZE.key),
    monitorSignature: sized(monitor, 'signature', SIZE.signature),
    deviceKey: sized(report, 'device_pubkey', SIZE.key),
  };
}
