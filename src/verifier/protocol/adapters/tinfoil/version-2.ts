import { fromBase64 } from '../../../bytes/base64.ts';
import { gunzip } from '../../../encoding/gzip.ts';
import type { JsonObject } from '../../../encoding/json-value.ts';
import type { EvidenceType } from '../../../evidence.ts';
import { Unsupported } from '../../../malformed.ts';
import { foreignDocument } from '../../adapter.ts';
import type { SiteDocument } from '../../document.ts';
import { halvesIn } from '../report-data.ts';

/** Largest report or quote, in bytes: decompression stops there. */
const MAX_REPORT_BYTES = 64 * 1024;

const EVIDENCE: Readonly<Record<string, EvidenceType>> = {
  'https://tinfoil.sh/predicate/sev-snp-guest/v2': 'snp-report',
  'https://tinfoil.sh/predicate/tdx-guest/v2': 'dcap-quote',
};

/** `{format, body}`: the compressed report, made without a nonce; its keys are in its report data. @throws Malformed */
export function readTinfoil2(answer: JsonObject): SiteDocument {
  const format = answer.string('format');
  const type = Object.hasOwn(EVIDENCE, format) ? EVIDENCE[format] : undefined;
  if (type === undefined) throw new Unsupported('answer.format', 'another format with a body');
  const bytes = gunzip(fromBase64(answer.string('body'), 'answer.body'), MAX_REPORT_BYTES);
  const evidence = { type, bytes, parameters: {} };
  const [tlsKeyFingerprint, hpkeKey] = halvesIn(evidence);
  return foreignDocument({ evidence, binding: { layout: 'tinfoil-2', tlsKeyFingerprint, hpkeKey } });
}
