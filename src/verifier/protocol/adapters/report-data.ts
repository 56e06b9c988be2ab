import { Reader } from '../../bytes/reader.ts';
import { readQuote } from '../../dcap/quote.ts';
import type { Evidence } from '../../evidence.ts';
import { Malformed } from '../../malformed.ts';

/** The offset of report data in each kind of body, in bytes (dcap/quote.ts; tees/sgx, tees/tdx). */
const IN_BODY = { sgx: 320, td: 520 } as const;
/** The same for a SEV-SNP report (AMD 56860, ATTESTATION_REPORT). */
const IN_SNP_REPORT = 0x50;

/**
 * The 64 bytes of report data from evidence that is not authenticated yet: formats that send nothing else are read from them, and
 * they are later compared with the authenticated claims. @throws Malformed
 */
export function reportDataIn({ type, bytes }: Evidence): Uint8Array {
  if (type === 'dcap-quote') {
    const { body } = readQuote(bytes);
    return at(body.bytes, body.kind === 'sgx-report' ? IN_BODY.sgx : IN_BODY.td);
  }
  if (type === 'snp-report' || type === 'snp-extended-report') return at(bytes, IN_SNP_REPORT);
  throw new Malformed('evidence', 'no report data is read of this type');
}

function at(bytes: Uint8Array, offset: number): Uint8Array {
  const reader = new Reader(bytes, 'report');
  reader.bytes('before report data', offset);
  return reader.bytes('report data', 64);
}

/** The two halves of it. @throws Malformed */
export function halvesIn(evidence: Evidence): readonly [Uint8Array, Uint8Array] {
  const reader = new Reader(reportDataIn(evidence), 'report data');
  return [reader.bytes('first half', 32), reader.bytes('second half', 32)];
}
