import { fromBase64 } from '../../bytes/base64.ts';
import { fromHex } from '../../bytes/hex.ts';
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
    const evidence = evidenceIn(text);
    const [half] = halvesIn(evidence);
    return foreignDocument({ evidence, binding: { layout: 'secretvm-1', half } });
  },
});

/** A TDX quote is in hexadecimal, a SEV-SNP report in base64. */
function evidenceIn(text: string): Evidence {
  if (/^(?:[0-9a-f]{2}){600,}$/i.test(text)) return { type: 'dcap-quote', bytes: fromHex(text, 'answer'), parameters: {} };
  if (/^[A-Za-z0-9+/]{1000,}={0,2}$/.test(text)) return { type: 'snp-report', bytes: fromBase64(text, 'answer'), parameters: {} };
  throw new OtherFormat('neither hexadecimal nor base64');
}
