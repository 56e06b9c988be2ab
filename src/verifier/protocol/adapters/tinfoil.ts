import { toHex } from '../../bytes/hex.ts';
import type { JsonObject } from '../../encoding/json-value.ts';
import { Unsupported } from '../../malformed.ts';
import { defineAdapter, OtherFormat } from '../adapter.ts';
import type { SiteDocument } from '../document.ts';
import { ANSWER_TIMEOUT_MS, jsonOf, MAX_ANSWER_BYTES } from './answer.ts';
import { readTinfoil2 } from './tinfoil/version-2.ts';
import { readTinfoil3 } from './tinfoil/version-3.ts';
import { readTinfoil3June } from './tinfoil/version-3-june.ts';

/**
 * Tinfoil's enclaves (docs/sites/tinfoil.md). Three formats were served in 2026 at one path; they are told apart by their
 * members, because two of them have the same `format`.
 */
export const tinfoil = defineAdapter({
  id: 'tinfoil',
  title: 'Tinfoil',
  requests: ({ origin, nonce }) => [
    {
      url: `${origin}/.well-known/tinfoil-attestation?nonce=${toHex(nonce)}`,
      accept: 'application/json',
      maxBytes: MAX_ANSWER_BYTES,
      timeoutMs: ANSWER_TIMEOUT_MS,
    },
  ],
  reads: ([answer]) => readerFor(jsonOf(answer, 'answer')),
});

function readerFor(answer: JsonObject): SiteDocument {
  if (typeof answer.value('format') !== 'string') throw new OtherFormat('no format');
  if (answer.has('body')) return readTinfoil2(answer);
  if (answer.has('report_data') && answer.has('cpu')) return readTinfoil3June(answer);
  if (answer.has('challenge') && answer.has('cpu_evidence')) return readTinfoil3(answer);
  throw new Unsupported('answer', 'members of no format that is known here');
}
