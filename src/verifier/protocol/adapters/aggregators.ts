import { toHex } from '../../bytes/hex.ts';
import { defineAdapter } from '../adapter.ts';
import { GPU_ANSWER_TIMEOUT_MS, jsonOf, MAX_ANSWER_BYTES } from './answer.ts';
import { readNear } from './near.ts';

/**
 * Venice, NanoGPT: services that pass someone else's evidence on to their account holders. Their own connection does not end at
 * that machine, so saved responses can be inspected, but no site is asked.
 */
export const aggregators = defineAdapter({
  id: 'aggregators',
  title: 'Venice, NanoGPT',
  requests: ({ origin, nonce }) => [
    {
      url: `${origin}/api/v1/tee/attestation?nonce=${toHex(nonce)}`,
      accept: 'application/json',
      maxBytes: MAX_ANSWER_BYTES,
      timeoutMs: GPU_ANSWER_TIMEOUT_MS,
    },
  ],
  reads: ([answer]) => readNear(jsonOf(answer, 'answer')),
});
