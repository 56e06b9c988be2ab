import { base64Member, bytesIn, firstQuoteIn, quoteIn, versionOf } from '../../azure/evidence-json.ts';
import { isParavisorReport, readParavisorReport, type Paravisor } from '../../azure/hcl.ts';
import type { TpmQuote } from '../../azure/tpm-quote.ts';
import { parseJsonObject } from '../../encoding/json.ts';
import { JsonArray, type JsonObject } from '../../encoding/json-value.ts';
import { Malformed, unlessMalformed } from '../../malformed.ts';

/** What Azure's paravisor and its virtual TPM put around a TD. */
export type AzureTd = {
  /** Intel's quote; undefined where only the machine's own report was sent, which nobody else can check. */
  readonly quote: Uint8Array | undefined;
  readonly paravisor: Paravisor;
  readonly tpmQuote: TpmQuote | undefined;
};

const OPENING_BRACE = 0x7b;
/** A paravisor report and two quotes, in base64 and hex or as numbers, several times over. */
const MAX_JSON_BYTES = 256 * 1024;

/** Is this what an Azure TDX machine serves? Never throws. */
export function isAzureTd(bytes: Uint8Array): boolean {
  if (isParavisorReport(bytes)) return unlessMalformed(() => readParavisorReport(bytes).kind === 'tdx', false);
  return bytes[0] === OPENING_BRACE && unlessMalformed(() => jsonOf(bytes).has('td_quote'), false);
}

const jsonOf = (bytes: Uint8Array): JsonObject => parseJsonObject(bytes, 'Azure evidence', MAX_JSON_BYTES);

/**
 * The paravisor's report alone, or the evidence of the Confidential Containers attester `az-tdx-vtpm`: `{"version","hcl_report",
 * "td_quote","tpm_quote":{"message","signature","pcrs"}}`, the first two base64url with or without padding, those of the TPM's
 * quote hex; `tpm_quote` may be left out. Versions 1 and 2 have the same members; the first form has no version and numbers for
 * bytes. @throws Malformed
 */
export function readAzureTd(bytes: Uint8Array): AzureTd {
  if (isParavisorReport(bytes)) return around(bytes, undefined, undefined);
  const json = jsonOf(bytes);
  const tpm = json.has('tpm_quote') ? json.object('tpm_quote') : undefined;
  if (versionOf(json) !== null)
    return around(base64Member(json, 'hcl_report'), base64Member(json, 'td_quote'), tpm && quoteIn(tpm));
  if (!(json.value('td_quote') instanceof JsonArray)) throw new Malformed('Azure evidence.version', 'missing');
  return around(bytesIn(json.array('hcl_report')), bytesIn(json.array('td_quote')), tpm && firstQuoteIn(tpm));
}

function around(hcl: Uint8Array, quote: Uint8Array | undefined, tpmQuote: TpmQuote | undefined): AzureTd {
  const { kind, paravisor } = readParavisorReport(hcl);
  if (kind !== 'tdx') throw new Malformed('HCL.report type', 'not TDX');
  return { quote, paravisor, tpmQuote };
}
