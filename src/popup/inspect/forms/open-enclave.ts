import { toHex } from '../../../verifier/index.ts';
import type { Inner } from './piece.ts';

const REPORT_HEADER_BYTES = 16;
const EVIDENCE_HEADER_BYTES = 28;
const REMOTE = 2;
/** Kinds of evidence whose data are a quote, by their UUID (Open Enclave, `attestation/sgx/evidence.h`). */
const SGX_ECDSA = 'a3a21e871b4d4014b70aa125d2fbcd8c';

/**
 * What Open Enclave puts before a quote: `oe_report_header_t` (version 1, type 2 for a remote report, size) or
 * `oe_attestation_header_t` (version 2, UUID of the format, size), little-endian.
 */
export function openEnclave(bytes: Uint8Array): Inner | undefined {
  if (bytes.length <= EVIDENCE_HEADER_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const version = view.getUint32(0, true);
  const sized = (header: number): Inner | undefined => {
    const size = view.getBigUint64(header - 8, true);
    // The framework's own claims may follow what the header counts.
    if (size === 0n || size > BigInt(bytes.length - header)) return undefined;
    return { bytes: bytes.slice(header, header + Number(size)), name: 'an Open Enclave header' };
  };
  if (version === 1 && view.getUint32(4, true) === REMOTE) return sized(REPORT_HEADER_BYTES);
  if (version === 2 && toHex(bytes.slice(4, 20)) === SGX_ECDSA) return sized(EVIDENCE_HEADER_BYTES);
  return undefined;
}

/** Endorsements as Open Enclave serialises them: version 1, type 2, size, then the offsets of nine parts. */
export function isOpenEnclaveEndorsements(bytes: Uint8Array): boolean {
  if (bytes.length < 64) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return view.getUint32(0, true) === 1 && view.getUint32(4, true) === 2 && view.getUint32(12, true) === 9;
}
