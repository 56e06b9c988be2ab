import { fromHexOrBase64 } from '../../bytes/spelled.ts';
import { fromAscii } from '../../bytes/text.ts';
import type { Evidence } from '../../evidence.ts';
import { unlessMalformed } from '../../malformed.ts';
import { defineAdapter, foreignDocument, OtherFormat } from '../adapter.ts';
import { originParts } from '../origin-parts.ts';
import { ANSWER_TIMEOUT_MS, bodyOf, MAX_ANSWER_BYTES } from './answer.ts';
import { halvesIn } from './report-data.ts';

/** The port of the attestation server, which differs from the application's. */
const PORT = 29343;

/** SecretVM: a quote or report as text, made when the machine started. */
export const secretvm = defineAdapter({
  id: 'secretvm',
  title: 'SecretVM',
  requests({ origin }) {
    const url = `https://${originParts(origin).host}:${String(PORT)}/cpu`;
    return [{ url, accept: 'text/plain', maxBytes: MAX_ANSWER_BYTES, timeoutMs: ANSWER_TIMEOUT_MS }];
  },
  reads([answer]) {
    const text = unlessMalformed(() => fromAscii(bodyOf(answer), 'answer').trim(), '');
    const evidence = evidenceOf(text);
    const [half] = halvesIn(evidence);
    return foreignDocument({ evidence, binding: { layout: 'secretvm-1', half } });
  },
});

/** ATTESTATION_REPORT (AMD 56860); a quote is longer. */
const SNP_REPORT_BYTES = 1184;

/** A quote, which today’s images write in hexadecimal, or a SEV-SNP report, in base64: only its length says which it is. */
function evidenceOf(text: string): Evidence {
  if (!/^[\w+/-]{1000,}={0,2}$/.test(text)) throw new OtherFormat('neither hexadecimal nor base64');
  const bytes = fromHexOrBase64(text, 'answer');
  return { type: bytes.length === SNP_REPORT_BYTES ? 'snp-report' : 'dcap-quote', bytes, parameters: {} };
}
