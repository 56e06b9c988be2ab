import { defineAdapter, foreignDocument, OtherFormat } from '../adapter.ts';
import { uuidOf } from '../nonce-form.ts';
import { ANSWER_TIMEOUT_MS, evidenceIn, jsonOf, MAX_ANSWER_BYTES } from './answer.ts';
import { needed, nitroEvidence } from './nitro-document.ts';

/** OpenSecret, which Maple runs on: the nonce is a UUID in the path; the key encrypts inside TLS and is not a TLS key. */
export const maple = defineAdapter({
  id: 'maple',
  title: 'Maple (OpenSecret)',
  requests: ({ origin, nonce }) => [
    {
      url: `${origin}/attestation/${uuidOf(nonce)}`,
      accept: 'application/json',
      maxBytes: MAX_ANSWER_BYTES,
      timeoutMs: ANSWER_TIMEOUT_MS,
    },
  ],
  reads([answer]) {
    const json = jsonOf(answer, 'answer');
    if (!json.has('attestation_document')) throw new OtherFormat('no attestation_document');
    const { evidence, document } = nitroEvidence(evidenceIn(json, 'attestation_document'));
    const key = needed(document.publicKey, 'public_key', 32);
    return foreignDocument({ evidence, binding: { layout: 'maple-1', key, nonce: needed(document.nonce, 'nonce') } });
  },
});
