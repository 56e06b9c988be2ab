import { fromBase64 } from '../../bytes/base64.ts';
import { toAscii } from '../../bytes/text.ts';
import { Reader } from '../../bytes/reader.ts';
import { ENCLAVE_REPORT_SIZE, readEnclaveReport, type EnclaveReport } from '../../dcap/enclave-report.ts';
import type { JsonObject } from '../../encoding/json-value.ts';
import { Malformed } from '../../malformed.ts';
import { parseRfc3339, type Instant } from '../../time.ts';

/** The attestation verification report (API documentation rev. 7.0, section 4.2.1), read but not yet verified. */
export type IasReport = {
  /** 2 to 5; undefined in reports from before that field existed. */
  readonly version: number | undefined;
  readonly timestamp: Instant;
  readonly status: string;
  readonly quote: EpidQuote;
  /** What the site sent to the service, ASCII, at most 32 characters; undefined when it sent nothing. */
  readonly nonce: string | undefined;
  readonly advisories: readonly string[];
  readonly evaluationDataNumber: number | undefined;
  /** Fields that are shown but not judged. */
  readonly details: Readonly<Record<string, string | number>>;
};

/** The EPID quote's body, 432 bytes (section 4.2.1, isvEnclaveQuoteBody; quote structure of the SGX SDK, version 2). */
export type EpidQuote = {
  readonly linkable: boolean;
  readonly groupId: number;
  readonly qeSvn: number;
  readonly pceSvn: number;
  readonly report: EnclaveReport;
};

const SHOWN = ['id', 'pseManifestStatus', 'revocationReason', 'advisoryURL', 'epidPseudonym'] as const;

/** @throws Malformed */
export function readReport(body: JsonObject): IasReport {
  const version = body.has('version') ? body.natural('version') : undefined;
  if (version !== undefined && (version < 2 || version > 5)) throw new Malformed('report.version', 'not 2 to 5');
  const nonce = body.has('nonce') ? body.string('nonce') : undefined;
  if (nonce !== undefined && toAscii(nonce, 'report.nonce').length > 32)
    throw new Malformed('report.nonce', 'longer than 32 characters');
  const shown = SHOWN.flatMap((name) => {
    const value = body.value(name);
    return typeof value === 'string' || typeof value === 'number' ? [[name, value] as const] : [];
  });
  return {
    version,
    timestamp: readTimestamp(body.string('timestamp')),
    status: body.string('isvEnclaveQuoteStatus'),
    quote: readEpidQuote(fromBase64(body.string('isvEnclaveQuoteBody'), 'report.isvEnclaveQuoteBody')),
    nonce,
    advisories: body.has('advisoryIDs') ? body.array('advisoryIDs').strings() : [],
    evaluationDataNumber: body.has('tcbEvaluationDataNumber') ? body.natural('tcbEvaluationDataNumber') : undefined,
    details: Object.fromEntries(shown),
  };
}

/** `YYYY-MM-DDThh:mm:ss.ffffff` without a zone; the documentation says UTC. */
function readTimestamp(text: string): Instant {
  return parseRfc3339(/[zZ]|[+-]\d\d:\d\d$/.test(text) ? 'has a zone' : `${text}Z`, 'report.timestamp');
}

function readEpidQuote(bytes: Uint8Array): EpidQuote {
  const reader = new Reader(bytes, 'EPID quote');
  if (reader.u16le('version') !== 2) throw new Malformed('EPID quote.version', 'not 2');
  const signType = reader.u16le('signature type');
  if (signType > 1) throw new Malformed('EPID quote.signature type', 'neither unlinkable nor linkable');
  const groupId = reader.u32le('EPID group id');
  const qeSvn = reader.u16le('QE SVN');
  const pceSvn = reader.u16le('PCE SVN');
  reader.bytes('XEID', 4);
  reader.bytes('basename', 32);
  const report = readEnclaveReport(reader.bytes('report', ENCLAVE_REPORT_SIZE), 'enclave report');
  reader.end();
  return { linkable: signType === 1, groupId, qeSvn, pceSvn, report };
}
