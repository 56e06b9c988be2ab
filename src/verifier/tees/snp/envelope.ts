import { base64Member, bytesIn, firstQuoteIn, quoteIn, versionOf } from '../../azure/evidence-json.ts';
import { isParavisorReport, readParavisorReport, type Paravisor } from '../../azure/hcl.ts';
import type { TpmQuote } from '../../azure/tpm-quote.ts';
import { Reader } from '../../bytes/reader.ts';
import { toAscii } from '../../bytes/text.ts';
import { parseJsonObject } from '../../encoding/json.ts';
import type { JsonObject } from '../../encoding/json-value.ts';
import { fromPem } from '../../encoding/pem.ts';
import type { Evidence } from '../../evidence.ts';
import { Malformed } from '../../malformed.ts';
import { NO_CERTIFICATES, readCertificateTable, type CertificateTable } from './certificate-table.ts';

import { REPORT_LENGTH } from './layout.ts';
import { readReport, type Report } from './report.ts';

/** A report and its wrapping. */
export type Wrapped = {
  readonly report: Report;
  /** A description of the envelope for people; empty for a bare report. */
  readonly envelope: string;
  readonly certificates: CertificateTable;
  /** Undefined unless Azure's paravisor wrapped the report. */
  readonly paravisor: Paravisor | undefined;
  readonly quote: TpmQuote | undefined;
};

const BARE = { envelope: '', certificates: NO_CERTIFICATES, paravisor: undefined, quote: undefined } as const;

const OPENING_BRACE = 0x7b;
/** A 2600-byte paravisor report, a quote and a certificate, in base64 and hex, several times over. */
const MAX_JSON_BYTES = 64 * 1024;

/**
 * Takes the report out of its envelope (README, "Forms"): bare, as the guest driver's response, in Azure's paravisor report, in
 * Azure's JSON with a virtual TPM's quote, or followed by a certificate table. @throws Malformed
 */
export function unwrap({ type, bytes }: Evidence): Wrapped {
  if (type === 'snp-extended-report') return readExtended(bytes);
  if (bytes.length === REPORT_LENGTH) return { ...BARE, report: readReport(bytes) };
  if (isParavisorReport(bytes)) return readParavisor(bytes);
  if (bytes[0] === OPENING_BRACE) return readAzureJson(bytes);
  if (startsWithZeros(bytes)) return readGuestResponse(bytes);
  const report = readReport(bytes.slice(0, REPORT_LENGTH));
  const more = bytes.length - REPORT_LENGTH;
  if (more > 0) throw new Malformed('evidence', `something follows the report (${String(more)} bytes)`, REPORT_LENGTH);
  return { ...BARE, report };
}

/** SNP_GET_EXT_REPORT (Linux, "The Definitive SEV Guest API Documentation", section 2.3): report, then the table. */
function readExtended(bytes: Uint8Array): Wrapped {
  const reader = new Reader(bytes, 'extended report');
  const report = readReport(reader.bytes('report', REPORT_LENGTH));
  return { ...BARE, envelope: 'extended report', report, certificates: readCertificateTable(reader.rest('certificate table')) };
}

/** A bare report never has version zero, so four zero bytes are the status of a guest driver's response. */
function startsWithZeros(bytes: Uint8Array): boolean {
  return bytes.length > 4 && new Reader(bytes, 'evidence').u32le('first word') === 0;
}

/** MSG_REPORT_RSP (AMD 56860): status, size, 24 reserved bytes, report; the rest of the driver's buffer is zero. */
function readGuestResponse(bytes: Uint8Array): Wrapped {
  const reader = new Reader(bytes, 'MSG_REPORT_RSP');
  reader.zeros('STATUS', 4);
  if (reader.u32le('REPORT_SIZE') !== REPORT_LENGTH) throw new Malformed('MSG_REPORT_RSP.REPORT_SIZE', 'not 1184', 4);
  reader.zeros('reserved', 24);
  const report = readReport(reader.bytes('report', REPORT_LENGTH));
  reader.zeros('rest of the buffer', reader.remaining);
  reader.end();
  return { ...BARE, envelope: 'guest driver response', report };
}

function readParavisor(bytes: Uint8Array): Wrapped {
  const { kind, report, paravisor } = readParavisorReport(bytes);
  if (kind !== 'snp') throw new Malformed('HCL.report type', 'not SEV-SNP');
  return { ...BARE, envelope: 'Azure paravisor report', report: readReport(report), paravisor };
}

/**
 * The evidence of the Confidential Containers attester `az-snp-vtpm`, `{"version","hcl_report","vcek","tpm_quote":{"message",
 * "signature","pcrs"}}`: the first two members base64url with or without padding, those of the quote hex; `vcek` and
 * `tpm_quote` may be left out. Versions 1 and 2 have the same members (in 2 the caller's data stand in `user-data` as
 * well); 0 has no version, other names, numbers for bytes and PEM.
 */
function readAzureJson(bytes: Uint8Array): Wrapped {
  const json = parseJsonObject(bytes, 'Azure evidence', MAX_JSON_BYTES);
  if (!json.has('version') && json.has('report')) return readFirstAzureJson(json);
  if (versionOf(json) === null) throw new Malformed('Azure evidence.version', 'missing');
  return around(
    base64Member(json, 'hcl_report'),
    json.has('vcek') ? base64Member(json, 'vcek') : undefined,
    json.has('tpm_quote') ? quoteIn(json.object('tpm_quote')) : undefined,
  );
}

function around(report: Uint8Array, vcek: Uint8Array | undefined, quote: TpmQuote | undefined): Wrapped {
  const wrapped = readParavisor(report);
  return {
    ...wrapped,
    envelope: quote === undefined ? wrapped.envelope : 'Azure paravisor report and TPM quote',
    certificates: { ...NO_CERTIFICATES, vcek },
    quote,
  };
}

/** Version 0: `{"quote":{"signature":[…],"message":[…],"pcrs":[[…],…]},"report":[…],"vcek":"-----BEGIN CERTIFICATE…"}`. */
function readFirstAzureJson(json: JsonObject): Wrapped {
  const [vcek, ...others] = fromPem(toAscii(json.string('vcek'), 'Azure evidence.vcek'), 'CERTIFICATE', 'Azure evidence.vcek');
  if (others.length > 0) throw new Malformed('Azure evidence.vcek', 'not one certificate');
  return around(bytesIn(json.array('report')), vcek, firstQuoteIn(json.object('quote')));
}
